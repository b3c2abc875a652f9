"""Health (the process runs) and readiness (it could take a comment now)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = structlog.get_logger(__name__)

Probe = Callable[[], bool]


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing else, so that a database's trouble restarts nobody."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything a comment needs is there, else 503 with the names of what is not."""
    failing = not_ready()
    body = {"ready": not failing, "failing": failing}
    return JsonResponse(body, status=503 if failing else 200)


def not_ready() -> list[str]:
    """The names of the first probes that fail; each needs those before it, so one is enough."""
    for name, dotted in settings.READINESS_PROBES.items():
        probe: Probe = import_string(dotted)
        try:
            well = probe()
        except Error as problem:
            log.error("not_ready", name=name, exc_info=problem)
            return [name]
        if not well:
            log.error("not_ready", name=name)
            return [name]
    return []
