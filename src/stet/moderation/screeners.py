"""The screener of a site."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from stet.moderation.learning.heads import with_own
from stet.newsroom.lexicons import edits_of
from stet.screening.judge.second import Unjudged
from stet.screening.screener import build_screener


@lru_cache(maxsize=8)
def _screener(edits: tuple[tuple[str, str, str, str, str], ...]) -> Unjudged:
    return build_screener(edits)


def screener_of(site_id: UUID) -> Unjudged:
    """The site's screener: the shipped one, the publisher's words, and what the newsroom learned."""
    return with_own(shipped_screener_of(site_id), site_id)


def shipped_screener_of(site_id: UUID) -> Unjudged:
    """The same without what the newsroom learned."""
    return _screener(edits_of(site_id))
