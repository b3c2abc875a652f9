"""A feed as an answer: in the format asked for, with its validators."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.web.addresses import absolute
from stet.web.feeds import atom, rss
from stet.web.feeds.shape import Feed
from stet.web.published import published

FORMATS = {"atom": (atom.atom, atom.MEDIA_TYPE), "rss": (rss.rss, rss.MEDIA_TYPE)}


def made(feed: Feed, form: str) -> Bytes:
    """The feed in a format of `FORMATS`."""
    return as_body(FORMATS[form][0](feed))


def as_body(raw: bytes) -> Bytes:
    return Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])


def answer(
    request: HttpRequest, body: Bytes, form: str, changed_at: datetime | None = None
) -> HttpResponse:
    content_type = f"{FORMATS[form][1]}; charset=utf-8"
    return published(request, body, content_type, changed_at=changed_at)


def addresses(request: HttpRequest, name: str, **query: str) -> Callable[[str], str]:
    """The whole address of a feed, by format."""
    asked = f"?{urlencode(query)}" if query else ""
    return lambda form: absolute(request, reverse(f"reader:{name}", args=[form])) + asked
