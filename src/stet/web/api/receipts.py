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
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision
from stet.moderation.queue import place_of, usual_wait_s
from stet.moderation.records import standing_decision
from stet.web.api.describing import answers
from stet.web.api.problems import Problem, not_found
from stet.web.api.shapes import AuthorDecisionOut, CitedClauseOut, ReceiptOut, SpanOut

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
    response=answers({200: ReceiptOut}, 403, 404, 409),
    operation_id="appeal_decision",
    summary="Appeal against a rejection",
)
def appeal_decision(request: HttpRequest, response: HttpResponse, token: str) -> ReceiptOut:
    """Always 409 here: appeals are not open at this newsroom (`can_appeal` is false)."""
    _comment(token)
    raise Problem(409, _("Appeals are not open here."), code="appeals_closed")


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
        can_appeal=False,
    )


def _decision(decision: Decision) -> AuthorDecisionOut:
    cited = [citation.clause for citation in decision.citations.all()]
    keys = {clause.key for clause in cited}
    spans = decision.screening.spans if decision.screening else []
    return AuthorDecisionOut(
        outcome=decision.outcome,
        clauses=[CitedClauseOut(key=clause.key, title=clause.title) for clause in cited],
        note=decision.note or " ".join(clause.reason for clause in cited),
        spans=[SpanOut(**span) for span in spans if span["clause"] in keys],
        decided_at=stamp(decision.at),
    )
