"""Reading: the published bytes of a thread, and nothing that is not published."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from stet.comments.compressing import deflated, framed
from stet.comments.models import Comment, Thread, ThreadPage
from stet.comments.publishing import PAGE_SIZE
from stet.comments.rendering import json_array
from stet.comments.states import State
from stet.newsroom.finding import family_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class BadCursor(Exception):
    """``after`` is not a cursor that this interface gave out."""


@dataclass(frozen=True)
class Bytes:
    """A body in both encodings; ``tag`` changes whenever the body does."""

    raw: bytes
    gzip: bytes
    tag: str


@dataclass(frozen=True)
class Fragment:
    """A page of a thread as HTML, with its place among the pages."""

    html: Bytes
    number: int
    pages: int
    count: int
    json: bytes = b"[]"


def fragment_of(article: UUID, number: int) -> Fragment | None:
    """Page ``number`` (from 1) of the article's thread; None if there is no such page.

    With the JSON array of its comments.
    """
    pages = ThreadPage.objects.filter(thread_id=article, number=number)
    page = pages.values_list("html", "html_gzip", "digest", "thread__count", "json").first()
    return _fragment(page[:4], number, bytes(page[4])) if page else None


def fragment_at(slug: str, number: int) -> Fragment | None:
    """The same, by the article's slug, in one query: the address that caches ask most."""
    pages = ThreadPage.objects.filter(thread__article__slug=slug, number=number)
    page = pages.values_list("html", "html_gzip", "digest", "thread__count").first()
    return _fragment(page, number) if page else None


def _fragment(row: tuple[Any, ...], number: int, array: bytes = b"[]") -> Fragment:
    html, squeezed, digest, count = row
    body = Bytes(bytes(html), bytes(squeezed), digest[:32])
    return Fragment(body, number, _pages(count), count, array)


def _pages(count: int) -> int:
    return -(-count // PAGE_SIZE)


def page_of(article: UUID, comment: UUID) -> int | None:
    """The page on which a published comment stands."""
    row = approved_of(article).filter(id=comment).values_list("posted_at", "id").first()
    if row is None:
        return None
    ends = Q(last_posted_at__gt=row[0]) | Q(last_posted_at=row[0], last_id__gte=row[1])
    pages = ThreadPage.objects.filter(ends, thread_id=article)
    return pages.order_by("number").values_list("number", flat=True).first()


def public_comment(article: UUID, comment: UUID) -> Comment | None:
    """A published comment of the article, if there is one with this id."""
    return approved_of(article).filter(id=comment).first()


def counts(articles: list[UUID]) -> dict[UUID, int]:
    """How many published comments each article has."""
    found = dict(Thread.objects.filter(article__in=articles).values_list("article_id", "count"))
    return {article: found.get(article, 0) for article in articles}


def thread_json(article: UUID, after: str | None = None) -> Bytes:
    """The thread as the public API gives it, fifty comments after the cursor.

    Raises `BadCursor`. A cursor stands at a page's end, unless comments that were written earlier
    have been approved since; then the fifty that follow it are rendered for this reader.
    """
    number = 1
    if after:
        place = place_in(after)
        ends = ThreadPage.objects.filter(
            thread_id=article, last_posted_at=place[0], last_id=place[1]
        )
        ending = ends.values_list("number", flat=True).first()
        if ending is None:
            return _rendered_after(article, place)
        number = ending + 1
    row = (
        ThreadPage.objects.filter(thread_id=article, number=number)
        .values_list("json", "json_deflate", "thread__count", "last_posted_at", "last_id")
        .first()
    )
    if row is None:
        return _body(article, b"[]", deflated(b"[]"), _count(article), None)
    raw, squeezed, count, last_at, last_id = row
    follows = cursor_of(last_at, last_id) if number * PAGE_SIZE < count else None
    return _body(article, bytes(raw), bytes(squeezed), count, follows)


def _rendered_after(article: UUID, place: tuple[datetime, UUID]) -> Bytes:
    later = Q(posted_at__gt=place[0]) | Q(posted_at=place[0], id__gt=place[1])
    rows = list(approved_of(article).filter(later).order_by("posted_at", "id")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    parents = {row.parent_id for row in shown if row.parent_id}
    public = dict(approved_of(article).filter(id__in=parents).values_list("id", "name"))
    raw = json_array(shown, public)
    follows = None
    if len(rows) > PAGE_SIZE:
        follows = cursor_of(shown[-1].posted_at, shown[-1].id)
    return _body(article, raw, deflated(raw), _count(article), follows)


def approved_of(article: UUID) -> QuerySet[Comment]:
    """The approved comments of the article, and of those that were merged into it."""
    family = family_of(article)
    whose = Q(article_id=family[0]) if len(family) == 1 else Q(article_id__in=family)
    return Comment.objects.filter(whose, state=State.APPROVED)


def _count(article: UUID) -> int:
    return counts([article])[article]


def _body(article: UUID, raw: bytes, squeezed: bytes, count: int, follows: str | None) -> Bytes:
    head = b'{"article":"%s","count":%d,"comments":' % (str(article).encode(), count)
    tail = b',"next":%s}' % json.dumps(follows).encode()
    body = head + raw + tail
    return Bytes(body, framed(head, raw, squeezed, tail), hashlib.sha256(body).hexdigest()[:32])


def cursor_of(posted_at: datetime, comment: UUID) -> str:
    """An opaque place in a thread: microseconds since 1970 and an id, in base64."""
    micros = (posted_at - _EPOCH) // timedelta(microseconds=1)
    return base64.urlsafe_b64encode(micros.to_bytes(8, "big", signed=True) + comment.bytes).decode()


def place_in(cursor: str) -> tuple[datetime, UUID]:
    """The time and the id of a cursor of `cursor_of`; raises `BadCursor`."""
    try:
        raw = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True)
        micros = int.from_bytes(raw[:8], "big", signed=True)
        return _EPOCH + timedelta(microseconds=micros), UUID(bytes=raw[8:])
    except (ValueError, UnicodeEncodeError, binascii.Error, OverflowError):
        raise BadCursor from None
