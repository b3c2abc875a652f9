"""Handing out published bytes: one strong ETag for each encoding, and 304 where nothing changed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, parse_http_date_safe

from stet.comments.reading import Bytes

# Kept by anyone, shown by nobody without asking whether it still stands: a withdrawn comment
# must be gone at the next read.
FRESH = "public, max-age=0, must-revalidate"
# For an address that changes with what it leads to.
FOR_GOOD = "public, max-age=31536000, immutable"

_SETTLED = timedelta(minutes=1)  # longer than any transaction
_OPAQUE_TAG = re.compile(r'"[^"]*"')


def published(
    request: HttpRequest,
    body: Bytes,
    content_type: str,
    cache_control: str = FRESH,
    *,
    changed_at: datetime | None = None,
) -> HttpResponse:
    """``body`` in the encoding that the client takes, or 304 if the client has it already.

    ``changed_at`` becomes ``Last-Modified`` once it is sure that nothing slips behind it.
    """
    modified = _date(changed_at)
    squeezed = takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    tag = f'"{body.tag}-gzip"' if squeezed else f'"{body.tag}"'
    if _has_it(request, tag, modified):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        content = body.gzip if squeezed else body.raw
        response = HttpResponse(
            b"" if request.method == "HEAD" else content, content_type=content_type
        )
        response.headers["Content-Length"] = str(len(content))
        if squeezed:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = cache_control
    if modified:
        response.headers["Last-Modified"] = modified
    return response


def _date(changed_at: datetime | None) -> str:
    """The time as a validator, or nothing while it would be a weak one.

    A date tells seconds, and a deed that began before this change may commit after it: what
    changed within the last minute has only its ETag (RFC 9110 section 8.8.2.2).
    """
    if changed_at is None or timezone.now() - changed_at < _SETTLED:
        return ""
    return http_date(changed_at.timestamp())


def _has_it(request: HttpRequest, tag: str, modified: str) -> bool:
    """RFC 9110 section 13.2.2: a date counts only where no ETag is sent."""
    if (asked := request.META.get("HTTP_IF_NONE_MATCH")) is not None:
        return is_among(tag, asked)
    since = request.META.get("HTTP_IF_MODIFIED_SINCE", "")
    if not modified or not since:
        return False
    seconds, held = parse_http_date_safe(modified), parse_http_date_safe(since)
    return seconds is not None and held is not None and seconds <= held


def is_among(tag: str, asked: str) -> bool:
    """Whether ``If-None-Match`` names ``tag``: RFC 9110 section 13.1.2, by weak comparison."""
    if not asked:
        return False
    return asked.strip() == "*" or tag in _OPAQUE_TAG.findall(asked)


def takes_gzip(accepted: str) -> bool:
    """Whether an ``Accept-Encoding`` lets us answer in gzip: RFC 9110 section 12.5.3."""
    if accepted.startswith("gzip, ") or accepted == "gzip":  # what browsers and proxies send
        return True
    weights = dict(map(_weighed, accepted.lower().split(",")))
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weighed(part: str) -> tuple[str, float]:
    coding, _, parameters = part.partition(";")
    name, _, value = parameters.partition("=")
    try:
        weight = float(value) if name.strip() == "q" else 1.0
    except ValueError:
        weight = 0.0
    return coding.strip(), weight
