"""In which order the comments of a file can come in: every reply after what it answers.

The file may be larger than memory and a reply may stand before its parent, so what the order needs
of each record is kept in a private SQLite database, which lives on disk and goes with its owner.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from types import TracebackType
from typing import Any, Self
from uuid import UUID

# ``gone`` says why a record that stands in a thread does not come in itself. ``home`` is the article of a comment that is here already; ``placed`` knows the others' too.
# ``wave`` counts how often a reply stands before its parent on the way up to the root: within a
# wave the order of the file holds, so that a file in order of time comes in as it is.
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE article (n INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, id TEXT);
CREATE TABLE record (
    line INTEGER PRIMARY KEY, shown INTEGER NOT NULL, place INTEGER NOT NULL, digest BLOB NOT NULL,
    source_id TEXT NOT NULL UNIQUE, parent TEXT, article INTEGER NOT NULL, status TEXT NOT NULL,
    gone TEXT, known INTEGER NOT NULL DEFAULT 0, comment TEXT, home TEXT, refused TEXT
);
CREATE INDEX record_parent ON record (parent);
CREATE TABLE outside (source_id TEXT PRIMARY KEY, comment TEXT NOT NULL, home TEXT NOT NULL);
CREATE TABLE ranked (line INTEGER PRIMARY KEY, wave INTEGER NOT NULL, article INTEGER NOT NULL);
CREATE INDEX ranked_order ON ranked (wave, article, line);
CREATE TABLE heir (source_id TEXT PRIMARY KEY, parent TEXT) WITHOUT ROWID;
CREATE VIEW placed AS
    SELECT r.line, r.source_id, r.parent, r.known OR r.gone IS NOT NULL AS known, COALESCE(r.home, a.id, 'n:' || a.n) AS home
    FROM record r JOIN article a ON a.n = r.article;
"""
# Whoever answers a record that does not come in answers the next one above it that does, or nobody.
_HEIRS = """
INSERT INTO heir
WITH RECURSIVE down (source_id, parent) AS (
    SELECT source_id, parent FROM record WHERE gone IS NOT NULL AND (
        parent IS NULL OR parent NOT IN (SELECT source_id FROM record WHERE gone IS NOT NULL))
    UNION ALL
    SELECT r.source_id, d.parent FROM down d JOIN record r ON r.parent = d.source_id
    WHERE r.gone IS NOT NULL
) SELECT source_id, parent FROM down
"""
_UP = """
UPDATE record SET parent = (SELECT h.parent FROM heir h WHERE h.source_id = record.parent)
WHERE gone IS NULL AND NOT known AND parent IN (SELECT source_id FROM record WHERE gone IS NOT NULL)
"""
_ORPHANS = """
UPDATE record SET parent = NULL WHERE gone IS NULL AND NOT known AND parent IS NOT NULL AND (
    parent NOT IN (SELECT source_id FROM record) AND parent NOT IN (SELECT source_id FROM outside)
    OR line IN (
        SELECT r.line FROM placed r JOIN placed p ON p.source_id = r.parent WHERE r.home <> p.home
        UNION ALL
        SELECT r.line FROM placed r JOIN outside p ON p.source_id = r.parent
        WHERE r.home <> p.home))
"""
_ELSEWHERE = """
UPDATE record SET refused = 'parent_source_id:elsewhere' WHERE line IN (
    SELECT r.line FROM placed r JOIN placed p ON p.source_id = r.parent
        WHERE NOT r.known AND r.home <> p.home
    UNION ALL
    SELECT r.line FROM placed r JOIN outside p ON p.source_id = r.parent
        WHERE NOT r.known AND r.home <> p.home)
"""
_MISSING = """
UPDATE record SET refused = 'parent_source_id:missing'
WHERE NOT known AND gone IS NULL AND parent IS NOT NULL
    AND parent NOT IN (SELECT source_id FROM record)
    AND parent NOT IN (SELECT source_id FROM outside)
"""
_RANK = """
INSERT INTO ranked
WITH RECURSIVE down (line, source_id, wave, article) AS (
    SELECT line, source_id, 0, article FROM record WHERE refused IS NULL AND gone IS NULL AND (
        known OR parent IS NULL OR parent IN (SELECT source_id FROM outside))
    UNION ALL
    SELECT r.line, r.source_id, d.wave + (d.line > r.line), r.article
    FROM down d JOIN record r ON r.parent = d.source_id
    WHERE r.refused IS NULL AND r.gone IS NULL AND NOT r.known
) SELECT line, wave, article FROM down
"""
_BELOW_REFUSED = """
UPDATE record SET refused = 'parent_source_id:refused' WHERE refused IS NULL AND NOT known
AND line IN (
    WITH RECURSIVE below (line, source_id) AS (
        SELECT line, source_id FROM record WHERE refused IS NOT NULL
        UNION
        SELECT r.line, r.source_id FROM below b JOIN record r ON r.parent = b.source_id
    ) SELECT line FROM below)
"""
_CIRCLE = """
UPDATE record SET refused = 'parent_source_id:circle'
WHERE refused IS NULL AND gone IS NULL AND line NOT IN (SELECT line FROM ranked)
"""
_CHUNK = 500  # names in one question to either database

