"""Articles, for the newsroom's own programs: adding them, listing them, opening and closing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from stet.comments.merging import merge
from stet.comments.reading import counts
from stet.comments.rendering import stamp
from stet.newsroom.article_texts import ArticleText, BadArticle, ClaimText
from stet.newsroom.articles import add_article, set_commenting
from stet.newsroom.finding import ids_by_name, ids_by_url
from stet.newsroom.models import Article
from stet.newsroom.reading import aliases_by_article, article_by_id, every_article
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute, own_base
from stet.web.api.article_shapes import (
    ArticleIn,
    ArticleOut,
    ArticlesOut,
    CommentingIn,
    MergeIn,
    parsed_time,
)
from stet.web.api.describing import answers, example
from stet.web.api.finding import no_article, uuid_or_404
from stet.web.api.problems import Problem, invalid
from stet.web.api.requests import refuse_unknown
from stet.web.api.shapes import Stamp
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])

_ARTICLE = {
    "url": "https://example.org/news/the-bridge-reopens",
    "headline": "The bridge reopens",
    "body": "After two years the *old bridge* carries trams again.",
    "tags": ["Transport"],
}


@router.get(
    "articles",
    response=answers({200: ArticlesOut}, 401, 403, 422),
    operation_id="list_articles",
    summary="List articles",
)
def list_articles(
    request: HttpRequest, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1, url: str = ""
) -> ArticlesOut:
    """Every article, newest first, twenty a page; or the one to which the address `url` leads."""
    staff_of(request).require(Action.SEE_DESK)
    refuse_unknown(request.GET, ["page", "url"])
    if url:
        at = ids_by_url(the_site(), [url], own_base(request)).get(url)
        there = [article_by_id(at)] if at else []
        return ArticlesOut(items=_all_shown(request, filter(None, there)), page=1, pages=1)
    found = every_article(the_site(), page)
    listed = found.object_list if found.number == page else []
    return ArticlesOut(
        items=_all_shown(request, listed), page=page, pages=found.paginator.num_pages
    )


@router.get(
    "articles/{article_id}",
    response=answers({200: ArticleOut}, 401, 403, 404),
    operation_id="read_article",
    summary="Look at an article",
)
def read_article(request: HttpRequest, article_id: str) -> ArticleOut:
    """One article: where it is, whether it takes comments, and what became of its addresses."""
    staff_of(request).require(Action.SEE_DESK)
    return _shown(request, _article(article_id))


@router.post(
    "articles",
    response=answers({200: ArticleOut, 201: ArticleOut}, 401, 403, 413, 415, 422),
    operation_id="add_article",
    summary="Add or update an article",
    openapi_extra=example(_ARTICLE),
)
def post_article(request: HttpRequest, article: ArticleIn) -> Status[ArticleOut]:
    """Takes an article in, 201; the same article again brings it up to date, 200."""
    by = staff_of(request)
    given = article.model_dump()
    given["tags"] = tuple(article.tags)
    given["claims"] = tuple(ClaimText(**claim.model_dump()) for claim in article.claims)
    given["published_at"] = parsed_time(article.published_at) if article.published_at else None
    try:
        kept, created = add_article(the_site(), ArticleText(**given), by=by, now=timezone.now())
    except BadArticle as bad:
        raise _refused(bad) from None
    return Status(201 if created else 200, _shown(request, kept))


@router.patch(
    "articles/{article_id}",
    response=answers({200: ArticleOut}, 401, 403, 404, 413, 415, 422),
    operation_id="change_commenting",
    summary="Open or close comments",
    openapi_extra=example({"commenting": "closed"}),
)
def change_commenting(request: HttpRequest, article_id: str, change: CommentingIn) -> ArticleOut:
    """Opens or closes an article's comments, now or at a time to come."""
    by = staff_of(request)
    by.require(Action.EDIT_ARTICLES)
    article = _article(article_id)
    given = change.model_fields_set
    commenting = change.commenting if "commenting" in given else article.commenting
    closes_at = article.closes_at
    if "closes_at" in given:
        closes_at = parsed_time(change.closes_at) if change.closes_at else None
    try:
        kept = set_commenting(article, commenting, closes_at, by=by, now=timezone.now())
    except BadArticle as bad:
        raise _refused(bad) from None
    return _shown(request, kept)


@router.post(
    "articles/{article_id}/merge",
    response=answers({200: ArticleOut}, 401, 403, 404, 413, 415, 422),
    operation_id="merge_article",
    summary="Merge an article into another",
    openapi_extra=example({"into": "the-bridge-reopens"}),
)
def merge_article(request: HttpRequest, article_id: str, other: MergeIn) -> ArticleOut:
    """Makes the article part of another: every address of both leads there, and one thread has all
    comments. It cannot be undone. The answer is the article that stands."""
    by = staff_of(request)
    by.require(Action.EDIT_ARTICLES)
    article, site = _article(article_id), the_site()
    by_url = ids_by_url(site, [other.into], own_base(request))
    into = by_url.get(other.into) or ids_by_name(site, [other.into]).get(other.into)
    kept = article_by_id(into) if into else None
    if kept is None:
        raise invalid("into", "unknown", _("There is no such article."))
    try:
        merge(article, kept, by=by, now=timezone.now())
    except BadArticle as bad:
        raise _refused(bad) from None
    return _shown(request, kept)


def _article(article_id: str) -> Article:
    article = article_by_id(uuid_or_404(article_id))
    if article is None:
        raise no_article()
    return article


def _refused(bad: BadArticle) -> Problem:
    # People count claims from one, programs from nought.
    field = re.sub(r"\d+", lambda number: str(int(number[0]) - 1), bad.field)
    return invalid(field, "invalid", bad.message)


def _all_shown(request: HttpRequest, articles: Iterable[Article]) -> list[ArticleOut]:
    listed = list(articles)
    ids = [article.id for article in listed]
    aliases, counted = aliases_by_article(ids), counts(ids)
    return [
        _as_shown(request, article, aliases.get(article.id, []), counted[article.id])
        for article in listed
    ]


def _shown(request: HttpRequest, article: Article) -> ArticleOut:
    return _all_shown(request, [article])[0]


def _as_shown(request: HttpRequest, article: Article, aliases: list[str], count: int) -> ArticleOut:
    closes_at: Stamp | None = stamp(article.closes_at) if article.closes_at else None
    return ArticleOut(
        id=str(article.id),
        slug=article.slug,
        headline=article.headline,
        url=article.url,
        page=absolute(request, reverse("reader:article", args=[article.slug])),
        lang=article.lang,
        published_at=stamp(article.published_at),
        commenting=article.commenting,
        closes_at=closes_at,
        unconfirmed=article.unconfirmed,
        aliases=aliases,
        merged_into=str(article.merged_into_id) if article.merged_into_id else None,
        comments=count,
    )
