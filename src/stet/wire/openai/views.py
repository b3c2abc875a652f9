"""`POST /v1/moderations`."""

from __future__ import annotations

import uuid
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from stet.newsroom.wire_keys import Scope
from stet.screening.types import Screening, Submission
from stet.wire.asking import screen_all, screener_now
from stet.wire.callers import Caller, caller_of
from stet.wire.calls import bearer, call, counted
from stet.wire.openai.asked import BadInput, texts_in
from stet.wire.openai.categories import CATEGORIES, NOT_MEASURED, scores_of
from stet.wire.quotas import Quota
from stet.wire.reading import Unreadable, body_of, json_in

BAD: Final = "invalid_request_error"
_CODES: Final = {405: "method_not_supported", 413: "request_too_large"}


def error(
    status: int,
    message: str,
    *,
    kind: str = BAD,
    param: str | None = None,
    code: str | None = None,
) -> HttpResponse:
    """OpenAI's envelope."""
    told = {"message": message, "type": kind, "param": param, "code": code}
    return JsonResponse({"error": told}, status=status)


def failed(status: int, message: str) -> HttpResponse:
    """What every call may fail with."""
    kind = BAD if status < 500 else "server_error"
    return error(status, message, kind=kind, code=_CODES.get(status))


@call(failed, "POST")
def moderations(request: HttpRequest) -> HttpResponse:
    """Scores for a text, for several, or for the text among the parts of one input."""
    caller = _admitted(request)
    if not isinstance(caller, Caller):
        return caller
    quota = counted(caller, "openai")
    if not quota.allowed:
        return _limited(quota)
    try:
        texts = texts_in(json_in(body_of(request)))
    except Unreadable as problem:
        return failed(413 if problem.too_big else 400, str(problem))
    except BadInput as problem:
        return error(400, str(problem), param=problem.param, code=problem.code)
    return JsonResponse(_reply(caller, texts))


def _admitted(request: HttpRequest) -> Caller | HttpResponse:
    """Who calls, if the key opens this interface; else what to answer."""
    shown = bearer(request)
    if not shown:
        return _unauthenticated('No API key was sent: send "Authorization: Bearer KEY".', None)
    caller = caller_of(shown)
    if caller is None:
        return _unauthenticated("Incorrect API key provided.", "invalid_api_key")
    if not caller.may(Scope.OPENAI):
        return error(403, "This key does not open this interface.", code="missing_scope")
    return caller


def _unauthenticated(message: str, code: str | None) -> HttpResponse:
    response = error(401, message, code=code)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _limited(quota: Quota) -> HttpResponse:
    message = f"Rate limit reached: {quota.limit} requests a minute."
    response = error(429, message, kind="requests", code="rate_limit_exceeded")
    response.headers["Retry-After"] = str(quota.resets_s)
    return response


def _reply(caller: Caller, texts: list[str | None]) -> dict[str, Any]:
    asked = [Submission("", text) for text in texts if text is not None]
    found = iter(screen_all(caller, asked)) if asked else iter(())
    results = [_result(caller, None if text is None else next(found)) for text in texts]
    screener = screener_now(caller.site.id)
    return {
        "id": f"modr-{uuid.uuid4().hex}",
        "model": f"{screener.name}@{screener.version}",
        "results": results,
        # Ours: the categories that are 0 because nobody looked, not because nothing was found.
        "not_measured": NOT_MEASURED,
    }


def _result(caller: Caller, screening: Screening | None) -> dict[str, Any]:
    """One result. Nothing is said of images: where nothing was read, nothing was applied."""
    scores = dict.fromkeys(CATEGORIES, 0.0) if screening is None else scores_of(screening.scores)
    flags = {name: score * 100 >= caller.terms.threshold for name, score in scores.items()}
    read = [] if screening is None else ["text"]
    return {
        "flagged": any(flags.values()),
        "categories": flags,
        "category_scores": scores,
        "category_applied_input_types": {
            name: read if measure else [] for name, measure in CATEGORIES.items()
        },
    }
