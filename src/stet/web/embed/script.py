"""``/embed.js``: what a publisher's page loads."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.web.published import published

# An hour: a new version is everywhere the same day, and a reader of ten articles loads it once.
_CACHED = "public, max-age=3600, stale-while-revalidate=86400"


@cache
def script() -> Bytes:
    raw = Path(__file__).with_name("embed.js").read_bytes()
    return Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])


@require_safe
def embed_js(request: HttpRequest) -> HttpResponse:
    """Any page may load it: what it then may do, the frame's policy says."""
    response = published(request, script(), "text/javascript; charset=utf-8", _CACHED)
    response.headers["Access-Control-Allow-Origin"] = "*"  # modules are loaded so
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
