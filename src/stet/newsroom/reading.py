"""What pages and interfaces may read of the newsroom. None means: there is no such thing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from stet.newsroom.article_texts import bare_url
from stet.newsroom.models import (
    Article,
    ArticleAlias,
    Claim,
    GuidelineVersion,
    PageCheck,
    Site,
    Tag,
)
from stet.text.characters import first_forbidden

PAGE_SIZE = 20  # headlines with their summaries: about three screens
OWN_PATH = "/articles/"  # below our public address, before an article's slug
# Long, and read only on the article's own page: loaded when asked for.
_BODIES = ("source", "body_html", "plain_text")


def latest_articles(site: Site, page: int = 1) -> Page[Article]:
    """Articles, newest first, tags loaded. A number outside gives the nearest page there is.

    Without those that only a reader's page named, and those that were merged into another.
    """
    return _paged(_listed(site), page)


def listed_parts(site: Site, size: int) -> int:
    """In how many parts of ``size`` the articles come that `latest_articles` gives."""
    return -(-_listed(site).count() // size)


class Listed(NamedTuple):
    """An article, as far as a list of addresses needs it."""

    id: UUID
    slug: str
    url: str
    updated_at: datetime


def listed_slice(site: Site, size: int, part: int) -> list[Listed]:
    """Part ``part`` (from 1) of them, the first that came in first."""
    start = (part - 1) * size
    rows = _listed(site).order_by("id").values_list(*Listed._fields)
    return [Listed(*row) for row in rows[start : start + size]]


def _listed(site: Site) -> QuerySet[Article]:
    return Article.objects.filter(site=site, unconfirmed=False, merged_into=None)


def every_article(site: Site, page: int = 1) -> Page[Article]:
    """All of them, in the manner of `latest_articles`: for the newsroom."""
    return _paged(Article.objects.filter(site=site).select_related("page_check"), page)


def articles_of_tag(tag: Tag, page: int = 1) -> Page[Article]:
    """The articles that carry ``tag``, in the manner of `latest_articles`."""
    return _paged(tag.articles.filter(merged_into=None), page)


def article_by_slug(site: Site, slug: str) -> Article | None:
    """The article with this slug, or the one into which it was merged."""
    if not _can_be_asked(slug):
        return None
    named = Q(slug=slug, merged_into=None) | Q(merged__slug=slug)
    return _whole(Article.objects.filter(named, site=site).distinct())


def article_by_id(article_id: UUID) -> Article | None:
    return Article.objects.select_related("site").filter(pk=article_id).first()


def article_by_url(site: Site, url: str, own_base: str) -> Article | None:
    """The article at ``url``: the publisher's address of it, or ours below ``own_base``."""
    return articles_by_url(site, [url], own_base).get(url)


def articles_by_url(site: Site, urls: Iterable[str], own_base: str) -> dict[str, Article]:
    """For each of ``urls`` the article there, where there is one; a few queries however many.

    ``own_base`` is our public address, with its sub-path. A fragment never matters. A closing slash
    matters only where the publisher has one article with it and another without.
    """
    asked = {url: bare_url(url) for url in urls if _can_be_asked(url)}
    slugs = {url: slug for url, bare in asked.items() if (slug := _own_slug(bare, own_base))}
    spellings = {spelling for bare in asked.values() for spelling in _spellings(bare)}
    here = Article.objects.filter(site=site).select_related("site").defer(*_BODIES)
    by_url = by_alias(site, spellings)
    by_url |= {article.url: article for article in here.filter(url__in=spellings)}
    by_slug = {article.slug: article for article in here.filter(slug__in=slugs.values())}
    found: dict[str, Article] = {}
    for url, bare in asked.items():
        there = [by_url[spelling] for spelling in _spellings(bare) if spelling in by_url]
        if there:
            found[url] = there[0]
        elif url in slugs and slugs[url] in by_slug:
            found[url] = by_slug[slugs[url]]
    return found


def spelt_alike(url: str) -> str:
    """Equal for two addresses that `articles_by_url` takes for one if only one of them is known."""
    return min(_spellings(bare_url(url)), default="")


def standing(article: Article) -> Article:
    """The article itself, or the one into which it was merged."""
    return article.merged_into or article


def by_alias(site: Site, urls: Iterable[str]) -> dict[str, Article]:
    """For each of ``urls`` that is a further address of an article, that article."""
    known = ArticleAlias.objects.filter(site=site, url__in=set(urls))
    bodies = [f"article__{name}" for name in _BODIES]
    return {
        alias.url: alias.article for alias in known.select_related("article__site").defer(*bodies)
    }


def aliases_of(article: Article) -> list[str]:
    """The further addresses that lead to the article."""
    return list(article.aliases.values_list("url", flat=True))


def aliases_by_article(articles: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The further addresses of each of ``articles``, a page of them at most."""
    found: dict[UUID, list[str]] = {}
    rows = ArticleAlias.objects.filter(article__in=list(articles)).order_by("url")
    for article, url in rows.values_list("article", "url"):
        found.setdefault(article, []).append(url)
    return found


def page_check(article: Article) -> PageCheck | None:
    """What became of looking at the page of an article that is not confirmed."""
    return PageCheck.objects.filter(article=article).first() if article.unconfirmed else None


def tag_by_slug(site: Site, slug: str) -> Tag | None:
    return Tag.objects.filter(site=site, slug=slug).first() if _can_be_asked(slug) else None


def claims_of(article: Article) -> list[Claim]:
    """The claims that the article reports, in its order."""
    return list(Claim.objects.filter(article=article).order_by("position"))


def published_guidelines(site: Site, number: int | None = None) -> GuidelineVersion | None:
    """Version ``number``, or the one in force, its clauses loaded. Drafts are not published."""
    published = _published(site).prefetch_related("clauses")
    if number is not None:
        # The column's range: a longer number in an address is a version that there is not.
        return published.filter(number=number).first() if 0 < number < 2**31 else None
    return published.first()


def published_versions(site: Site) -> list[GuidelineVersion]:
    """All published versions, the one in force first, without their clauses."""
    return list(_published(site))


def _published(site: Site) -> QuerySet[GuidelineVersion]:
    return GuidelineVersion.objects.filter(site=site, published_at__isnull=False).order_by(
        "-number"
    )


def _paged(articles: QuerySet[Article], page: int) -> Page[Article]:
    listed = articles.defer(*_BODIES).prefetch_related("tags")
    ordered = listed.order_by("-published_at", "-id")
    return Paginator(ordered, PAGE_SIZE).get_page(page)


def _whole(articles: QuerySet[Article]) -> Article | None:
    return articles.select_related("site").prefetch_related("tags").first()


def _can_be_asked(words: str) -> bool:
    """Whether a database can be asked for ``words``: not with a NUL or half a character in them."""
    return first_forbidden(words) is None


def _spellings(url: str) -> tuple[str, ...]:
    """``url`` itself, then the same with or without its closing slash."""
    if not url:
        return ()
    address, mark, query = url.partition("?")
    other = address[:-1] if address.endswith("/") else f"{address}/"
    return url, other + mark + query


def _own_slug(url: str, own_base: str) -> str:
    """The slug in one of our own addresses, or the empty string."""
    start = own_base.rstrip("/") + OWN_PATH
    if not own_base or not url.startswith(start):
        return ""
    slug = unquote(url[len(start) :].partition("?")[0]).removesuffix("/")
    return slug if "/" not in slug and _can_be_asked(slug) else ""
