"""Coral's question about a comment that is being posted or edited."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from stet.newsroom.coral import Phase
from stet.newsroom.key_uses import add_phase_uses
from stet.newsroom.models import CoralPhase
from stet.screening.types import Submission
from stet.wire.asking import screen_for
from stet.wire.calls import call
from stet.wire.coral.answering import NOTHING, UNREAD, Answer, answer_to
from stet.wire.coral.bodies import words_of
from stet.wire.coral.remembering import phase_of, standing_now
from stet.wire.coral.signing import HEADER, is_signed
from stet.wire.reading import Unreadable, body_of, json_in, whole_text
from stet.wire.uses import Tally

uses = Tally(add_phase_uses)
# Few newsrooms let readers write more; a longer text would take longer than Coral waits.
MOST_LETTERS: Final = 8_000
# Whoever moderates there needs no second opinion on what they write themselves.
_COLLEAGUES: Final = ("STAFF", "MODERATOR", "ADMIN")  # a role may be anything, a list too


def _failed(status: int, message: str) -> HttpResponse:
    return JsonResponse({"error": message}, status=status)


@call(_failed, "POST")
def moderate(request: HttpRequest, phase_id: str) -> HttpResponse:
    """204 for no opinion, else 200 with a moderation response; Coral skips whatever else comes."""
    try:
        body = body_of(request)
        phase = _phase(phase_id)
        # One answer for both: who guesses an address does not learn whether it is one.
        if phase is None or not is_signed(body, request.headers.get(HEADER, ""), phase.secrets):
            return _failed(401, "The signature is missing or was made with another secret.")
        answer = _answer(phase, json_in(body))
    except Unreadable as problem:
        return _failed(413 if problem.too_big else 400, str(problem))
    uses.count(phase.id, answer.kind, timezone.now(), limited=False)
    return JsonResponse(answer.body) if answer.body else HttpResponse(status=204)


def _phase(phase_id: str) -> Phase | None:
    try:
        return phase_of(UUID(phase_id))
    except ValueError:
        return None


def _answer(phase: Phase, asked: dict[str, Any]) -> Answer:
    """``action`` EDIT is a text like any other. Raises `Unreadable`."""
    comment = asked.get("comment")
    body = comment.get("body") if isinstance(comment, dict) else None
    if not isinstance(body, str):
        raise Unreadable("The request has no comment.body.")
    author = asked.get("author")
    if isinstance(author, dict) and author.get("role") in _COLLEAGUES:
        return NOTHING
    unread = NOTHING if phase.mode == CoralPhase.Mode.ADVISE else UNREAD
    text = words_of(whole_text(body))
    if len(text) > MOST_LETTERS:
        return unread
    if not text:
        return NOTHING
    screening = screen_for(phase.site.id, Submission("", text))
    return answer_to(screening, standing_now(phase.site), phase.mode, text)
