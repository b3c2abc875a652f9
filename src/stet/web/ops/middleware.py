"""One line in the log and two figures for every request; nothing of what it said.

A request is named by its route, never by its path: paths hold receipt tokens, and query strings
whatever a stranger writes there.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve
from prometheus_client import Counter, Histogram

log = structlog.get_logger("stet.requests")

REQUESTS = Counter(
    "stet_http_requests", "Requests answered, by route and status.", ["route", "method", "status"]
)
SECONDS = Histogram(
    "stet_http_request_seconds",
    "Seconds from a request's arrival in Python to its answer, by route.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Machines ask these every few seconds.
_PROBES = frozenset({"ops:healthz", "ops:readyz", "ops:metrics"})
_PROBE_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class RequestLog:
    """The outermost middleware. A view's answer carries the id under which the log has it."""

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response
        self._static = settings.STATIC_URL

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id)
        response = self._get_response(request)
        seconds = time.perf_counter() - started
        route = self._route(request)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(route, method, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        tell = log.debug if route in _PROBES else log.info
        tell(
            "request",
            route=route,
            method=method,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
        )
        if response.status_code >= 500:
            response.headers["X-Request-ID"] = request_id
        return response

    def _route(self, request: HttpRequest) -> str:
        match = request.resolver_match
        if match is not None:
            return match.view_name or "unnamed"
        return "static" if request.path.startswith(self._static) else "none"


class Probes:
    """Answers the probes at once: no session, no language, and whatever host name they ask by.

    Load balancers and orchestrators ask by address, which is no host name of ours.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = _probe(request.path_info)
        if match is None:
            return self._get_response(request)
        request.resolver_match = match
        answer: HttpResponseBase = match.func(request)
        return answer


def _probe(path: str) -> ResolverMatch | None:
    # Looked at first, so that other addresses are not resolved twice.
    if path not in _PROBE_PATHS:
        return None
    return resolve(path)
