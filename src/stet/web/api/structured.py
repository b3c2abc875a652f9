"""A thread as structured data, for the publisher's own page: search engines do not look into frames."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from stet.comments.compressing import gzipped
from stet.comments.keeping import kept
from stet.comments.latest import edition_of
from stet.comments.reading import Bytes, fragment_of
from stet.newsroom.reading import article_by_id
from stet.web.addresses import own_base
from stet.web.api.describing import answers, parameter
from stet.web.api.finding import article_named, no_article
from stet.web.api.problems import invalid, not_found
from stet.web.api.requests import refuse_malformed_query, refuse_repeated
from stet.web.api.structured_shapes import StructuredOut
from stet.web.published import published
from stet.web.structured import structured

router = Router(tags=["public"])

MEDIA_TYPE = "application/ld+json"
_BY_ID = parameter("article", "Id or slug of the article.")
_BY_URL = parameter("url", "The publisher's address of the article, or that of its page here.")
_PAGE = parameter("page", "Page of the thread, from 1; 1 if left out.", pattern="^[1-9][0-9]{0,5}$")


def read_structured(request: HttpRequest) -> HttpResponse:
    """``?article=`` (id or slug) or ``?url=``, and ``page=``. Raises `Problem`."""
    refuse_malformed_query(request)
    for name in ("article", "url", "page"):
        refuse_repeated(request.GET, name)
    number = _number(request.GET.get("page", "1"))
    found = article_named(request, request.GET.get("article"), request.GET.get("url"))
    edition = edition_of(found) if found else None
    if edition is None or edition.article is None:
        raise no_article()
    article, key = edition.article, ("jsonld", edition.article, number, own_base(request))
    body = kept(key, edition.mark, lambda: _body(request, article, number))
    return published(request, body, f"{MEDIA_TYPE}; charset=utf-8", changed_at=edition.changed_at)


def _number(asked: str) -> int:
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked)):
        raise invalid("page", "invalid", _("This is no number of a page."))
    return int(asked)


def _body(request: HttpRequest, key: UUID, number: int) -> Bytes:
    article = article_by_id(key)
    if article is None:
        raise no_article()
    page = fragment_of(key, number)
    if page is None and number > 1:
        raise not_found(_("The thread has no such page."))
    count, array = (page.count, page.json) if page else (0, b"[]")
    raw = structured(request, article, count, array).encode()
    return Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])


@router.get(
    "threads.jsonld",
    response=answers({200: StructuredOut}, 404, 422),
    by_alias=True,
    operation_id="read_structured_data",
    summary="Read a thread as structured data",
    openapi_extra={"parameters": [_BY_ID, _BY_URL, _PAGE]},
)
def structured_data(request: HttpRequest) -> HttpResponse:
    """A schema.org `NewsArticle` with one page of its thread as nested `Comment`s, fifty at most.

    Made to stand as it is in a `<script type="application/ld+json">` of the publisher's page:
    `<`, `>`, `&` and the line separators of Unicode are escaped."""
    return read_structured(request)
