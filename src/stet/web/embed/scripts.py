"""The frame's scripts, compressed, at an address that names their edition: kept for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.web.published import FOR_GOOD, FRESH, published

_FOLDER = Path(__file__).parent.parent / "static" / "stet"
# They name each other by relative addresses, so the folders stay as they are.
_NAMES = (
    "embed/frame.js",
    "embed/mine.js",
    "embed/sign-on.js",
    "comment-form.js",
    "draft.js",
    "local-times.js",
    "nudge.js",
    "receipt.js",
)


@cache
def scripts() -> dict[str, Bytes]:
    found = {name: (_FOLDER / name).read_bytes() for name in _NAMES}
    return {
        name: Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])
        for name, raw in found.items()
    }


@cache
def edition() -> str:
    """Changes with any of them, since they are made for each other."""
    tags = "".join(one.tag for one in scripts().values())
    return hashlib.sha256(tags.encode()).hexdigest()[:12]


def address(name: str) -> str:
    return reverse("embed:scripts", args=[edition(), name])


@require_safe
def show_script(request: HttpRequest, asked: str, name: str) -> HttpResponse:
    """Another edition is answered with the present one, and not kept."""
    body = scripts().get(name)
    if body is None:
        raise Http404
    kept = FOR_GOOD if asked == edition() else FRESH
    return published(request, body, "text/javascript; charset=utf-8", kept)
