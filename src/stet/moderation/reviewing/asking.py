"""A moderator asks a colleague for a second opinion; the colleague decides without seeing hers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.comments.moving import Conflict, locked
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.deciding import NOTE_LIMIT, BadVerdict, refuse_if_leased
from stet.moderation.looking import latest_screening
from stet.moderation.models import QueueItem
from stet.moderation.queue import enqueue
from stet.moderation.reviewing.answering import TakenByOther, open_one, refuse_if_taken
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import (
    Answer,
    Ending,
    Kind,
    asked_facts,
    close,
    open_reviews,
)
from stet.moderation.rules.two_people import needs_two
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.text.checks import check_body

ANSWER_WITHIN = timedelta(hours=2)  # its author waits as well

__all__ = ["Question", "TakenByOther", "answered_for", "ask", "told", "untold", "withdraw_question"]


@dataclass(frozen=True)
class Question:
    """What a moderator asks of a comment; all but the comment may be empty.

    ``note`` is for the colleague; ``leaning`` (approve or reject) and ``clauses`` are her own view.
    """

    comment: UUID
    note: str = ""
    leaning: str = ""
    clauses: Sequence[str] = field(default_factory=tuple)


def ask(question: Question, by: Staff, now: datetime) -> Review:
    """Takes the comment out of the queue and lays it before colleagues; it stays held.

    They see neither the note nor the leaning nor who asked until one of them has decided. Raises
    `NotAllowed`, `BadVerdict` (the note or the leaning), `Conflict` if the comment does not wait in
    the queue, `LeasedByOther`, `Comment.DoesNotExist`.
    """
    by.require(Action.DECIDE)
    if question.note and check_body(question.note, NOTE_LIMIT):
        words = _("The note is too long, or holds characters that cannot be shown.")
        raise BadVerdict("ask", words)
    leaning = question.leaning or ("reject" if question.clauses else "")
    if leaning not in {"", *Review.Outcome.values}:
        raise BadVerdict("leaning", _("The outcome is approve or reject."))
    with transaction.atomic():
        comment = locked(question.comment)
        refuse_if_leased(comment, by, now)
        if needs_two(comment, now):
            words = _("Two people decide on this author's comments. Decide, and another is asked.")
            raise BadVerdict("ask", words)
        if not QueueItem.objects.filter(comment=comment).delete()[0]:
            raise Conflict(comment, "it does not wait in the queue")
        review = Review.objects.create(
            comment=comment,
            kind=Kind.SECOND_OPINION,
            opened_at=now,
            due_at=now + ANSWER_WITHIN,
            asked_by=by,
            text=question.note,
            blind=True,
            leaning=leaning,
            leaning_clauses=_known(question.clauses, comment) if leaning == "reject" else [],
        )
        append(
            Deed.SECOND_OPINION_ASKED,
            comment.id,
            actor=staff_actor(by.id),
            at=now,
            payload=asked_facts(review),
        )
    return review


def _known(clauses: Sequence[str], comment: Comment) -> list[str]:
    known = {one.key for one in in_force(comment.article.site_id).clauses.all() if one.enabled}
    if not known.issuperset(clauses):
        raise BadVerdict("clauses", _("The guidelines in force have no such clause."))
    return list(dict.fromkeys(clauses))


def withdraw_question(review_id: UUID, by: Staff, now: datetime) -> Review:
    """The asker, or a senior, takes the question back: the comment waits in the queue again.

    Raises `NotAllowed`, `Answered`, `TakenByOther`, `Review.DoesNotExist`.
    """
    with transaction.atomic():
        review, comment = open_one(review_id, Kind.SECOND_OPINION)
        if review.asked_by_id != by.id:
            by.require(Action.OVERRULE)
        refuse_if_taken(review, by, now)
        close(review, Answer(Ending.RELEASED, by), now)
        back_in_line(comment)
    return review


def back_in_line(comment: Comment) -> None:
    """Puts a held comment into the queue again, unless another second look keeps it out."""
    if comment.state == State.HELD and not open_reviews(comment, *_KEPT_OUT):
        enqueue(comment, latest_screening(comment))


_KEPT_OUT = (Kind.ESCALATION, Kind.REPORT, Kind.SECOND_OPINION)


def untold(staff: Staff) -> int:
    """How many answers to this person's questions she has not seen yet."""
    return _answered(staff).filter(told_at__isnull=True).count()


def answered_for(staff: Staff) -> list[Review]:
    """The answers that she has not seen yet, the oldest first."""
    found = _answered(staff).filter(told_at__isnull=True)
    return list(found.select_related("comment").order_by("closed_at", "id"))


def _answered(staff: Staff) -> QuerySet[Review]:
    return Review.objects.filter(
        kind=Kind.SECOND_OPINION, asked_by=staff, ending=Ending.ANSWERED
    ).order_by()


def told(review: Review, staff: Staff, now: datetime) -> None:
    """Notes that whoever asked saw the answer. No deed: nobody else is concerned."""
    if review.asked_by_id == staff.id and review.closed_at and review.told_at is None:
        Review.objects.filter(id=review.id, told_at__isnull=True).update(told_at=now)
