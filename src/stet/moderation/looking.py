"""What the desk looks up: one comment with all that stands beside it, and what was decided lately."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from stet.comments.models import Comment
from stet.moderation.models import Decision, QueueItem, Screening
from stet.moderation.queue import Filters
from stet.newsroom.models import Staff


def comment_by_id(comment_id: UUID) -> Comment:
    """The comment, whatever its state; raises `Comment.DoesNotExist`."""
    return Comment.objects.select_related("article", "parent", "claim").get(id=comment_id)


def comments_by_ids(ids: Iterable[UUID]) -> dict[UUID, Comment]:
    """The comments with these ids, by id."""
    found = Comment.objects.select_related("article").filter(id__in=list(ids))
    return {comment.id: comment for comment in found}


def queue_item_of(comment: Comment) -> QueueItem | None:
    """The comment's place in the queue and who leases it; None if it does not wait."""
    return QueueItem.objects.select_related("lease_holder").filter(comment=comment).first()


def latest_screening(comment: Comment) -> Screening | None:
    """The screening that counts; None while the comment is unscreened."""
    return comment.screenings.order_by("-at", "-id").first()


def decisions_on(comment: Comment) -> list[Decision]:
    """Every decision on the comment, oldest first, with its clauses and its decider."""
    decisions = comment.decisions.select_related("decider").prefetch_related("citations__clause")
    return list(decisions.order_by("at", "id"))


def last_decision_of(staff: Staff) -> Decision | None:
    """The latest decision of ``staff``, with its comment."""
    mine = Decision.objects.filter(decider=staff).select_related("comment")
    return mine.order_by("-at").first()


def decided(
    filters: Filters, outcome: str = "", before: tuple[datetime, UUID] | None = None
) -> QuerySet[Decision]:
    """Decisions, the latest first; slice it. ``before`` is the time and id of the last one seen.

    Of the filters the article, the language and the clause (as cited) count.
    """
    found = Decision.objects.select_related("comment", "comment__article", "decider")
    found = found.prefetch_related("citations__clause")
    if filters.article:
        found = found.filter(comment__article=filters.article)
    if filters.lang:
        found = found.filter(comment__lang=filters.lang)
    if filters.clause:
        found = found.filter(citations__clause__key=filters.clause)
    if outcome:
        found = found.filter(outcome=outcome)
    if before:
        at, last = before
        # The first condition is implied by the second; it lets the index start at the right place.
        found = found.filter(Q(at__lt=at) | Q(id__lt=last), at__lte=at)
    return found.order_by("-at", "-id")
