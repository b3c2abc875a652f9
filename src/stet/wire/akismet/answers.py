"""The answers, byte for byte: clients compare them whole."""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpResponse

from stet.wire.quotas import Quota

THANKS: Final = "Thanks for making the web a better place."


def told(words: str, **headers: str) -> HttpResponse:
    """A line of plain text, with status 200."""
    response = HttpResponse(words, "text/plain; charset=utf-8")
    for name, value in headers.items():
        response.headers[f"X-akismet-{name.replace('_', '-')}"] = value
    return response


def invalid(why: str) -> HttpResponse:
    """The key or the call is no good. ``why`` is ASCII and quotes nothing that was sent.

    No alert headers with it: WordPress would show them to every administrator.
    """
    return told("invalid", debug_help=why)


def failed(status: int, message: str) -> HttpResponse:
    """Clients take any status but 200 for an outage, so only an outage has one."""
    if status < 500:
        return invalid(message)
    return HttpResponse(f"{message}\n", "text/plain; charset=utf-8", status=status)


def limited(quota: Quota) -> HttpResponse:
    """The key was used too often in this minute."""
    response = HttpResponse("Too many requests.\n", "text/plain; charset=utf-8", status=429)
    response.headers["Retry-After"] = str(quota.resets_s)
    return response


def as_json(content: dict[str, Any] | list[Any]) -> HttpResponse:
    """A JSON document."""
    return HttpResponse(json.dumps(content), "application/json")
