"""How this interface says that a call failed: Google's envelope, statuses and sentences.

Clients compare messages with fixed words, and some drop an attribute and try again on its
``errorType``: both are as the real service sends them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

SERVICE: Final = "commentanalyzer.googleapis.com"
_METRIC: Final = "Analysis requests (AnalyzeComment)"
_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
}
# Names of attributes and languages are told back; a message is no place for a book.
_TOLD: Final = 100

Detail = Mapping[str, Any]


class Refused(Exception):
    """A call that cannot be answered, with all that its answer says."""

    def __init__(
        self,
        status: int,
        message: str,
        *details: Detail,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details
        self.headers = headers or {}


def answer(request: HttpRequest, body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """``body`` as JSON, on several lines unless the caller wants ``prettyPrint=false``."""
    pretty = request.GET.get("prettyPrint", "true").lower() not in {"false", "0"}
    text = json.dumps(
        body,
        ensure_ascii=False,
        allow_nan=False,
        indent=2 if pretty else None,
        separators=None if pretty else (",", ":"),
    )
    # What is echoed may have half a character from an escape in the request.
    sent = (text + "\n").encode("utf-8", "replace")
    return HttpResponse(sent, "application/json; charset=UTF-8", status=status)


def refusal(request: HttpRequest, problem: Refused) -> HttpResponse:
    """The answer that tells of a problem."""
    response = answer(request, envelope(problem), problem.status)
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def envelope(problem: Refused) -> dict[str, Any]:
    """The body of every failure."""
    error: dict[str, Any] = {
        "code": problem.status,
        "message": problem.message,
        "status": _STATUS.get(problem.status, "UNKNOWN"),
    }
    if problem.details:
        error["details"] = [dict(detail) for detail in problem.details]
    return {"error": error}


def failed(status: int, message: str) -> HttpResponse:
    """A failure that no code of ours foresaw; see `stet.wire.calls.Shape`."""
    body = json.dumps(envelope(Refused(status, message)), indent=2) + "\n"
    return HttpResponse(body, "application/json; charset=UTF-8", status=status)


def told(name: str) -> str:
    """A name as the caller wrote it, short enough to be told back."""
    return name[:_TOLD]


def refused(error_type: str, message: str, **more: Any) -> Refused:
    """A request that the service itself refuses, with its own detail."""
    kind = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
    return Refused(400, message, {"@type": kind, "errorType": error_type, **more})


def invalid(message: str) -> Refused:
    """A request whose form is wrong."""
    return refused("INVALID_REQUEST", message)


def malformed(message: str) -> Refused:
    """A body that does not even get as far as the service: no JSON, or of the wrong types."""
    return Refused(400, f"Invalid JSON payload received. {message}")


def unsupported(attribute: str, *, kind: str, languages: Sequence[str]) -> Refused:
    """One attribute that does not know the languages; ``kind`` says who named them."""
    named = [told(language) for language in languages]
    return refused(
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        f"Attribute {told(attribute)} does not support request languages: {', '.join(named)}",
        languageNotSupportedByAttributeError={"attribute": told(attribute), kind: named},
    )


def _info(reason: str, **metadata: str) -> Detail:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {**metadata, "service": SERVICE},
    }


def bad_key() -> Refused:
    return Refused(400, "API key not valid. Please pass a valid API key.", _info("API_KEY_INVALID"))


def no_key() -> Refused:
    return Refused(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
    )


def not_allowed(consumer: str) -> Refused:
    """A live key that does not open this interface."""
    return Refused(
        403,
        f"Requests to this API {SERVICE} are blocked.",
        _info("API_KEY_SERVICE_BLOCKED", consumer=consumer),
    )


def over_quota(consumer: str, limit: int, resets_s: int) -> Refused:
    """More calls than the key's quota of this minute; again in ``resets_s`` seconds."""
    return Refused(
        429,
        f"Quota exceeded for quota metric '{_METRIC}' and limit '{_METRIC} per minute' of service "
        f"'{SERVICE}' for consumer '{consumer}'.",
        _info(
            "RATE_LIMIT_EXCEEDED",
            consumer=consumer,
            quota_limit="AnalyzeRequestsPerMinutePerProject",
            quota_limit_value=str(limit),
            quota_location="global",
            quota_metric=f"{SERVICE}/analysis_requests",
        ),
        {
            "@type": "type.googleapis.com/google.rpc.Help",
            "links": [
                {
                    "description": "Request a higher quota limit.",
                    "url": "https://cloud.google.com/docs/quota#requesting_higher_quota",
                }
            ],
        },
        headers={"Retry-After": str(resets_s)},
    )