Here = dict[str, tuple[UUID, UUID]]  # comment and article, by the number in the other system


@dataclass(frozen=True)
class Place:
    """Where a record stands in its file, and a digest of its line.

    ``line`` counts the records in their order; ``shown`` is what people are told. ``parent`` is the
    number that it will answer, once the order is settled.
    """

    line: int
    offset: int
    digest: bytes
    shown: int = 0
    parent: str | None = None


class Order:
    """The records of one file. First `add` each, then `settle`, then take `batches`."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def add(
        self, place: Place, source_id: str, url: str, status: str, gone: str | None = None
    ) -> bool:
        """Takes a record down; False if an earlier one has its number.

        ``gone``: why it does not come in, though others may answer it.
        """
        self._db.execute("INSERT OR IGNORE INTO article (url) VALUES (?)", [url])
        (article,) = self._one("SELECT n FROM article WHERE url = ?", url)
        added = self._db.execute(
            "INSERT OR IGNORE INTO record "
            "(line, shown, place, digest, source_id, parent, article, status, gone) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                place.line,
                place.shown or place.line,
                place.offset,
                place.digest,
                source_id,
                place.parent,
                article,
                status,
                gone,
            ],
        )
        return added.rowcount == 1

    def settle(
        self,
        here: Callable[[list[str]], Here],
        articles: Callable[[list[str]], dict[str, UUID]],
        *,
        adopt: bool = False,
    ) -> int:
        """Finds the order, once all records are down; how many answer another than they did.

        With ``adopt`` a reply whose parent does not come in, or is nowhere, moves up; else it is refused.
        ``here`` finds the comments that came in before, by their numbers; ``articles`` finds the
        articles that are here, by their addresses.
        """
        for group in self._names("SELECT n, url FROM article WHERE n > ? ORDER BY n"):
            found = [(str(article), url) for url, article in articles(group).items()]
            self._db.executemany("UPDATE article SET id = ? WHERE url = ?", found)
        for group in self._names("SELECT line, source_id FROM record WHERE line > ? ORDER BY line"):
            rows = [(str(one), str(home), key) for key, (one, home) in here(group).items()]
            self._db.executemany(
                "UPDATE record SET known = 1, comment = ?, home = ? WHERE source_id = ?", rows
            )
        for group in self._names(
            "SELECT line, parent FROM record WHERE line > ? AND parent IS NOT NULL "
            "AND parent NOT IN (SELECT source_id FROM record) ORDER BY line"
        ):
            rows = [(key, str(one), str(home)) for key, (one, home) in here(group).items()]
            self._db.executemany("INSERT OR IGNORE INTO outside VALUES (?, ?, ?)", rows)
        self._db.execute("UPDATE record SET gone = NULL WHERE known")
        moved = 0
        if adopt:
            self._db.execute(_HEIRS)
            moved = sum(self._db.execute(step).rowcount for step in (_UP, _ORPHANS))
        for step in (_ELSEWHERE, _MISSING, _RANK, _BELOW_REFUSED, _CIRCLE):
            self._db.execute(step)
        return moved

    def known(self) -> int:
        """How many of the records came in before."""
        return int(self._one("SELECT COUNT(*) FROM record WHERE known")[0])

    def coming(self) -> dict[str, int]:
        """How many will come in, by status."""
        return dict(
            self._db.execute(
                "SELECT status, COUNT(*) FROM record WHERE NOT known AND refused IS NULL "
                "AND gone IS NULL GROUP BY status"
            ).fetchall()
        )

    def gone(self) -> dict[str, int]:
        """How many will not come in, by the reason given."""
        question = "SELECT gone, COUNT(*) FROM record WHERE gone IS NOT NULL GROUP BY gone"
        return dict(self._db.execute(question).fetchall())

    def new_articles(self) -> int:
        """How many articles will be added."""
        question = (
            "SELECT COUNT(DISTINCT article) FROM record r JOIN article a ON a.n = r.article "
            "WHERE a.id IS NULL AND NOT r.known AND r.refused IS NULL AND r.gone IS NULL"
        )
        return int(self._one(question)[0])

    def refused(self) -> Iterator[tuple[int, str, str]]:
        """Line, number and reason of the records whose place in a thread cannot be."""
        yield from self._db.execute(
            "SELECT shown, source_id, refused FROM record WHERE refused IS NOT NULL ORDER BY line"
        )

    def batches(self, size: int) -> Iterator[list[Place]]:
        """The records that are to come in: parents first, then article after article.

        A thread's pages are made in each batch that touches it, so its comments come together.
        """
        at = (0, 0, 0)
        while True:
            rows = self._db.execute(
                "SELECT k.wave, k.article, r.line, r.place, r.digest, r.shown, r.parent "
                "FROM ranked k JOIN record r ON r.line = k.line "
                "WHERE (k.wave, k.article, k.line) > (?, ?, ?) AND NOT r.known "
                "ORDER BY k.wave, k.article, k.line LIMIT ?",
                [*at, size],
            ).fetchall()
            if not rows:
                return
            at = rows[-1][:3]
            yield [Place(*row[2:]) for row in rows]

    def comments_of(self, source_ids: Iterable[str]) -> dict[str, UUID]:
        """The comments here of those records that have come in, by their numbers."""
        found: dict[str, UUID] = {}
        keys = list(source_ids)
        for start in range(0, len(keys), _CHUNK):
            part = keys[start : start + _CHUNK]
            marks = ", ".join("?" * len(part))
            for table in ("record", "outside"):
                rows = self._db.execute(
                    f"SELECT source_id, comment FROM {table} "  # noqa: S608
                    f"WHERE source_id IN ({marks}) AND comment IS NOT NULL",
                    part,
                )
                found |= {key: UUID(comment) for key, comment in rows}
        return found

    def came_in(self, comments: dict[str, UUID]) -> None:
        """Notes that these records are here now."""
        rows = [(str(comment), key) for key, comment in comments.items()]
        self._db.executemany("UPDATE record SET comment = ? WHERE source_id = ?", rows)

    def _one(self, question: str, *values: object) -> Any:
        return self._db.execute(question, values).fetchone()

    def _names(self, question: str) -> Iterator[list[str]]:
        """Groups of the second column; the first is the key by which ``question`` goes on."""
        last = 0
        while rows := list(islice(self._db.execute(question, [last]), _CHUNK)):
            last = rows[-1][0]
            yield list(dict.fromkeys(row[1] for row in rows))
