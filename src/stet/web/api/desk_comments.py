"""One comment, and deciding on it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.moderation.deciding import (
    BadVerdict,
    LeasedByOther,
    TooLateToReopen,
    Verdict,
    decide,
    reopen,
)
from stet.moderation.looking import comment_by_id, latest_screening, queue_item_of
from stet.moderation.models import Decision
from stet.moderation.records import events_of, standing_decision
from stet.moderation.reviewing.looking import hidden_questions
from stet.moderation.rules.two_people import AwaitsSecond
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.web.api.describing import answers, deciding_answers, example
from stet.web.api.desk_shapes import (
    comment_fields,
    decision_fields,
    history_out,
    lease_out,
    screening_out,
    standing_out,
)
from stet.web.api.finding import uuid_or_404
from stet.web.api.problems import Problem, invalid, not_found
from stet.web.api.shapes import DecisionIn, DecisionOut, DeskCommentOut
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])

_REJECTION = {"outcome": "reject", "clauses": ["personal_attack"], "note": "", "seen": "1.1.-"}


@router.get(
    "comments/{comment_id}",
    response=answers({200: DeskCommentOut}, 401, 403, 404),
    operation_id="read_comment",
    summary="Look at a comment",
)
def read_comment(request: HttpRequest, comment_id: str) -> DeskCommentOut:
    """A comment in any state, with its standing decision and its history."""
    staff_of(request).require(Action.SEE_DESK)
    return _shown(request, uuid_or_404(comment_id), timezone.now())


@router.post(
    "comments/{comment_id}/decisions",
    response=deciding_answers({201: DecisionOut}, 401, 403, 404, 413, 415, 422),
    operation_id="decide_comment",
    summary="Approve or reject",
    openapi_extra=example(_REJECTION),
)
def decide_comment(
    request: HttpRequest, comment_id: str, decision: DecisionIn
) -> Status[DecisionOut]:
    """Decides, if the comment still is as it was `seen`, or without `seen`, if it is held.
    A rejection cites at least one clause of the guidelines in force. Publishing is part of it."""
    by, now, comment = staff_of(request), timezone.now(), uuid_or_404(comment_id)
    verdict = Verdict(
        comment, decision.outcome, decision.clauses, decision.note or "", decision.seen
    )
    made = _carried_out(verdict, by, now)
    state = "approved" if made.outcome == Decision.Outcome.APPROVE else "rejected"
    return Status(
        201,
        DecisionOut(**decision_fields(made), id=str(made.id), comment=str(comment), state=state),
    )


def _carried_out(verdict: Verdict, by: Staff, now: datetime) -> Decision:
    try:
        return decide(verdict, by, now)
    except Comment.DoesNotExist:
        raise not_found(_("There is no such comment.")) from None
    except BadVerdict as bad:
        raise invalid(bad.field, "invalid", bad.message) from None
    except Conflict as conflict:
        raise _conflict(conflict, now) from None


@router.post(
    "comments/{comment_id}/reopen",
    response=deciding_answers({200: DeskCommentOut}, 401, 403, 404),
    operation_id="reopen_comment",
    summary="Undo one's own decision",
)
def reopen_comment(request: HttpRequest, comment_id: str) -> DeskCommentOut:
    """Within a minute of one's own decision: the comment is held again. The decision stays on
    record."""
    by, now, comment = staff_of(request), timezone.now(), uuid_or_404(comment_id)
    try:
        reopen(comment, by, now)
    except Comment.DoesNotExist:
        raise not_found(_("There is no such comment.")) from None
    except TooLateToReopen:
        words = _("Only your own decision can be reopened, and only within a minute.")
        raise _stands(comment_by_id(comment), words, "too_late", now) from None
    except Conflict as conflict:
        raise _conflict(conflict, now) from None
    return _shown(request, comment, now)


def _conflict(conflict: Conflict, now: datetime) -> Problem:
    if isinstance(conflict, LeasedByOther):
        return _stands(
            conflict.comment, _("A colleague is looking at this comment."), "leased", now
        )
    if isinstance(conflict, AwaitsSecond):
        kept = _("Your answer is kept. It decides once a second person says the same.")
        return _stands(conflict.comment, kept, "awaits_second", now)
    words = _("Somebody was faster, or the comment has changed since it was seen.")
    return _stands(conflict.comment, words, "conflict", now)


def _stands(comment: Comment, detail: str, code: str, now: datetime) -> Problem:
    """409, with how the comment stands."""
    decision = standing_out(standing_decision(comment))
    lease = lease_out(queue_item_of(comment), now)
    extra = {
        "state": comment.state,
        "decision": decision.model_dump() if decision else None,
        "lease": lease.model_dump() if lease else None,
    }
    return Problem(409, detail, code=code, extra=extra)


def _shown(request: HttpRequest, comment_id: UUID, now: datetime) -> DeskCommentOut:
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        raise not_found(_("There is no such comment.")) from None
    screening = latest_screening(comment)
    seen = Seen(
        comment.version,
        in_force(comment.article.site_id).number,
        screening.id if screening else None,
    )
    return DeskCommentOut(
        **comment_fields(request, comment, now),
        seen=str(seen),
        screening=screening_out(screening),
        lease=lease_out(queue_item_of(comment), now),
        state=comment.state,
        decision=standing_out(standing_decision(comment)),
        history=history_out(events_of(comment), hidden_questions(comment, staff_of(request))),
    )
