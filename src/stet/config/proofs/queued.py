"""The queue: every held comment waits in it, nothing else does, each at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from uuid import UUID

from stet.comments.states import State
from stet.config.proofs.dossiers import Dossier
from stet.config.proofs.fault import Fault
from stet.moderation.models import ClauseMark, QueueItem
from stet.moderation.queue import in_line
from stet.moderation.reviewing.models import Review

_FACTS = (
    "article_id",
    "queued_at",
    "screening_id",
    "suggestion",
    "top_clause",
    "lang",
    "risk_rank",
    "calm_rank",
    "turn",
    "flagged",
    "like_shape",
    "name_digest",
)


def faults(dossier: Dossier, turns: Mapping[str, int]) -> Iterator[Fault]:
    """``turns``: who is first or last in line."""
    comment, item, name = dossier.comment, dossier.item, str(dossier.id)
    if comment is None:
        return
    held = comment.state == State.HELD
    if held and item is None:
        if not _elsewhere(dossier):
            words = f"comment {name} is held, but nobody is shown it"
            yield Fault("queue.missing", words, name)
    elif item and not held:
        yield Fault("queue.extra", f"comment {name} waits in the queue, but is not held", name)
    elif item:
        latest = max(dossier.screenings, key=lambda one: (one.at, one.id), default=None)
        ought = in_line(comment, latest, turn=turns.get(comment.author_key, 0))
        wrong = [fact for fact in _FACTS if getattr(item, fact) != getattr(ought, fact)]
        if wrong:
            words = f"comment {name} waits at the wrong place ({', '.join(wrong)})"
            yield Fault("queue.wrong", words, name)


def marks(screened: int = 500) -> Iterator[Fault]:
    """Faults in the clauses that waiting comments are marked with, ``screened`` read at a time."""
    items = QueueItem.objects.order_by().values_list("pk", "screening__clauses")
    rows = items.iterator(chunk_size=screened)
    while group := dict(islice(rows, screened)):
        found: dict[UUID, set[str]] = {}
        for clause, comment in ClauseMark.objects.filter(comment__in=group).values_list(
            "clause", "comment_id"
        ):
            found.setdefault(comment, set()).add(clause)
        for comment, clauses in group.items():
            if found.get(comment, set()) != set(clauses or ()):
                yield _marked_wrong(comment)
    stray = ClauseMark.objects.exclude(comment__in=QueueItem.objects.order_by().values("pk"))
    for comment in stray.values_list("comment_id", flat=True):
        yield _marked_wrong(comment)


def _marked_wrong(comment: UUID) -> Fault:
    words = f"comment {comment} is listed under other clauses than its screening found"
    return Fault("queue.marks", words, str(comment))


def _elsewhere(dossier: Dossier) -> bool:
    """Whether a held comment waits among the reviews.

    It was escalated, or hidden after reports, or somebody asked for a second opinion.
    """
    kinds = {Review.Kind.ESCALATION, Review.Kind.REPORT, Review.Kind.SECOND_OPINION}
    return any(one.kind in kinds and one.closed_at is None for one in dossier.reviews)
