"""Articles: the list, opening and closing their comments, writing one in a form."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from stet.newsroom.article_texts import slug_of
from stet.newsroom.articles import ArticleText, BadArticle, ClaimText, add_article, set_commenting
from stet.newsroom.claims import claim_texts
from stet.newsroom.commenting import takes_comments
from stet.newsroom.models import Article, Claim, Site
from stet.newsroom.reading import (
    aliases_of,
    article_by_id,
    article_by_slug,
    every_article,
    page_check,
)
from stet.newsroom.roles import Action
from stet.web.desk.fields import Wrong, count, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page

_PLAIN = ("headline", "place", "byline", "section", "summary", "body", "url", "lang")
_CLAIM = ("statement", "speaker", "evidence", "status", "note")
_MOST_CLAIMS = 60  # more than an article can have, so that the deed's own message is seen
_BLANK_CLAIMS = 2


@desk(Action.EDIT_ARTICLES)
def show_articles(visit: Visit) -> HttpResponse:
    return _articles(visit)


def _articles(visit: Visit, wrong: Wrong | None = None) -> HttpResponse:
    number = visit.request.GET.get("page", "1")
    found = every_article(visit.site, int(number) if number.isdecimal() else 1)
    context = {
        "articles": [(article, takes_comments(article, visit.now)) for article in found],
        "pages": found,
        **problem(wrong),
    }
    return page(visit, "desk/articles.html", context, status=422 if wrong else 200)


@desk(Action.EDIT_ARTICLES, "POST")
def set_article_commenting(visit: Visit, article_id: UUID) -> HttpResponse:
    """Opens or closes the comments of an article; open ones may close at a time."""
    article = article_by_id(article_id)
    if article is None:
        return not_found(visit)
    post = visit.request.POST
    try:
        closes_at = _closing(post, visit.site)
        set_commenting(
            article, post.get("commenting", ""), closes_at, by=visit.staff, now=visit.now
        )
    except BadArticle as bad:
        return _articles(visit, Wrong("", bad.message))
    messages.success(visit.request, _("Saved."))
    return redirect("desk:articles")


def _closing(post: QueryDict, site: Site) -> datetime | None:
    """The time in the form, which is in the site's zone; raises `BadArticle`."""
    given = post.get("closes_at", "").strip()
    if not given or post.get("commenting") == Article.Commenting.CLOSED:
        return None
    try:
        at = parse_datetime(given)
    except ValueError:
        at = None
    if at is None:
        raise BadArticle("closes_at", _("This is no date and time."))
    return at if at.utcoffset() is not None else at.replace(tzinfo=ZoneInfo(site.timezone))


@desk(Action.EDIT_ARTICLES, "GET", "POST")
def write_article(visit: Visit) -> HttpResponse:
    """A new article."""
    if visit.request.method != "POST":
        return article_form(visit, ArticleText(headline=""), None)
    try:
        text = _read(visit.request.POST)
        there = article_by_slug(visit.site, slug_of(text))
        if there is not None and not text.url:
            raise BadArticle("headline", _("There is an article with this headline already."))
        article, _created = add_article(visit.site, text, by=visit.staff, now=visit.now)
    except BadArticle as bad:
        return article_form(visit, _typed(visit.request.POST), None, wrong_of(bad))
    messages.success(visit.request, _("The article is published."))
    return redirect("reader:article", article.slug)


@desk(Action.EDIT_ARTICLES, "GET", "POST")
def change_article(visit: Visit, article_id: UUID) -> HttpResponse:
    """An article that is here already: a correction, or news on a claim."""
    article = article_by_id(article_id)
    if article is None:
        return not_found(visit)
    if article.merged_into_id:
        messages.info(visit.request, _("The article that you asked for was merged into this one."))
        return redirect("desk:article", article.merged_into_id)
    if visit.request.method != "POST":
        return article_form(visit, text_of(article), article)
    try:
        text = _read(visit.request.POST, article)
        add_article(visit.site, text, by=visit.staff, now=visit.now)
    except BadArticle as bad:
        return article_form(visit, _typed(visit.request.POST), article, wrong_of(bad))
    messages.success(visit.request, _("Saved."))
    return redirect("desk:article", article.id)


def article_form(
    visit: Visit, text: ArticleText, article: Article | None, wrong: Wrong | None = None
) -> HttpResponse:
    blank = ClaimText(statement="", speaker="")
    claims = [*text.claims, *[blank] * _BLANK_CLAIMS]
    context: dict[str, Any] = {
        "article": article,
        "text": text,
        "tags": ", ".join(text.tags),
        "claims": [(f"claims.{place}.", claim) for place, claim in enumerate(claims, 1)],
        "count": len(claims),
        "evidences": Claim.Evidence.choices,
        "statuses": Claim.Status.choices,
        "into": visit.request.POST.get("into", ""),
        "check": page_check(article) if article else None,
        "aliases": aliases_of(article) if article else [],
        "days": visit.request.POST.get("closes_after_days", ""),
        **problem(wrong),
    }
    return page(visit, "desk/article.html", context, status=422 if wrong else 200)


def _typed(post: QueryDict) -> ArticleText:
    """What the form says, as it is."""
    plain: dict[str, Any] = {name: words(post, name) for name in _PLAIN}
    tags = tuple(tag.strip() for tag in words(post, "tags").split(",") if tag.strip())
    return ArticleText(**plain, tags=tags, claims=tuple(_claims(post)))


def _claims(post: QueryDict) -> list[ClaimText]:
    rows = range(1, count(post, "count", _MOST_CLAIMS) + 1)
    found = [{part: words(post, f"claims.{row}.{part}") for part in _CLAIM} for row in rows]
    return [ClaimText(**parts) for parts in found if parts["statement"] or parts["speaker"]]


def _read(post: QueryDict, article: Article | None = None) -> ArticleText:
    """The article that the form asks for; raises `BadArticle` for what no article can say."""
    typed = _typed(post)
    days = post.get("closes_after_days", "").strip()
    if days and not (days.isascii() and days.isdigit() and len(days) <= 5):
        raise BadArticle("closes_after_days", _("Please give a whole number of days, or nothing."))
    known: dict[str, Any] = {"slug": article.slug, "url": article.url} if article else {}
    return ArticleText(**{**vars(typed), "closes_after_days": int(days) if days else None, **known})


def text_of(article: Article) -> ArticleText:
    return ArticleText(
        headline=article.headline,
        body=article.source,
        slug=article.slug,
        url=article.url,
        place=article.place,
        byline=article.byline,
        section=article.section,
        summary=article.summary,
        lang=article.lang,
        tags=tuple(tag.name for tag in article.tags.all()),
        claims=tuple(claim_texts(article)),
    )
