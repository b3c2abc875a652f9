"""Reading a thread, and how many comments articles have: bytes that anyone may keep.

These two are read far more often than anything else. `stet.web.api.front` calls them before the
rest of the machinery, so they read the query themselves.
"""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from stet.comments.compressing import gzipped
from stet.comments.keeping import kept_thread_json
from stet.comments.reading import BadCursor, Bytes, counts
from stet.newsroom.finding import ids_by_name, ids_by_url
from stet.newsroom.setup import the_site
from stet.web.addresses import own_base
from stet.web.api.finding import article_named, no_article
from stet.web.api.problems import invalid
from stet.web.api.requests import refuse_malformed_query, refuse_repeated
from stet.web.published import published

JSON = "application/json"
MOST_COUNTS = 100


def read_thread(request: HttpRequest) -> HttpResponse:
    """``?article=`` (id or slug) or ``?url=``, and ``after=``. Raises `Problem`."""
    refuse_malformed_query(request)
    for name in ("article", "url", "after"):
        refuse_repeated(request.GET, name)
    article = article_named(request, request.GET.get("article"), request.GET.get("url"))
    if article is None:
        raise no_article()
    try:
        body = kept_thread_json(article, request.GET.get("after"))
    except BadCursor:
        raise invalid("after", "invalid", _("This is not a cursor given out here.")) from None
    if body is None:
        raise no_article()
    return published(request, body, JSON)


def read_counts(request: HttpRequest) -> HttpResponse:
    """Every ``?article=`` and ``?url=`` with its count, in the order asked, articles first."""
    refuse_malformed_query(request)
    names, urls = request.GET.getlist("article"), request.GET.getlist("url")
    if not names and not urls:
        raise invalid("url", "required", _("Name at least one article or address."))
    if len(names) + len(urls) > MOST_COUNTS:
        words = _("Ask for at most %(most)d at a time.") % {"most": MOST_COUNTS}
        raise invalid("url", "too_many", words)
    site = the_site()
    by_name = ids_by_name(site, names) if names else {}
    by_url = ids_by_url(site, urls, own_base(request)) if urls else {}
    found = counts([*by_name.values(), *by_url.values()])
    rows = [_row(None, by_name.get(name), found) for name in names]
    rows += [_row(url, by_url.get(url), found) for url in urls]
    raw = json.dumps({"counts": rows}, ensure_ascii=False, separators=(",", ":")).encode()
    body = Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])
    return published(request, body, JSON)


def _row(
    url: str | None, article: UUID | None, found: dict[UUID, int]
) -> dict[str, str | int | None]:
    return {
        "url": url,
        "article": str(article) if article else None,
        "count": found.get(article, 0) if article else 0,
    }
