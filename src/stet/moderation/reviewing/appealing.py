"""The author of a rejected comment appeals against the rejection, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from stet.comments.models import Comment
from stet.comments.moving import Conflict, locked
from stet.comments.states import State
from stet.comments.submitting import Refused, text_problems
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, append
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import Kind, asked_facts
from stet.newsroom.models import Staff
from stet.newsroom.roles import PERMISSIONS, Action


def appeal_of(comment: Comment) -> Review | None:
    """The appeal that was made for this comment, open or answered."""
    made = Review.objects.filter(comment=comment, kind=Kind.APPEAL)
    return made.select_related("questioned").prefetch_related("citations__clause").first()


def may_appeal(comment: Comment) -> bool:
    """Whether the author can still appeal: it is rejected, and nobody appealed before."""
    return comment.state == State.REJECTED and appeal_of(comment) is None


def appeal(comment_id: UUID, text: str, now: datetime) -> Review:
    """Opens the appeal. The text is kept as it was sent, like a comment's.

    Raises `Refused` (the text), `Conflict` if there is nothing to appeal against or it was done
    before, `Comment.DoesNotExist`.
    """
    problems = text_problems(text)
    if problems:
        raise Refused(problems)
    with transaction.atomic():
        comment = locked(comment_id)
        if not may_appeal(comment):
            raise Conflict(comment, "there is nothing to appeal against")
        site = comment.article.site
        review = Review.objects.create(
            comment=comment,
            kind=Kind.APPEAL,
            opened_at=now,
            due_at=now + timedelta(days=site.appeal_days),
            questioned_id=comment.decision,
            text=text,
        )
        append(
            Deed.COMMENT_APPEALED,
            comment.id,
            actor=AUTHOR,
            at=now,
            payload=asked_facts(review),
        )
    return review


def somebody_else_may_answer(review: Review) -> bool:
    """Whether there is anybody who may answer but the first; if not, it waits for somebody."""
    first = review.questioned.decider_id if review.questioned else review.asked_by_id
    roles = PERMISSIONS[Action.REVIEW]
    able = Staff.objects.filter(is_active=True, role__in=roles)
    return (able.exclude(id=first) if first else able).exists()
