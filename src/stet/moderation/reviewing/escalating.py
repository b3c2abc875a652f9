"""A credible threat: the comment is frozen until a senior has decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.comments.moving import Conflict, locked
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.deciding import (
    NOTE_LIMIT,
    BadVerdict,
    refuse_if_leased,
)
from stet.moderation.looking import latest_screening
from stet.moderation.models import QueueItem
from stet.moderation.queue import enqueue
from stet.moderation.reviewing.answering import open_one, refuse_if_taken
from stet.moderation.reviewing.models import EscalationNotice, Review
from stet.moderation.reviewing.settling import (
    Answer,
    Ending,
    Kind,
    asked_facts,
    close,
    is_escalated,
    open_reviews,
)
from stet.newsroom.models import Staff
from stet.newsroom.roles import PERMISSIONS, Action
from stet.text.checks import check_body

ANSWER_WITHIN = timedelta(hours=1)  # somebody may be in danger
_GONE = {State.WITHDRAWN, State.ERASED}


def escalate(comment_id: UUID, why: str, by: Staff, now: datetime) -> Review:
    """Takes the comment out of the queue and lays it before the seniors, who alone decide now.

    What is public stays public until they do. Raises `NotAllowed`, `BadVerdict` (the note),
    `Conflict` if it is escalated already or gone, `LeasedByOther`, `Comment.DoesNotExist`.
    """
    by.require(Action.DECIDE)
    if why and check_body(why, NOTE_LIMIT):
        raise BadVerdict(
            "why", _("The note is too long, or holds characters that cannot be shown.")
        )
    with transaction.atomic():
        comment = locked(comment_id)
        if comment.state in _GONE or is_escalated(comment):
            raise Conflict(comment, "it is escalated already, or gone")
        refuse_if_leased(comment, by, now)
        QueueItem.objects.filter(comment=comment).delete()
        review = Review.objects.create(
            comment=comment,
            kind=Kind.ESCALATION,
            opened_at=now,
            due_at=now + ANSWER_WITHIN,
            questioned_id=comment.decision,
            asked_by=by,
            text=why,
        )
        _tell_seniors(review, by, now)
        append(
            Deed.COMMENT_ESCALATED,
            comment.id,
            actor=staff_actor(by.id),
            at=now,
            payload=asked_facts(review),
        )
    return review


def _tell_seniors(review: Review, by: Staff, now: datetime) -> None:
    """A letter is due at once to everybody else who may decide and has an address."""
    seniors = Staff.objects.filter(is_active=True, role__in=PERMISSIONS[Action.ANSWER_ESCALATED])
    EscalationNotice.objects.bulk_create(
        EscalationNotice(review=review, staff=staff, due_at=now)
        for staff in seniors.exclude(email="").exclude(id=by.id)
    )


def release(review_id: UUID, by: Staff, now: datetime) -> Review:
    """No threat after all: the comment stands as before, and waits in the queue if it is held.

    Raises `NotAllowed`, `Answered`, `TakenByOther`, `Review.DoesNotExist`.
    """
    by.require(Action.ANSWER_ESCALATED)
    with transaction.atomic():
        review, comment = open_one(review_id, Kind.ESCALATION)
        refuse_if_taken(review, by, now)
        close(review, Answer(Ending.RELEASED, by), now)
        if comment.state == State.HELD and not open_reviews(
            comment, Kind.REPORT, Kind.SECOND_OPINION
        ):
            enqueue(comment, latest_screening(comment))
    return review


def escalated(comment: Comment) -> Review | None:
    """The escalation that freezes the comment, if it is frozen."""
    return next(iter(open_reviews(comment, Kind.ESCALATION)), None)
