"""The author's receipt, for whoever has its token."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.receipts import comment_of
from stet.comments.rendering import stamp
from stet.comments.states import Move, MoveRefused, State, may
from stet.comments.submitting import Refused
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision
from stet.moderation.queue import place_of, usual_wait_s
from stet.moderation.records import standing_decision
from stet.moderation.reviewing.appealing import appeal as make_appeal
from stet.moderation.reviewing.appealing import appeal_of, may_appeal
from stet.moderation.reviewing.models import Review
from stet.web.api.describing import answers, example
from stet.web.api.problems import Problem, not_found, refused
from stet.web.api.shapes import (
    AppealIn,
    AppealOut,
    AuthorDecisionOut,
    CitedClauseOut,
    ReceiptOut,
    SpanOut,
)

router = Router(tags=["public"])


@router.get(
    "receipts/{token}",
    response=answers({200: ReceiptOut}, 404),
    operation_id="read_receipt",
    summary="Read a receipt",
)
def read_receipt(request: HttpRequest, response: HttpResponse, token: str) -> ReceiptOut:
    """Where the comment stands, and once it is decided, why. The token is the last part of
    the `receipt_url`."""
    _keep_private(response)
    return _receipt(_comment(token), timezone.now())


@router.post(
    "receipts/{token}/withdraw",
    response=answers({200: ReceiptOut}, 403, 404, 409),
    operation_id="withdraw_comment",
    summary="Withdraw a comment",
)
def withdraw_comment(request: HttpRequest, response: HttpResponse, token: str) -> ReceiptOut:
    """Takes a held or approved comment back; it is public no more."""
    _keep_private(response)
    now = timezone.now()
    comment = _comment(token)
    try:
        return _receipt(withdraw(comment.id, now), now)
    except (MoveRefused, Conflict):
        raise Problem(409, _("There is nothing to take back any more.")) from None


@router.post(
    "receipts/{token}/appeal",
    response=answers({200: ReceiptOut}, 403, 404, 409, 413, 415, 422),
    operation_id="appeal_decision",
    summary="Appeal against a rejection",
    openapi_extra=example({"text": "I meant the trains, not the people who run them."}),
)
def appeal_decision(
    request: HttpRequest, response: HttpResponse, token: str, appeal: AppealIn
) -> ReceiptOut:
    """Once, while the comment is rejected (`can_appeal`). Another moderator than the first
    answers; the receipt then tells how and why."""
    _keep_private(response)
    now, comment = timezone.now(), _comment(token)
    try:
        make_appeal(comment.id, appeal.text, now)
    except Refused as refusal:
        raise refused(refusal.problems, {}) from None
    except Conflict:
        words = _("There is nothing to appeal against, or it was done before.")
        raise Problem(409, words, code="appeals_closed") from None
    return _receipt(comment, now)


def _comment(token: str) -> Comment:
    try:
        return comment_of(token)
    except Comment.DoesNotExist:
        raise not_found(_("There is no such receipt.")) from None


def _keep_private(response: HttpResponse) -> None:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"


def _receipt(comment: Comment, now: datetime) -> ReceiptOut:
    state = State(comment.state)
    decision = standing_decision(comment)
    held = state is State.HELD
    return ReceiptOut(
        id=str(comment.id),
        status=state.value,
        place=place_of(comment),
        expected_wait_s=usual_wait_s(now) if held else None,
        text=comment.text,
        decision=_decision(decision) if decision else None,
        can_withdraw=may(state, Move.WITHDRAW),
        can_appeal=may_appeal(comment),
        appeal=_appeal(comment),
    )


def _appeal(comment: Comment) -> AppealOut | None:
    made = appeal_of(comment)
    if made is None:
        return None
    status = made.ending or "open"
    if made.ending == Review.Ending.ANSWERED:
        status = "granted" if made.outcome == Review.Outcome.APPROVE else "upheld"
    return AppealOut(
        status=status,
        text=made.text,
        appealed_at=stamp(made.opened_at),
        due_at=stamp(made.due_at) if made.due_at else None,
        answered_at=stamp(made.closed_at) if made.closed_at else None,
        answer=made.answer,
    )


def _decision(decision: Decision) -> AuthorDecisionOut:
    cited = [citation.clause for citation in decision.citations.all()]
    keys = {clause.key for clause in cited}
    spans = decision.screening.spans if decision.screening else []
    return AuthorDecisionOut(
        outcome=decision.outcome,
        clauses=[CitedClauseOut(key=clause.key, title=clause.title) for clause in cited],
        note=_note(decision, [clause.reason for clause in cited]),
        spans=[SpanOut(**span) for span in spans if span["clause"] in keys],
        decided_at=stamp(decision.at),
    )


def _note(decision: Decision, reasons: list[str]) -> str:
    """The moderator's words, or the clauses' sentences; and honestly, if no person was there."""
    if decision.kind == Decision.Kind.RULE:
        words = _("A rule of the newsroom decided this; no person has read the comment.")
        return " ".join([words, *reasons])
    return decision.note or " ".join(reasons)
