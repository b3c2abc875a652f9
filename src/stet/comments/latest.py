"""What was published last, under one article or anywhere: for feeds.

Newest publication first, which is another order than that of a thread: whoever reads a feed wants to
see a comment that was approved late. Each answer comes with its edition, a value that changes
whenever anything does that a feed shows; it costs one query, so that a feed is made only once.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from stet.comments.models import Comment, Thread
from stet.comments.reading import approved_of, cursor_of, place_in
from stet.comments.states import State
from stet.newsroom.models import Article

LENGTH = 50  # as many as a page of a thread has
_BODIES = ("source", "body_html", "plain_text")


@dataclass(frozen=True)
class Latest:
    """Published comments, their articles loaded; ``public`` holds the parents that are public."""

    comments: list[Comment]
    follows: str | None
    public: frozenset[UUID] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Edition:
    """``mark`` changes whenever the feed does. ``changed_at``: the last publication, if known."""

    mark: Hashable
    changed_at: datetime | None
    article: UUID | None = None


def latest_of(article: Article, before: str | None = None) -> Latest:
    """The comments of the article's thread. Raises `stet.comments.reading.BadCursor`."""
    return _latest(approved_of(article.id), before)


def latest_anywhere(before: str | None = None) -> Latest:
    """The comments of all articles, in the manner of `latest_of`.

    Without articles that only a reader's page named. What an import brought in as approved has the
    place that its own time gives it.
    """
    named = Q(article__unconfirmed=False, article__merged_into=None)
    merged = Q(article__merged_into__unconfirmed=False)
    everywhere = Comment.objects.filter(named | merged, state=State.APPROVED)
    return _latest(everywhere, before)


def _latest(comments: QuerySet[Comment], before: str | None) -> Latest:
    if before:
        at, key = place_in(before)
        comments = comments.filter(Q(published_at__lt=at) | Q(published_at=at, id__lt=key))
    bodies = [f"{article}__{name}" for article in _ARTICLES for name in _BODIES]
    ordered = comments.order_by("-published_at", "-id").select_related(*_ARTICLES).defer(*bodies)
    rows = list(ordered[: LENGTH + 1])
    shown = rows[:LENGTH]
    parents = {row.parent_id for row in shown if row.parent_id}
    public = Comment.objects.filter(id__in=parents, state=State.APPROVED).values_list("id")
    last = shown[-1] if len(rows) > LENGTH else None
    follows = cursor_of(last.published_at, last.id) if last and last.published_at else None
    return Latest(shown, follows, frozenset(key for (key,) in public) if parents else frozenset())


_ARTICLES = ("article", "article__merged_into")


def edition_of(article: UUID) -> Edition | None:
    """The edition of `latest_of`, of whichever article stands; None if there is no such article.

    In SQL, since programs ask for feeds all day and building the query costs more than running it.
    """
    with connection.cursor() as cursor:
        native = connection.features.has_native_uuid_field
        cursor.execute(_EDITION, [article if native else article.hex])
        row = cursor.fetchone()
    if row is None:
        return None
    into, changed_at, *mark = row
    if into:
        return edition_of(into if isinstance(into, UUID) else UUID(into))
    return Edition(tuple(map(str, (changed_at, *mark))), _time(changed_at), article)


_EDITION = (
    "SELECT a.merged_into_id, t.changed_at, t.edition, a.updated_at, s.name, s.tagline, s.lang, "
    "s.embed_origins FROM newsroom_article a JOIN newsroom_site s ON s.id = a.site_id "
    "LEFT JOIN comments_thread t ON t.article_id = a.id WHERE a.id = %s"
)


def edition_anywhere() -> Edition:
    """The edition of `latest_anywhere`, from its beginning."""
    with connection.cursor() as cursor:
        cursor.execute(_EDITIONS, [LENGTH + 1])
        rows = cursor.fetchall()
        cursor.execute("SELECT MAX(changed_at) FROM comments_thread")
        changed_at = cursor.fetchone()[0]
    return Edition(tuple(tuple(map(str, row)) for row in rows), _time(changed_at))


# An article that was merged is called by the name of the one that stands. A parent counts because
# a reply names it only while it is public.
_EDITIONS = (
    "SELECT c.id, c.version, p.version, COALESCE(r.updated_at, a.updated_at), s.name, s.tagline, s.lang, "
    "s.embed_origins FROM comments_comment c "
    "JOIN newsroom_article a ON a.id = c.article_id "
    "JOIN newsroom_site s ON s.id = a.site_id "
    "LEFT JOIN newsroom_article r ON r.id = a.merged_into_id "
    "LEFT JOIN comments_comment p ON p.id = c.parent_id "
    "WHERE c.state = 'approved' "
    "AND NOT COALESCE(r.unconfirmed, a.unconfirmed) "
    "ORDER BY c.published_at DESC, c.id DESC LIMIT %s"
)


def threads_of(articles: list[UUID]) -> dict[UUID, tuple[int, datetime | None]]:
    """How many published comments each article has, and when that last changed."""
    found: dict[UUID, tuple[int, datetime | None]] = {}
    for start in range(0, len(articles), 500):  # SQLite takes a limited number of parameters
        rows = Thread.objects.filter(article__in=articles[start : start + 500])
        for key, count, at in rows.values_list("article", "count", "changed_at"):
            found[key] = count, at
    return found


def edition_of_articles(length: int) -> Edition:
    """The edition of a feed of the latest ``length`` articles with their numbers of comments."""
    with connection.cursor() as cursor:
        cursor.execute(_ARTICLE_EDITIONS, [length])
        rows = cursor.fetchall()
    return Edition(tuple(tuple(map(str, row)) for row in rows), None)


_ARTICLE_EDITIONS = (
    "SELECT a.id, a.updated_at, t.edition, s.name, s.tagline, s.lang, s.embed_origins "
    "FROM newsroom_article a JOIN newsroom_site s ON s.id = a.site_id "
    "LEFT JOIN comments_thread t ON t.article_id = a.id "
    "WHERE a.site_id = (SELECT id FROM newsroom_site ORDER BY id LIMIT 1) "
    "AND NOT a.unconfirmed AND a.merged_into_id IS NULL "
    "ORDER BY a.published_at DESC, a.id DESC LIMIT %s"
)


def _time(value: Any) -> datetime | None:
    """A column's time as the database gives it without Django: SQLite's is a string, or naive."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
