"""The front of other systems' interfaces: before sessions, languages and the check of host names.

A caller's key may stand in the host name, and a call needs no cookie, no page and no policy for
pages; what Django does for those would cost more than the answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve
from prometheus_client import Counter, Histogram

from stet.wire.urls import LAST

CALLS = Counter(
    "stet_wire_calls",
    "Calls of other systems, by interface, call and status.",
    ["interface", "call", "status"],
)
SECONDS = Histogram(
    "stet_wire_call_seconds",
    "Seconds from a call's arrival in Python to its answer.",
    ["interface"],
    # 0.2 and 0.8 are what Coral waits for its two hooks.
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 2, 10),
)
URLS: Final = "stet.wire.urls"


class WireFront:
    """Middleware. Put it after what concerns every answer, and before sessions and the like."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = _match(request.path_info)
        if match is None:
            if settings.STET.wire_only:
                return HttpResponse("Not found\n", "text/plain", status=404)
            return self._get_response(request)
        request.resolver_match = match
        started = time.perf_counter()
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        interface, _, call = (match.url_name or "").partition("_")
        CALLS.labels(interface, call, response.status_code).inc()
        SECONDS.labels(interface).observe(time.perf_counter() - started)
        return response


def _match(path: str) -> ResolverMatch | None:
    # Readers' addresses, asked for far more often, are told apart without the patterns.
    if path.rstrip("/").rpartition("/")[2] not in LAST:
        return None
    try:
        return resolve(path, URLS)
    except Http404:
        return None
