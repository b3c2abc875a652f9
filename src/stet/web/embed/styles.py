"""The frame's styles in one answer, compressed: nothing is painted before they are there."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.web.embed.look import Look, look_of, rules
from stet.web.published import FOR_GOOD, FRESH, published

_FOLDER = Path(__file__).parent.parent / "static" / "stet"
_PARTS = ("site.css", "reader.css", "embed.css")


# A newsroom's pages have one look, or a few; what strangers ask for must not fill the memory.
_LOOKS_KEPT = 64


@lru_cache(maxsize=_LOOKS_KEPT)
def styles(look: Look) -> Bytes:
    own = [(_FOLDER / part).read_text(encoding="utf-8") for part in _PARTS]
    raw = "\n".join([*own, rules(look)]).encode()
    return Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])


@cache
def _edition() -> str:
    return styles(Look()).tag[:12]


def address(look: Look) -> str:
    """Where these very styles are, for good."""
    return f"{reverse('embed:styles')}?{urlencode({'v': _edition(), **look.asked})}"


@require_safe
def show_styles(request: HttpRequest) -> HttpResponse:
    """``?v=`` names the edition; any other is answered with the present one, and not kept."""
    body = styles(look_of(request.GET.dict()))
    kept = FOR_GOOD if request.GET.get("v") == _edition() else FRESH
    return published(request, body, "text/css; charset=utf-8", kept)
