"""``/sitemap.xml`` (sitemaps.org, protocol 0.9) and ``/robots.txt``.

The sitemap has the articles that live here. Those that live on the publisher's own pages belong into
the publisher's sitemap: an address in ours that names another as canonical would only be dropped.
"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.latest import threads_of
from stet.comments.rendering import stamp
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import listed_parts, listed_slice
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute
from stet.web.feeds.serving import as_body
from stet.web.feeds.xml import DECLARATION, element, text
from stet.web.homes import is_elsewhere, page_here
from stet.web.published import published

# The protocol allows 50,000 addresses and 50 MB. Fewer, so that no request takes long.
PART = 5_000
_NAMESPACE = {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
# Crawlers come daily at most. An hour keeps whoever asks for fun from costing us anything.
_CACHED = "public, max-age=3600"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All of it, or an index of its parts if it has more than one."""
    site = the_site()
    parts = listed_parts(site, PART)
    if parts > 1:
        where = [_part_address(request, number) for number in range(1, parts + 1)]
        named = "".join(element("sitemap", text("loc", address)) for address in where)
        return _answer(request, "sitemapindex", named)
    fixed = [absolute(request, reverse(f"reader:{name}")) for name in ("front", "guidelines")]
    pages = "".join(element("url", text("loc", address)) for address in fixed)
    return _answer(request, "urlset", pages + _articles(request, site, 1))


@require_safe
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """``part`` counts from 1; the oldest articles are in the first, which hardly ever changes."""
    site = the_site()
    if part > max(1, listed_parts(site, PART)):
        raise Http404
    return _answer(request, "urlset", _articles(request, site, part))


def _articles(request: HttpRequest, site: Site, part: int) -> str:
    here = [article for article in listed_slice(site, PART, part) if not is_elsewhere(article)]
    threads = threads_of([article.id for article in here])
    none = (0, None)
    return "\n".join(
        _article(request, article, threads.get(article.id, none)[1]) for article in here
    )


def _article(request: HttpRequest, article: Article, published_at: datetime | None) -> str:
    changed = max(article.updated_at, published_at or article.updated_at)
    return element(
        "url", text("loc", page_here(request, article)) + text("lastmod", stamp(changed))
    )


def _part_address(request: HttpRequest, number: int) -> str:
    return absolute(request, reverse("reader:sitemap_part", args=[number]))


def _answer(request: HttpRequest, name: str, inner: str) -> HttpResponse:
    raw = (DECLARATION + element(name, f"\n{inner}\n", _NAMESPACE) + "\n").encode()
    return published(request, as_body(raw), "application/xml; charset=utf-8", _CACHED)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing is forbidden: a crawler that may not look cannot see that a page is not to be listed."""
    where = absolute(request, reverse("reader:sitemap"))
    raw = f"User-agent: *\nDisallow:\n\nSitemap: {where}\n".encode()
    return published(request, as_body(raw), "text/plain; charset=utf-8", _CACHED)
