"""Feeds of published comments: of one article, and of all.

Feed readers ask all day long, and nearly always for what they have: these are read like threads,
before the rest of the machinery, and made once for each edition (`stet.comments.latest`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stet.comments.keeping import kept
from stet.comments.latest import (
    Edition,
    Latest,
    edition_anywhere,
    edition_of,
    latest_anywhere,
    latest_of,
)
from stet.comments.models import Comment
from stet.comments.reading import BadCursor, Bytes
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import article_by_id
from stet.newsroom.setup import the_site
from stet.web.addresses import own_base
from stet.web.api.finding import article_named, no_article
from stet.web.api.problems import Problem, invalid
from stet.web.api.requests import refuse_malformed_query, refuse_repeated
from stet.web.feeds.serving import addresses, answer, made
from stet.web.feeds.shape import Answered, Entry, Feed
from stet.web.feeds.xml import apart
from stet.web.homes import comment_at, comments_start, home_of

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a newsroom without comments published last
_KNOWN = ("article", "url", "before")


def read_comments(request: HttpRequest, form: str) -> HttpResponse:
    """``?article=`` (id or slug) or ``?url=``, or neither for all; ``before=``. Raises `Problem`."""
    refuse_malformed_query(request)
    for known in _KNOWN:
        refuse_repeated(request.GET, known)
    name, url = request.GET.get("article"), request.GET.get("url")
    if not name and not url:
        return _anywhere(request, form)
    found = article_named(request, name, url)
    edition = edition_of(found) if found else None
    if edition is None:
        raise no_article()
    return _served(request, form, edition, partial(_of_article, request, edition))


@require_safe
def comments(request: HttpRequest, form: str) -> HttpResponse:
    """As `read_comments`, where `stet.web.api.front` did not answer already."""
    try:
        return read_comments(request, form)
    except Problem as problem:
        return problem.response()


def _anywhere(request: HttpRequest, form: str) -> HttpResponse:
    return _served(request, form, edition_anywhere(), partial(_of_site, request))


def _served(
    request: HttpRequest, form: str, edition: Edition, feed: Callable[[str | None], Feed]
) -> HttpResponse:
    before = request.GET.get("before") or None

    def make() -> Bytes:
        return made(feed(before), form)

    try:
        if before and edition.article is None:
            body = make()  # its edition speaks for the first page only
        else:
            key = ("feed", form, edition.article, before, own_base(request))
            body = kept(key, edition.mark, make)
    except BadCursor:
        raise invalid("before", "invalid", _("This is not a cursor given out here.")) from None
    # Beyond the first page a change elsewhere does not tell when this page changed.
    return answer(request, body, form, None if before else edition.changed_at)


def _of_article(request: HttpRequest, edition: Edition, before: str | None) -> Feed:
    article = article_by_id(edition.article) if edition.article else None
    if article is None:
        raise no_article()
    latest = latest_of(article, before)
    return Feed(
        id=f"urn:uuid:{uuid5(article.id, 'comments')}",
        title=f"{apart(article.headline)} · {apart(article.site.name)}",
        subtitle="",
        href=home_of(request, article),
        lang=article.site.lang,
        updated=_newest(latest) or article.published_at,
        entries=_entries(request, latest, article.site, article),
        address=addresses(request, "comments_feed", article=str(article.id)),
        older=_older(request, latest, article=str(article.id)),
    )


def _of_site(request: HttpRequest, before: str | None) -> Feed:
    site, latest = the_site(), latest_anywhere(before)
    return Feed(
        id=f"urn:uuid:{uuid5(site.id, 'comments')}",
        title=site.name,
        subtitle=site.tagline,
        href=own_base(request) + "/",
        lang=site.lang,
        updated=_newest(latest) or _NEVER,
        entries=_entries(request, latest, site),
        address=addresses(request, "comments_feed"),
        older=_older(request, latest),
    )


def _older(request: HttpRequest, latest: Latest, **query: str) -> Callable[[str], str] | None:
    if latest.follows is None:
        return None
    return addresses(request, "comments_feed", **query, before=latest.follows)


def _newest(latest: Latest) -> datetime | None:
    return max((_published(comment) for comment in latest.comments), default=None)


def _published(comment: Comment) -> datetime:
    assert comment.published_at is not None  # noqa: S101 - the database holds it
    return comment.published_at


def _entries(
    request: HttpRequest, latest: Latest, site: Site, one: Article | None = None
) -> list[Entry]:
    """``one``: the article of them all, where they have one."""
    homes: dict[UUID, _Home] = {}
    entries = []
    for comment in latest.comments:
        article = one or comment.article.merged_into or comment.article
        if article.id not in homes:
            article.site = site  # there is one; asking for it again would cost a query each
            homes[article.id] = _Home.of(request, article)
        entries.append(_entry(comment, homes[article.id], comment.parent_id in latest.public))
    return entries


@dataclass(frozen=True)
class _Home:
    """What the entries of one article have in common."""

    article: Article
    href: str
    start: tuple[str, str]

    @classmethod
    def of(cls, request: HttpRequest, article: Article) -> _Home:
        return cls(article, home_of(request, article), comments_start(request, article))


def _entry(comment: Comment, home: _Home, is_reply: bool) -> Entry:
    answered = Answered(f"urn:uuid:{home.article.id}", home.href)
    if is_reply and comment.parent_id:
        where = comment_at(home.start, comment.parent_id)
        answered = Answered(f"urn:uuid:{comment.parent_id}", where)
    return Entry(
        id=f"urn:uuid:{comment.id}",
        title=f"{apart(comment.name)} · {apart(home.article.headline)}",
        href=comment_at(home.start, comment.id),
        author=comment.name,
        published=comment.posted_at,
        updated=_published(comment),
        text=comment.text,
        lang="" if comment.lang == "und" else comment.lang,
        answers=answered,
    )
