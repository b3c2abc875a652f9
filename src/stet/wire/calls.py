"""What every call has in common, whatever its interface: methods, failures, who calls, how often."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Protocol

import structlog
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stet.wire.callers import Caller
from stet.wire.quotas import Quota, count_call
from stet.wire.uses import tally

log = structlog.get_logger(__name__)

View = Callable[..., HttpResponse]


class Shape(Protocol):
    """How an interface says that a call failed: its body, whatever the status.

    ``message`` is in English and quotes nothing that was sent.
    """

    def __call__(self, status: int, message: str) -> HttpResponse: ...


def call(failed: Shape, *methods: str) -> Callable[[View], View]:
    """A view of an interface: only these methods, and no failure in any shape but the interface's."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **given: str) -> HttpResponse:
            if request.method not in methods:
                response = failed(405, "This method is not allowed here.")
                response.headers["Allow"] = ", ".join(methods)
            else:
                response = _answer(request, given)
            # What a text was thought of is for whoever asked, at that moment.
            response.headers.setdefault("Cache-Control", "private, no-store")
            # Callers of HTTP/1.0 know by it that the answer is whole.
            response.headers["Content-Length"] = str(len(response.content))
            return response

        def _answer(request: HttpRequest, given: dict[str, str]) -> HttpResponse:
            try:
                return view(request, **given)
            except SuspiciousOperation:
                return failed(400, "The request is malformed.")
            except Exception as problem:
                log.error("call_failed", exc_info=problem)
                return failed(500, "Internal error encountered.")

        return answer

    return wrap


def counted(caller: Caller, interface: str) -> Quota:
    """Counts one call of ``caller`` and says whether its quota of this minute lets it through."""
    now = timezone.now()
    quota = count_call(str(caller.key), caller.terms.quota, now.timestamp())
    tally.count(caller.key, interface, now, limited=not quota.allowed)
    return quota


def bearer(request: HttpRequest) -> str:
    """The token of an ``Authorization: Bearer`` header; empty if there is none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""
