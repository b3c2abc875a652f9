"""Published bodies, kept in memory for as long as their edition stands.

Every publication raises its thread's edition in its own transaction. So a reader needs one look at
one row to know whether what this process made for the last reader is still what is published.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from stet.comments.reading import Bytes, thread_json
from stet.newsroom.finding import root_of

# A page is some 20 kB, at worst a megabyte: the threads that are read now, in each process.
_BUDGET = 32 * 1024 * 1024


class _Kept(NamedTuple):
    edition: Hashable
    body: Bytes


class Shelf:
    """The bodies asked for most recently, up to a number of bytes. Safe between threads."""

    def __init__(self, budget: int) -> None:
        self._budget, self._size = budget, 0
        self._bodies: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, edition: Hashable) -> Bytes | None:
        with self._lock:
            found = self._bodies.get(key)
            if found is None or found.edition != edition:
                return None
            self._bodies.move_to_end(key)
            return found.body

    def put(self, key: Hashable, edition: Hashable, body: Bytes) -> None:
        with self._lock:
            self._forget(key)
            self._bodies[key] = _Kept(edition, body)
            self._size += _size(body)
            while self._size > self._budget:
                self._forget(next(iter(self._bodies)))

    def _forget(self, key: Hashable) -> None:
        gone = self._bodies.pop(key, None)
        if gone:
            self._size -= _size(gone.body)


_shelf = Shelf(_BUDGET)


def kept_thread_json(article: UUID, after: str | None = None) -> Bytes | None:
    """`stet.comments.reading.thread_json`; None if there is no such article. Raises `BadCursor`."""
    edition = _edition_of(article)
    if edition is None:
        root = root_of(article)
        if root is not None and root != article:  # merged into another
            return kept_thread_json(root, after)
        return thread_json(article, after) if root else None
    return kept((article, after), edition, lambda: thread_json(article, after))


def kept(key: Hashable, edition: Hashable, make: Callable[[], Bytes]) -> Bytes:
    """What ``make`` gives, made once for each ``edition``, which was read before."""
    # The edition was read before the body is made: a body may be newer than the edition under
    # which it is kept, and is then made once more, but it is never older.
    body = _shelf.get(key, edition)
    if body is None:
        body = make()
        _shelf.put(key, edition, body)
    return body


def _edition_of(article: UUID) -> int | None:
    """The thread's edition; None if nothing was ever published. In SQL, since this is the one
    query of the most frequent request, and building it anew costs more than running it."""
    with connection.cursor() as cursor:
        native = connection.features.has_native_uuid_field
        cursor.execute(_EDITION, [article if native else article.hex])
        row = cursor.fetchone()
    return row[0] if row else None


_EDITION = "SELECT edition FROM comments_thread WHERE article_id = %s"


def _size(body: Bytes) -> int:
    return len(body.raw) + len(body.gzip)
