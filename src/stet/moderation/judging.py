"""The judge of this process, and the screener that asks it. Never while a reader waits."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings

from stet.moderation.metrics import JudgeFigures
from stet.newsroom.guidelines import in_force, text_of
from stet.screening import types
from stet.screening.judge.judge import Judge
from stet.screening.judge.second import Judged, Unjudged
from stet.screening.judge.terms import Config, PolicyClause


@lru_cache(maxsize=1)
def _judge(config: Config) -> Judge:
    # One a process, so that its budget and its pauses hold for all that is asked.
    return Judge(config, JudgeFigures())


def has_judge() -> bool:
    return settings.STET.judge is not None


def with_judge(first: Unjudged, site_id: UUID) -> types.Screener:
    """`first`, with a second reading by the clauses in force, if the operator set up a judge."""
    config = settings.STET.judge
    if config is None:
        return first
    clauses = text_of(in_force(site_id)).clauses
    policy = [PolicyClause(c.key, c.title, c.text) for c in clauses if c.enabled]
    return Judged(first, _judge(config), policy)
