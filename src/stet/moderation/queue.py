"""The queue: what waits, in which order, and for how long a reader usually waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.batching.likening import liken, marks_of
from stet.moderation.filtering import Filters, narrowed
from stet.moderation.models import Decision, QueueItem, Screening
from stet.moderation.ordering import LIST_ORDERS, RANKS, UNSCREENED_RANK, risk_rank
from stet.moderation.rules.authors import turns_of
from stet.screening.clauses import DEFAULT_CLAUSES
from stet.text.invisible import find_invisible

__all__ = [
    "COUNT_LIMIT",
    "PLACE_LIMIT",
    "Filters",
    "after",
    "attach",
    "count_waiting",
    "enqueue",
    "in_line",
    "place_of",
    "queued_at",
    "sorted_by",
    "usual_wait_s",
    "waiting",
]

# A place is counted exactly up to here; beyond, "more than" is all that a reader needs to know.
PLACE_LIMIT = 10_000
# How many wait is counted exactly up to here; what matters beyond is that it is more.
COUNT_LIMIT = 1_000
_RECENT_DECISIONS = 100
_RECENT = timedelta(days=7)


def enqueue(comment: Comment, screening: Screening | None) -> QueueItem:
    """Puts a held comment in line, at the place of the time at which it came."""
    turn = turns_of([comment.author_key]).get(comment.author_key, 0)
    item = in_line(comment, screening, turn=turn)
    liken([item])
    item.save(force_insert=True)
    return item


def in_line(comment: Comment, screening: Screening | None, *, turn: int = 0) -> QueueItem:
    """The queue's item of a held comment, as it ought to be; not saved, and of no group yet."""
    rank = UNSCREENED_RANK if screening is None else _rank(screening)
    values: dict[str, Any] = {"lang": comment.lang, **_screened(screening), **marks_of(comment)}
    return QueueItem(
        comment=comment,
        article_id=comment.article_id,
        queued_at=queued_at(comment),
        screening=screening,
        turn=turn,
        risk_rank=rank,
        calm_rank=RANKS - rank,
        flagged=comment.reserved_name or find_invisible(comment.text).suspicious,
        **values,
    )


def queued_at(comment: Comment) -> datetime:
    """The time by which a comment waits: its coming here, or for an import its own time."""
    return comment.posted_at if comment.source else comment.received_at


def attach(item: QueueItem, screening: Screening) -> None:
    """Gives a waiting comment its screening, if it has none yet."""
    rank = _rank(screening)
    QueueItem.objects.filter(pk=item.pk, screening__isnull=True).update(
        screening=screening, risk_rank=rank, calm_rank=RANKS - rank, **_screened(screening)
    )


def _rank(screening: Screening) -> int:
    return risk_rank([screening.scores.get(clause, 0.0) for clause in DEFAULT_CLAUSES])


def _screened(screening: Screening | None) -> dict[str, Any]:
    if screening is None:
        return {}
    top = screening.clauses[0] if screening.clauses else ""
    return {"suggestion": screening.suggestion, "top_clause": top, "lang": screening.lang}


def waiting(filters: Filters, order: str) -> QuerySet[QueueItem]:
    """What waits, filtered and in order. Slice it: the queue may hold millions."""
    items = QueueItem.objects.select_related(
        "comment", "comment__article", "comment__parent", "screening", "lease_holder"
    )
    return narrowed(items, filters).order_by(*sorted_by(order))


def sorted_by(order: str) -> tuple[str, ...]:
    """The columns of an order: whose turn it is comes first, except where the newest do."""
    chosen = LIST_ORDERS[order]
    return chosen.fields if chosen.descending else ("turn", *chosen.fields)


def after(items: QuerySet[QueueItem], order: str, last: QueueItem) -> QuerySet[QueueItem]:
    """The items that follow ``last`` in ``order``: keyset paging, as fast on page 1,000 as on 1."""
    names = [name.removeprefix("-") for name in sorted_by(order)]
    follows = TupleLessThan if LIST_ORDERS[order].descending else TupleGreaterThan
    # As one comparison of rows, which both databases look up in the order's index.
    place = Tuple(*(F(name) for name in names))
    return items.filter(follows(place, [getattr(last, name) for name in names]))


def count_waiting(filters: Filters, limit: int = COUNT_LIMIT) -> int:
    """How many wait, counted up to ``limit``; ``limit + 1`` stands for any greater number."""
    return narrowed(QueueItem.objects.order_by(), filters)[: limit + 1].count()


def place_of(comment: Comment) -> int | None:
    """The comment's place in line, from 1, the longest waiting first; None if it does not wait.

    Exact up to `PLACE_LIMIT`; ``PLACE_LIMIT + 1`` stands for any later place.
    """
    if comment.state != State.HELD:
        return None
    turn = QueueItem.objects.filter(comment=comment).values_list("turn", flat=True).first() or 0
    since = queued_at(comment)
    ahead = Q(queued_at__lt=since) | Q(queued_at=since, comment_id__lt=comment.id)
    ahead = Q(turn__lt=turn) | Q(ahead, turn=turn)
    some = QueueItem.objects.filter(ahead).order_by().values("pk")[:PLACE_LIMIT]
    return some.count() + 1


def usual_wait_s(now: datetime) -> int | None:
    """Median seconds from receipt to decision, over the latest hundred decisions of the week."""
    waits = list(
        Decision.objects.filter(kind=Decision.Kind.PERSON, at__gt=now - _RECENT)
        .order_by("-at")
        .values_list("waited_s", flat=True)[:_RECENT_DECISIONS]
    )
    return round(median(waits)) if waits else None
