"""Search: one function over both databases, the latest posted first, page by page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from stet.comments.models import Comment
from stet.moderation.models import Decision, QueueItem
from stet.moderation.searching.asking import Sought, in_fts5, in_tsquery, phrases
from stet.moderation.searching.indexing import number_of

# What takes longer than this has found too much or too little to be of use: say more, or otherwise.
PATIENCE_S = 3.0
_OPCODES = 10_000  # of SQLite's between two looks at the clock: about a millisecond
_MOST_DIGITS = 18  # of a place in the index: what 64 bits hold in any case


class TooMuch(Exception):
    """The search would take longer than `PATIENCE_S`."""


@dataclass(frozen=True)
class Hit:
    """A comment that was found; ``decision`` stands if it is decided, ``item`` if it waits."""

    comment: Comment
    decision: Decision | None
    item: QueueItem | None


@dataclass(frozen=True)
class Page:
    hits: list[Hit]
    next: str | None


def search(sought: Sought, size: int, cursor: str | None = None) -> Page:
    """``size`` comments after ``cursor``; a cursor that is none stands for the beginning.

    A cursor is a place in time: it stays good whatever happens to the comments. Raises `TooMuch`.
    """
    if sought.means_nothing:
        return Page([], None)
    found = _places(sought, size + 1, cursor)
    shown = found[:size]
    hits = _hits([comment for _, comment in shown])
    return Page(hits, str(shown[-1][0]) if len(found) > size else None)


def _places(sought: Sought, most: int, cursor: str | None) -> list[tuple[int, UUID]]:
    """Places in the index and the comments there, the latest first."""
    sqlite = connection.vendor == "sqlite"
    wanted = in_fts5(sought) if sqlite else in_tsquery(sought)
    source, key = "moderation_searchdoc d", "d.n"
    where: list[str] = []
    params: list[str | int] = []
    if wanted and sqlite:
        # FTS5 hands out its rows in this order, so that fifty of a million are fifty.
        source = "moderation_search s CROSS JOIN moderation_searchdoc d ON d.n = s.rowid"
        key = "s.rowid"
        where.append("s.moderation_search MATCH %s")
        params.append(wanted)
    elif wanted:
        where.append("d.lexemes @@ %s::tsquery")
        params.append(wanted)
    for bound, sign in _bounds(sought, cursor):
        where.append(f"{key} {sign} %s")
        params.append(bound)
    for pieces, must in phrases(sought):
        held = " OR ".join("d.words LIKE %s" for _ in pieces)
        where.append(f"({held})" if must else f"NOT ({held})")
        params += [f"%{piece}%" for piece in pieces]  # words and spaces: no sign of LIKE's is in it
    sql = f"SELECT {key}, d.comment_id FROM {source}"  # noqa: S608 - made of the constants above
    sql += f" WHERE {' AND '.join(where)}" if where else ""
    sql += f" ORDER BY {key} DESC LIMIT {most}"
    with _patience(), connection.cursor() as database:
        database.execute(sql, params)
        return [(n, _uuid(comment)) for n, comment in database.fetchall()]


def _bounds(sought: Sought, cursor: str | None) -> Iterator[tuple[int, str]]:
    if sought.since:
        yield number_of(sought.since), ">="
    if sought.before:
        yield number_of(sought.before), "<"
    if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) <= _MOST_DIGITS:
        yield int(cursor), "<"


def _uuid(found: object) -> UUID:
    """SQLite keeps ids as text."""
    return found if isinstance(found, UUID) else UUID(str(found))


@contextmanager
def _patience() -> Iterator[None]:
    """Ends what takes too long, as `TooMuch`."""
    try:
        if connection.vendor == "sqlite":
            with _clock():
                yield
            return
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {round(PATIENCE_S * 1000)}")
            yield
    except OperationalError as problem:
        if "interrupted" in str(problem) or "statement timeout" in str(problem):
            raise TooMuch from None
        raise


@contextmanager
def _clock() -> Iterator[None]:
    connection.ensure_connection()
    sqlite: Any = connection.connection
    deadline = time.monotonic() + PATIENCE_S
    sqlite.set_progress_handler(lambda: time.monotonic() > deadline, _OPCODES)
    try:
        yield
    finally:
        sqlite.set_progress_handler(None, 0)


def _hits(ids: list[UUID]) -> list[Hit]:
    comments = Comment.objects.select_related("article").in_bulk(ids)
    standing = [one.decision for one in comments.values() if one.decision]
    decisions = _decisions().in_bulk(standing) if standing else {}
    items = QueueItem.objects.select_related("screening", "lease_holder").in_bulk(ids)
    return [
        Hit(comment, decisions.get(comment.decision), items.get(comment.id))
        for comment in (comments[each] for each in ids if each in comments)
    ]


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("decider").prefetch_related("citations__clause")
