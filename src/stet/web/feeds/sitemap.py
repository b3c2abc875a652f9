"""``/sitemap.xml`` (sitemaps.org, protocol 0.9) and ``/robots.txt``.

The sitemap has the articles that live here. Those that live on the publisher's own pages belong into
the publisher's sitemap: an address in ours that names another as canonical would only be dropped.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.keeping import kept
from stet.comments.latest import threads_of
from stet.comments.rendering import stamp
from stet.ledger.reading import latest_hash
from stet.newsroom.models import Site
from stet.newsroom.reading import listed_parts, listed_slice
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute, own_base
from stet.web.feeds.serving import as_body
from stet.web.feeds.xml import DECLARATION, element, text
from stet.web.homes import lives_at, pages_here
from stet.web.published import published

# The protocol allows 50,000 addresses and 50 MB. Fewer, so that no request takes long.
PART = 5_000
_NAMESPACE = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
# Crawlers come daily at most. An hour keeps whoever asks for fun from costing us anything.
_CACHED = "public, max-age=3600"


def read_sitemap(request: HttpRequest) -> HttpResponse:
    """All of it, or an index of its parts if it has more than one."""
    return _served(request, None)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """As `read_sitemap`, where `stet.web.api.front` did not answer already."""
    return read_sitemap(request)


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """``part`` counts from 1; the oldest articles are in the first, which hardly ever changes."""
    return _served(request, part)


def _served(request: HttpRequest, part: int | None) -> HttpResponse:
    """Made once for each state of the ledger: without a deed no address and no time changes."""
    key = ("sitemap", part, own_base(request))
    body = kept(key, latest_hash(), lambda: as_body(_document(request, part)))
    return published(request, body, "application/xml; charset=utf-8", _CACHED)


def _document(request: HttpRequest, part: int | None) -> bytes:
    site = the_site()
    parts = max(1, listed_parts(site, PART))
    if part is None and parts > 1:
        where = [_part_address(request, number) for number in range(1, parts + 1)]
        named = "".join(element("sitemap", text("loc", address)) for address in where)
        return _xml("sitemapindex", named)
    if part is not None and part > parts:
        raise Http404
    fixed = ("front", "guidelines") if part is None else ()
    pages = (absolute(request, reverse(f"reader:{name}")) for name in fixed)
    whole = "".join(element("url", text("loc", address)) for address in pages)
    return _xml("urlset", whole + _articles(request, site, part or 1))


def _articles(request: HttpRequest, site: Site, part: int) -> str:
    listed = listed_slice(site, PART, part)
    here = [article for article in listed if not lives_at(site, article.url)]
    threads = threads_of([article.id for article in here])
    address, none = pages_here(request), (0, None)
    return "\n".join(
        _article(address(article.slug), article.updated_at, threads.get(article.id, none)[1])
        for article in here
    )


def _article(address: str, updated_at: datetime, published_at: datetime | None) -> str:
    changed = max(updated_at, published_at or updated_at)
    return element("url", text("loc", address) + text("lastmod", stamp(changed)))


def _part_address(request: HttpRequest, number: int) -> str:
    return absolute(request, reverse("reader:sitemap_part", args=[number]))


def _xml(name: str, inner: str) -> bytes:
    return (DECLARATION + element(name, f"\n{inner}\n", _NAMESPACE) + "\n").encode()


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing is forbidden: a crawler that may not look cannot see that a page is not to be listed."""
    where = absolute(request, reverse("reader:sitemap"))
    raw = f"User-agent: *\nDisallow:\n\nSitemap: {where}\n".encode()
    return published(request, as_body(raw), "text/plain; charset=utf-8", _CACHED)
