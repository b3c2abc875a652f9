"""What becomes of open reviews: each is answered, released, or lapses with what it was about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.ledger.chain import Json, commit_text
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.moderation.models import Decision
from stet.moderation.reviewing.comparing import note_disagreement
from stet.moderation.reviewing.meeting_models import Remark
from stet.moderation.reviewing.models import Report, Review, ReviewCitation
from stet.newsroom.models import Clause, Staff
from stet.newsroom.roles import Action

Kind, Ending = Review.Kind, Review.Ending

# Second looks that somebody outside asked for, or that freeze: a decision that has one, or that
# answered one, is not simply taken back.
BINDING = (Kind.REPORT, Kind.APPEAL, Kind.ESCALATION, Kind.SECOND_OPINION)


@dataclass(frozen=True)
class Answer:
    """How a review ends. ``decision`` is the new one, if what stood stands no more."""

    ending: Review.Ending
    by: Staff | None = None
    outcome: str = ""
    clauses: tuple[Clause, ...] = ()
    note: str = ""
    decision: Decision | None = None


def open_reviews(comment: Comment, *kinds: str) -> list[Review]:
    """The comment's open reviews, of these kinds if any are named, with what they question."""
    found = Review.objects.filter(comment=comment, closed_at__isnull=True)
    if kinds:
        found = found.filter(kind__in=kinds)
    return list(found.select_related("questioned", "asked_by").order_by("opened_at", "id"))


def is_escalated(comment: Comment) -> bool:
    return bool(open_reviews(comment, Kind.ESCALATION))


def refuse_if_escalated(comment: Comment, by: Staff) -> None:
    """Raises `NotAllowed` if the comment is frozen and ``by`` is no senior."""
    if not by.may(Action.ANSWER_ESCALATED) and is_escalated(comment):
        by.require(Action.ANSWER_ESCALATED)


def binds(decision: Decision) -> bool:
    """Whether somebody relies on this decision: it is questioned, or has answered a review."""
    about = Q(closing_decision=decision) | Q(questioned=decision, kind__in=BINDING)
    return Review.objects.filter(about).exists()


def settle(comment: Comment, answer: Answer, now: datetime) -> bool:
    """Closes every open review of a comment that was just decided anew, in its transaction.

    Whoever may not answer a review leaves nothing to answer all the same: it lapses. Whether the
    decision answered any.
    """
    answered = False
    for review in open_reviews(comment):
        answers = _answers(review, answer)
        close(review, answer if answers else Answer(Ending.LAPSED), now)
        answered = answered or answers
    return answered


def _answers(review: Review, answer: Answer) -> bool:
    if review.kind not in BINDING:  # a double review is answered blind or not at all
        return False
    first = review.questioned.decider_id if review.questioned else None
    return review.kind != Kind.APPEAL or answer.by is None or answer.by.id != first


def refuse_if_not_hers(comment: Comment, by: Staff) -> None:
    """Raises `NotAllowed` if the comment is frozen and ``by`` is no senior, and `Conflict` if she
    waits for a second opinion on it."""
    for review in open_reviews(comment, Kind.ESCALATION, Kind.SECOND_OPINION):
        if review.kind == Kind.ESCALATION:
            by.require(Action.ANSWER_ESCALATED)
        elif review.asked_by_id == by.id:
            raise Conflict(comment, "whoever asked for a second opinion does not decide")


def lapse(comment: Comment, now: datetime, *, erased: bool = False) -> None:
    """Closes what there is nothing left to decide about.

    An escalation outlives withdrawing: what was written was written. Erasure ends it too, and
    takes the words of authors and reporters along.
    """
    for review in open_reviews(comment):
        if erased or review.kind != Kind.ESCALATION:
            close(review, Answer(Ending.LAPSED), now)
    if erased:
        Review.objects.filter(comment=comment).update(text="", answer="")
        Report.objects.filter(comment=comment).update(note="", author_key="", network="")
        Remark.objects.filter(comment=comment).update(text="")


def lapse_drawn(comment: Comment, now: datetime) -> None:
    """A decision was taken back: nobody reviews it any more."""
    for review in open_reviews(comment, Kind.DOUBLE_REVIEW):
        close(review, Answer(Ending.LAPSED), now)


def close(review: Review, answer: Answer, now: datetime) -> None:
    """Closes one open review and says so in the ledger. Runs in the caller's transaction."""
    ReviewCitation.objects.bulk_create(
        ReviewCitation(review=review, clause=clause) for clause in answer.clauses
    )
    values = {
        "closed_at": now,
        "ending": answer.ending,
        "closed_by": answer.by,
        "outcome": answer.outcome,
        "answer": answer.note,
        "closing_decision": answer.decision,
        "lease_holder": None,
        "lease_until": None,
    }
    Review.objects.filter(id=review.id, closed_at__isnull=True).update(**values)
    for name, value in values.items():
        setattr(review, name, value)
    note_disagreement(review)
    append(
        Deed.COMMENT_REVIEWED,
        review.comment_id,
        actor=staff_actor(answer.by.id) if answer.by else SYSTEM,
        at=now,
        payload=closing_facts(review, [clause.key for clause in answer.clauses]),
    )


def closing_facts(review: Review, clauses: Iterable[str]) -> dict[str, Json]:
    """What the ledger keeps of a review's end; of the answer, as of a note, a commitment only."""
    facts: dict[str, Json] = {
        **opening_facts(review),
        "ending": review.ending,
        "outcome": review.outcome,
        "clauses": [*clauses],
        "decision": str(review.closing_decision_id) if review.closing_decision_id else None,
    }
    if review.answer:
        facts["answer"] = commit_text(bytes(review.comment.salt), review.answer)
    return facts


def opening_facts(review: Review) -> dict[str, Json]:
    """What every entry on a review says of it."""
    return {
        "review": str(review.id),
        "kind": review.kind,
        "questioned": str(review.questioned_id) if review.questioned_id else None,
    }


def asked_facts(review: Review) -> dict[str, Json]:
    """What the ledger keeps of a review that somebody asked for in words: a commitment to them."""
    facts = opening_facts(review)
    if review.kind == Kind.SECOND_OPINION:
        facts |= {"leaning": review.leaning, "leaning_clauses": [*review.leaning_clauses]}
    if review.text:
        facts["text"] = commit_text(bytes(review.comment.salt), review.text)
    return facts
