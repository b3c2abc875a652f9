"""What an author may ask about her own draft before she sends it."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from stet.comments.digests import network_digest
from stet.comments.submitting import text_problems
from stet.moderation.nudging.hinting import count_shown, hint_about
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers, example
from stet.web.api.problems import Problem, refused
from stet.web.api.shapes import DraftIn, DraftSpanOut, HintedClauseOut, HintOut, HintsOut
from stet.web.network import client_address
from stet.web.reader.nudging import pace

router = Router(tags=["public"])
_WAIT_S = 60


@router.post(
    "drafts/hints",
    response=answers({200: HintsOut}, 403, 413, 415, 422, 429),
    operation_id="hint_about_draft",
    summary="Ask about a draft",
    openapi_extra=example({"text": "You are an idiot, and so is the mayor."}),
)
def hint_about_draft(request: HttpRequest, draft: DraftIn) -> HintsOut:
    """What the screener would stop at, for the author herself, if the newsroom has it so. She
    decides: send the comment with `nudge`, changed or as it was. Nothing of the draft is kept."""
    if problems := text_problems(draft.text):
        raise refused(problems, {})
    site, now = the_site(), timezone.now()
    if not site.nudge:
        return HintsOut(hint=None)
    if not pace.allows(network_digest(client_address(request), now), time.monotonic()):
        words = _("Too many questions in the last minute. Please wait.")
        raise Problem(429, words, headers={"Retry-After": str(_WAIT_S)})
    hint = hint_about(site, draft.text, draft.name or "")
    if hint is None:
        return HintsOut(hint=None)
    count_shown(site, now)
    clauses = [
        HintedClauseOut(
            key=one.key,
            title=one.title,
            text=one.text,
            spans=[DraftSpanOut(start=start, end=end) for start, end in one.spans],
        )
        for one in hint.clauses
    ]
    return HintsOut(hint=HintOut(clauses=clauses, nudge=hint.ticket))
