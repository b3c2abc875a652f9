"""`/metrics`: figures for Prometheus, in its text format.

What is counted as it happens (requests, screenings, decisions) is counted by each process in a file
of its own, and whichever process is asked adds the files up. What is a fact of the newsroom (how
much waits) is read from the database at that moment; it is the same whichever machine is asked.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from stet.moderation.figures import figures
from stet.telling.reading import webhook_figures
from stet.web.network import client_address

_FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded", "Via")


# Each figure of the newsroom: its name, where it comes from, and what it is.
GAUGES = (
    ("stet_queue_waiting", "waiting", "Comments that wait for a person (at most 10,000)."),
    ("stet_queue_oldest_age_seconds", "oldest_age_s", "How long the first of them has waited."),
    ("stet_queue_unscreened", "unscreened", "Comments that wait unscreened (at most 10,000)."),
    ("stet_notices_due", "notices_due", "Letters that are due (at most 10,000)."),
    (
        "stet_notices_unconfirmed",
        "notices_unconfirmed",
        "Notices that wait until somebody confirms the address (at most 10,000).",
    ),
    (
        "stet_addresses_confirmed",
        "addresses_confirmed",
        "Addresses that may be written to (at most 10,000).",
    ),
    (
        "stet_addresses_stopped",
        "addresses_stopped",
        "Addresses whose owners want no letters (at most 10,000).",
    ),
    (
        "stet_addresses_refused",
        "addresses_refused",
        "Addresses that their mail servers refused for good (at most 10,000).",
    ),
)
# The same of webhooks.
TOLD = (
    ("stet_webhooks_due", "due", "Messages that are due (at most 10,000)."),
    ("stet_webhooks_oldest_age_seconds", "oldest_age_s", "How long the first of them has waited."),
    ("stet_webhooks_stopped", "stopped", "Webhooks that paused by themselves."),
)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """401 without the token where one is set; else 403 for every other machine."""
    if settings.STET.metrics_token:
        if not _has_token(request):
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    elif not _is_this_machine(request):
        return HttpResponse(status=403)
    return HttpResponse(_text(timezone.now()), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {settings.STET.metrics_token}".encode())


def _is_this_machine(request: HttpRequest) -> bool:
    """Asked from here, and not by a proxy here that asks for somebody else."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(client_address(request)).is_loopback
    except ValueError:
        return False


def _text(now: datetime) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Newsroom(now))
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(registry) + generate_latest(REGISTRY)
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _Newsroom(Collector):
    """The figures of the database at one moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("stet", "This version.", value={"version": settings.STET_VERSION})
        now = asdict(figures(self._now))
        for name, figure, about in GAUGES:
            yield GaugeMetricFamily(name, about, now[figure])
        told = asdict(webhook_figures(self._now))
        for name, figure, about in TOLD:
            yield GaugeMetricFamily(name, about, told[figure])
