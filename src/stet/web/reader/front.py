"""The front page and the tags' pages: headlines, newest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from stet.comments.reading import counts
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import articles_of_tag, latest_articles, tag_by_slug
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute
from stet.web.showing import show


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    site = the_site()
    page = _page(request, lambda number: latest_articles(site, number))
    lead = page.number == 1
    return _list(request, site, "reader/front.html", page, {"lead": lead})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    site = the_site()
    named = tag_by_slug(site, slug)
    if named is None:
        raise Http404
    page = _page(request, lambda number: articles_of_tag(named, number))
    return _list(request, site, "reader/tag.html", page, {"tag": named})


def page_number(request: HttpRequest) -> int:
    """``?page=``, 1 without it; raises `Http404` for what is no page number."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 6 and int(asked)):
        raise Http404
    return int(asked)


def _page(request: HttpRequest, of: Callable[[int], Page[Article]]) -> Page[Article]:
    number = page_number(request)
    page = of(number)
    if page.number != number:
        raise Http404
    return page


def _list(
    request: HttpRequest, site: Site, template: str, page: Page[Article], more: dict[str, Any]
) -> HttpResponse:
    articles = list(page.object_list)
    counted = counts([article.id for article in articles])
    rows = [(article, counted[article.id]) for article in articles]
    number = f"?page={page.number}" if page.number > 1 else ""
    canonical = absolute(request, request.path) + number
    context = {"rows": rows, "page": page, "canonical": canonical, **more}
    response = show(request, template, context, site=site)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
