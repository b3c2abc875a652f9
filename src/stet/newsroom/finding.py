"""Finding articles by what the world outside calls them: an id, a slug, or an address.

Only ids come back: whoever counts comments or reads a thread asks often and needs no more.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import unquote
from uuid import UUID

from django.db import connection
from django.db.models import Q

from stet.newsroom.article_texts import bare_url
from stet.newsroom.models import Article, ArticleAlias, Site
from stet.text.characters import first_forbidden

OWN_PATH = "/articles/"  # below our public address, before an article's slug


def uuid_of(text: str) -> UUID | None:
    """The UUID in its one canonical spelling; None for anything else."""
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None


def ids_by_name(site: Site, names: Collection[str]) -> dict[str, UUID]:
    """The articles with these ids or slugs, by the name under which each was asked for."""
    ids = {name: found for name in names if (found := uuid_of(name))}
    slugs = [name for name in names if _can_be_asked(name)]
    wanted = Q(id__in=set(ids.values())) | Q(slug__in=slugs)
    rows = Article.objects.filter(wanted, site=site).values_list("id", "slug", "merged_into")
    known = [(article, slug, into or article) for article, slug, into in rows]
    by_id = {article: root for article, _slug, root in known}
    by_slug = {slug: root for _article, slug, root in known}
    named = {name: by_slug[name] for name in names if name in by_slug}
    return named | {name: by_id[article] for name, article in ids.items() if article in by_id}


def root_of(article: UUID) -> UUID | None:
    """The article itself, or the one into which it was merged; None if there is no such article."""
    row = Article.objects.filter(id=article).values_list("id", "merged_into").first()
    return (row[1] or row[0]) if row else None


def family_of(article: UUID) -> list[UUID]:
    """The articles whose comments are in one thread with those of ``article``.

    First the one that stands, then those that were merged into it.
    """
    near = Article.objects.filter(Q(id=article) | Q(merged_into=article))
    into = dict(near.order_by("id").values_list("id", "merged_into"))
    if root := into.pop(article, None):
        return family_of(root)
    return [article, *into]


def id_at(url: str) -> UUID | None:
    """The article of which ``url`` is the publisher's address, letter for letter.

    In SQL, since readers' pages ask it all the time and building the query costs more than
    running it.
    """
    if not _can_be_asked(url):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_AT, [url])
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0] if isinstance(row[0], UUID) else UUID(row[0])


# The last condition is that of the index, whose column the first condition names.
_AT = (
    "SELECT id FROM newsroom_article "
    "WHERE site_id = (SELECT id FROM newsroom_site ORDER BY id LIMIT 1) "
    "AND url = %s AND NOT (url = '')"
)


def ids_by_url(site: Site, urls: Collection[str], own_base: str) -> dict[str, UUID]:
    """The articles at ``urls``, by address: the publisher's, or ours below ``own_base``.

    ``own_base`` is our public address, with its sub-path. A fragment never matters. A closing slash
    matters only where the publisher has one article with it and another without.
    """
    asked = {url: bare_url(url) for url in urls if _can_be_asked(url)}
    slugs = {url: slug for url, bare in asked.items() if (slug := _own_slug(bare, own_base))}
    spellings = {spelling for bare in asked.values() for spelling in _spellings(bare)}
    wanted = Q(url__in=spellings) | Q(slug__in=set(slugs.values()))
    found = Article.objects.filter(wanted, site=site).values_list(
        "id", "slug", "url", "merged_into"
    )
    rows = [(into or article, slug, url) for article, slug, url, into in found]
    by_url = _by_alias(site, spellings)
    by_url |= {url: article for article, _slug, url in rows if url}
    by_slug = {slug: article for article, slug, _url in rows}
    here: dict[str, UUID] = {}
    for url, bare in asked.items():
        there = [by_url[spelling] for spelling in _spellings(bare) if spelling in by_url]
        if there:
            here[url] = there[0]
        elif slugs.get(url) in by_slug:
            here[url] = by_slug[slugs[url]]
    return here


def _by_alias(site: Site, urls: Collection[str]) -> dict[str, UUID]:
    aliases = ArticleAlias.objects.filter(site=site, url__in=urls)
    return dict(aliases.values_list("url", "article_id"))


def _can_be_asked(words: str) -> bool:
    """Whether a database can be asked for ``words``: not with a NUL or half a character in them."""
    return bool(words) and first_forbidden(words) is None


def _spellings(url: str) -> tuple[str, ...]:
    """``url`` itself, then the same with or without its closing slash."""
    if not url:
        return ()
    address, mark, query = url.partition("?")
    other = address[:-1] if address.endswith("/") else f"{address}/"
    return url, other + mark + query


def _own_slug(url: str, own_base: str) -> str:
    """The slug in the address of one of our article pages, or the empty string."""
    start = own_base.rstrip("/") + OWN_PATH
    if not own_base or not url.startswith(start):
        return ""
    slug = unquote(url[len(start) :].partition("?")[0]).removesuffix("/")
    return slug if "/" not in slug and _can_be_asked(slug) else ""
