"""The frame's styles in one answer, compressed: nothing is painted before they are there."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.web.published import FRESH, published

_FOLDER = Path(__file__).parent.parent / "static" / "stet"
_PARTS = ("site.css", "reader.css", "embed.css")
_FOR_GOOD = "public, max-age=31536000, immutable"


@cache
def styles() -> Bytes:
    raw = b"\n".join((_FOLDER / part).read_bytes() for part in _PARTS)
    return Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])


def address() -> str:
    """Where these very styles are, for good."""
    return f"{reverse('embed:styles')}?v={styles().tag[:12]}"


@require_safe
def show_styles(request: HttpRequest) -> HttpResponse:
    """``?v=`` names the edition; any other is answered with the present one, and not kept."""
    body = styles()
    kept = _FOR_GOOD if request.GET.get("v") == body.tag[:12] else FRESH
    return published(request, body, "text/css; charset=utf-8", kept)
