"""Past decisions as data: what people decided, beside what the screener had said to them.

Everything that measures (rules, replay, learning, insight) reads decisions from here, so that all of
them mean the same by "what people decided".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from stet.comments.states import State
from stet.moderation.models import Decision
from stet.newsroom.models import Site

Decided = Literal["approve", "reject"]

_PAGE = 500  # rows in memory at a time; no statement stays open between two pages


@dataclass(frozen=True, slots=True)
class Outcome:
    """One comment as people finally decided it, and the screening that was on their screen.

    ``verdict`` is the one that stands: after an appeal, a report or an overruling, the last.
    Unscreened comments have no ``scores`` and an empty ``suggestion`` and ``screener``
    (else name@version). ``lang`` is the comment's; ``read_as`` the language that the screener read.
    """

    comment: UUID
    decision: UUID
    decided_at: datetime
    verdict: Decided
    clauses: tuple[str, ...]
    decider: UUID
    lang: str
    scores: dict[str, float]
    suggestion: str
    screener: str
    article: UUID
    screening: UUID | None = None
    read_as: str = ""
    named: tuple[str, ...] = ()


def outcomes(
    since: datetime | None,
    until: datetime | None,
    *,
    site: Site | None = None,
    after: Outcome | tuple[datetime, UUID] | None = None,
) -> Iterator[Outcome]:
    """Comments whose standing decision a person made from ``since`` to before ``until``, in time order.

    One for each comment. Imported decisions and those of rules are left out, and so are comments
    that were withdrawn, reopened or erased. Memory does not grow with their number, and rows
    decided meanwhile do no harm; ``after`` goes on behind an outcome that was read before,
    or behind its time and decision.
    """
    found = _standing(since, until, site)
    last = (after.decided_at, after.decision) if isinstance(after, Outcome) else after
    while True:
        rows = list(_behind(found, last)[:_PAGE])
        for row in rows:
            yield _outcome(row)
        if len(rows) < _PAGE:
            return
        last = rows[-1].at, rows[-1].id


def count_outcomes(
    since: datetime | None, until: datetime | None, *, site: Site | None = None
) -> int:
    """How many `outcomes` gives."""
    return _standing(since, until, site).count()


def _standing(
    since: datetime | None, until: datetime | None, site: Site | None
) -> QuerySet[Decision]:
    found = Decision.objects.filter(
        kind=Decision.Kind.PERSON,
        comment__decision=F("id"),
        comment__state__in=[State.APPROVED, State.REJECTED],
    )
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if site is not None:
        found = found.filter(comment__article__site=site)
    return found


def _behind(found: QuerySet[Decision], last: tuple[datetime, UUID] | None) -> QuerySet[Decision]:
    if last is not None:
        at, decision = last
        # The first condition is implied by the second; it lets the index start at the right place.
        found = found.filter(Q(at__gt=at) | Q(id__gt=decision), at__gte=at)
    found = found.select_related("comment", "screening").prefetch_related("citations__clause")
    return found.defer("note", "comment__text", "comment__name").order_by("at", "id")


def _outcome(decision: Decision) -> Outcome:
    comment, screening = decision.comment, decision.screening
    if decision.decider_id is None:  # the database refuses it: moderation_decision_has_decider
        raise ValueError("a person's decision has a decider")
    return Outcome(
        comment=comment.id,
        decision=decision.id,
        decided_at=decision.at,
        verdict="approve" if decision.outcome == Decision.Outcome.APPROVE else "reject",
        clauses=tuple(citation.clause.key for citation in decision.citations.all()),
        decider=decision.decider_id,
        lang=comment.lang,
        scores=screening.scores if screening else {},
        suggestion=screening.suggestion if screening else "",
        screener=screening.screener if screening else "",
        article=comment.article_id,
        screening=screening.id if screening else None,
        read_as=screening.lang if screening else "",
        named=tuple(screening.clauses) if screening else (),
    )
