"""Second looks, for a moderator's own programs. Looking takes no lease."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from stet.comments.moving import Conflict
from stet.comments.rendering import stamp
from stet.comments.states import State
from stet.moderation.deciding import BadVerdict, Verdict
from stet.moderation.reviewing.answering import (
    NEEDED,
    Answered,
    OwnDecision,
    TakenByOther,
    answer,
    may_answer,
    taken,
)
from stet.moderation.reviewing.looking import open_list, review_by_id
from stet.moderation.reviewing.models import Review
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers, example
from stet.web.api.desk_shapes import article_ref, screening_out, standing_out
from stet.web.api.finding import uuid_or_404
from stet.web.api.problems import Problem, invalid, not_found
from stet.web.api.requests import refuse_unknown
from stet.web.api.review_shapes import AnswerIn, ReportedOut, ReviewOut, ReviewsOut
from stet.web.api.shapes import LeaseOut
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])

_MOST = 100
_UPHELD = {"outcome": "approve", "clauses": [], "note": "", "seen": "2.1.-"}


class ReviewsQuery(Schema):
    """Which second looks to show, and how many."""

    kind: Literal["appeal", "report", "escalation", "second_opinion", "double_review"]
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50


@router.get(
    "reviews",
    response=answers({200: ReviewsOut}, 401, 403, 422),
    operation_id="list_reviews",
    summary="List open second looks",
)
def list_reviews(request: HttpRequest, query: Query[ReviewsQuery]) -> ReviewsOut:
    """The open ones of a kind, the longest waiting first, without those that one may not know of."""
    by = staff_of(request)
    by.require(NEEDED[Review.Kind(query.kind)])
    refuse_unknown(request.GET, ReviewsQuery.model_fields)
    now = timezone.now()
    found = open_list(query.kind, by).prefetch_related(
        "comment__screenings", "reports__clause", "citations__clause"
    )
    number = _number()
    items = [_shown(request, one, by, now, number) for one in found[: query.limit]]
    return ReviewsOut(items=items)


@router.get(
    "reviews/{review_id}",
    response=answers({200: ReviewOut}, 401, 403, 404),
    operation_id="read_review",
    summary="Look at a second look",
)
def read_review(request: HttpRequest, review_id: str) -> ReviewOut:
    """Open or answered. What a blind review hides is there once it is answered."""
    by = staff_of(request)
    return _shown(request, _found(review_id, by), by, timezone.now(), _number())


@router.post(
    "reviews/{review_id}/answers",
    response=answers({201: ReviewOut}, 401, 403, 404, 409, 413, 415, 422),
    operation_id="answer_review",
    summary="Answer a second look",
    openapi_extra=example(_UPHELD),
)
def answer_review(request: HttpRequest, review_id: str, given: AnswerIn) -> Status[ReviewOut]:
    """The outcome that stands upholds it; the other decides anew. A double review decides nothing."""
    by, now = staff_of(request), timezone.now()
    review = _found(review_id, by)
    verdict = Verdict(review.comment_id, given.outcome, given.clauses, given.note or "", given.seen)
    try:
        answer(review.id, verdict, by, now)
    except BadVerdict as bad:
        raise invalid(bad.field, "invalid", bad.message) from None
    except Answered:
        raise Problem(409, _("It had been answered before."), code="answered") from None
    except TakenByOther:
        words = _("A colleague is looking at this review.")
        raise Problem(409, words, code="leased") from None
    except OwnDecision:
        words = _("This is about your own decision or question. A colleague answers it.")
        raise Problem(409, words, code="own") from None
    except Conflict:
        raise Problem(409, _("The comment has changed since it was seen.")) from None
    return Status(201, _shown(request, _found(review_id, by), by, now, _number()))


def _number() -> int:
    return in_force(the_site().id).number


def _found(review_id: str, by: Staff) -> Review:
    by.require(Action.REVIEW)
    try:
        review = review_by_id(uuid_or_404(review_id))
    except Review.DoesNotExist:
        raise not_found(_("There is no such review.")) from None
    by.require(NEEDED[Review.Kind(review.kind)])
    return review


def _shown(
    request: HttpRequest, review: Review, by: Staff, now: datetime, number: int
) -> ReviewOut:
    """``number`` is that of the guidelines in force."""
    comment = review.comment
    open_now = review.closed_at is None
    hidden = review.blind and open_now and review.asked_by_id != by.id
    screening = max(comment.screenings.all(), key=lambda one: (one.at, one.id), default=None)
    seen = Seen(comment.version, number, screening.id if screening else None)
    gone = State(comment.state) in {State.WITHDRAWN, State.ERASED}
    return ReviewOut(
        id=str(review.id),
        kind=review.kind,
        status=review.ending or "open",
        blind=review.blind,
        opened_at=stamp(review.opened_at),
        due_at=_time(review.due_at),
        comment=str(comment.id),
        article=article_ref(request, comment.article),
        name=comment.name,
        text=comment.text,
        state=None if hidden else comment.state,
        seen=str(seen),
        screening=screening_out(screening),
        asked_by=None if hidden else _name(review.asked_by),
        asked="" if hidden else review.text,
        leaning=None if hidden else review.leaning or None,
        first=None if hidden else standing_out(review.questioned),
        reports=_reports(review),
        can_answer=open_now and not gone and may_answer(review, by),
        lease=_lease(review, by, now),
        **_answer(review),
    )


def _answer(review: Review) -> dict[str, Any]:
    return {
        "outcome": review.outcome or None,
        "clauses": [citation.clause.key for citation in review.citations.all()],
        "answer": review.answer,
        "answered_by": _name(review.closed_by),
        "answered_at": _time(review.closed_at),
    }


def _reports(review: Review) -> list[ReportedOut]:
    return [
        ReportedOut(clause=one.clause.key, note=one.note, reported_at=stamp(one.at))
        for one in review.reports.all()
    ]


def _lease(review: Review, by: Staff, now: datetime) -> LeaseOut | None:
    if not taken(review, by, now) or review.lease_holder is None or review.lease_until is None:
        return None
    return LeaseOut(holder=review.lease_holder.display_name, until=stamp(review.lease_until))


def _name(person: Staff | None) -> str | None:
    return person.display_name if person else None


def _time(at: datetime | None) -> str | None:
    return stamp(at) if at else None
