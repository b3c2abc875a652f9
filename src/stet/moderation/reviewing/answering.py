"""Answering a review: what stood is upheld, or decided anew, with a reason and by the right person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.comments.contacts.addresses import wants_decision
from stet.comments.models import Comment
from stet.comments.moving import Conflict, locked
from stet.comments.states import State
from stet.moderation.deciding import (
    REOPEN_WITHIN,
    BadVerdict,
    Verdict,
    cited_by,
    decide,
    outcome_of,
    what_was_seen,
)
from stet.moderation.leasing import lease_time
from stet.moderation.models import Decision
from stet.moderation.reviewing.models import AppealNotice, Review
from stet.moderation.reviewing.settling import (
    Answer,
    Ending,
    Kind,
    close,
    refuse_if_escalated,
)
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action

# What a person must be allowed to answer a review of each kind.
NEEDED = {
    Kind.REPORT: Action.REVIEW,
    Kind.APPEAL: Action.REVIEW,
    Kind.ESCALATION: Action.ANSWER_ESCALATED,
    Kind.SECOND_OPINION: Action.REVIEW,
    Kind.DOUBLE_REVIEW: Action.REVIEW,
}
# What a decision of one's own may be asked about, and is then answered by somebody else.
_OF_ANOTHER = (Kind.APPEAL, Kind.DOUBLE_REVIEW)
_STANDS = {State.APPROVED: Decision.Outcome.APPROVE, State.REJECTED: Decision.Outcome.REJECT}


class Answered(Exception):
    """The review is closed already; ``review`` says how."""

    def __init__(self, review: Review) -> None:
        super().__init__("this review is closed")
        self.review = review


class OwnDecision(Exception):
    """Nobody answers a second look at a decision, or at a question, of their own."""


class TakenByOther(Exception):
    """A colleague is at this review at this moment; ``review`` names them."""

    def __init__(self, review: Review) -> None:
        super().__init__("a colleague is looking at this review")
        self.review = review


def may_answer(review: Review, by: Staff) -> bool:
    """Whether this person's role, and part in the first decision, let them answer."""
    return by.may(NEEDED[Kind(review.kind)]) and not is_own(review, by)


def is_own(review: Review, by: Staff) -> bool:
    """Whether it is about this person's own decision or question, so that another one answers."""
    if review.kind == Kind.SECOND_OPINION:
        return review.asked_by_id == by.id
    first = review.questioned.decider_id if review.questioned else None
    return review.kind in _OF_ANOTHER and first == by.id


def answer(review_id: UUID, verdict: Verdict, by: Staff, now: datetime) -> Review:
    """Answers an open review by ``verdict``, which is about the comment and names what was seen.

    The outcome that stands already upholds it; the other decides anew, which publishes or takes
    away. An appeal that is not granted needs a note, for the author asked. Raises `NotAllowed`,
    `BadVerdict`, `Conflict`, `Answered`, `OwnDecision`, `TakenByOther`, `Review.DoesNotExist`.
    """
    outcome = outcome_of(verdict)
    with transaction.atomic():
        review, comment = open_one(review_id)
        by.require(NEEDED[Kind(review.kind)])
        if is_own(review, by):
            raise OwnDecision
        if verdict.comment != comment.id:
            raise Conflict(comment, "the review is about another comment")
        refuse_if_taken(review, by, now)
        refuse_if_escalated(comment, by)
        if review.kind == Kind.APPEAL and outcome == Decision.Outcome.REJECT and not verdict.note:
            raise BadVerdict("note", _("Please tell the author why the decision stands."))
        if review.kind == Kind.DOUBLE_REVIEW or _STANDS.get(State(comment.state)) == outcome:
            _uphold(review, comment, verdict, by, now)
        else:
            decide(verdict, by, now, reviewing=True)
    return Review.objects.select_related("closed_by", "closing_decision").get(id=review_id)


def _uphold(review: Review, comment: Comment, verdict: Verdict, by: Staff, now: datetime) -> None:
    """The review is closed, and nothing about the comment changes: what stands is right.

    Or it is a double review, whose answer is for comparing, and decides nothing.
    """
    guidelines = in_force(comment.article.site_id)
    what_was_seen(verdict, comment, guidelines)
    outcome = outcome_of(verdict)
    cited = cited_by(verdict, outcome, guidelines)
    close(review, Answer(Ending.ANSWERED, by, outcome, tuple(cited), verdict.note), now)
    if review.kind == Kind.APPEAL and wants_decision(comment):
        AppealNotice.objects.create(review=review, due_at=now + REOPEN_WITHIN)


def open_one(review_id: UUID, *kinds: str) -> tuple[Review, Comment]:
    """An open review and its comment, both locked until the transaction ends.

    Raises `Answered`, `Review.DoesNotExist` (also if it is of none of the ``kinds`` named).
    """
    found = Review.objects.filter(kind__in=kinds or list(NEEDED))
    comment = locked(found.values_list("comment", flat=True).get(id=review_id))
    review = (
        Review.objects.select_for_update(of=("self",))
        .select_related("questioned", "comment", "lease_holder")
        .get(id=review_id)
    )
    if review.closed_at is not None:
        raise Answered(review)
    return review, comment


def refuse_if_taken(review: Review, by: Staff, now: datetime) -> None:
    """Raises `TakenByOther` while a colleague's lease on the review runs."""
    if taken(review, by, now):
        raise TakenByOther(review)


def taken(review: Review, by: Staff, now: datetime) -> bool:
    until = review.lease_until
    return until is not None and until > now and review.lease_holder_id != by.id


def hold(review: Review, by: Staff, now: datetime) -> Review:
    """Leases the open review to ``by`` unless a colleague holds it; as it now stands.

    Whatever other review ``by`` held goes back.
    """
    with transaction.atomic():
        held = Review.objects.filter(lease_holder=by).exclude(id=review.id)
        held.update(lease_holder=None, lease_until=None)
        kept = Review.objects.select_for_update(of=("self",)).get(id=review.id)
        if kept.closed_at is None and not taken(kept, by, now):
            until = now + lease_time()
            Review.objects.filter(id=kept.id).update(lease_holder=by, lease_until=until)
            review.lease_holder, review.lease_until = by, until
    return review


def let_go(review_id: UUID, by: Staff, until: datetime) -> int:
    """Gives the review back if ``by`` holds it until exactly ``until``; how many that were.

    A lease that was renewed since, say by opening the page again, stays.
    """
    held = Review.objects.filter(id=review_id, lease_holder=by, lease_until=until)
    return held.update(lease_holder=None, lease_until=None)
