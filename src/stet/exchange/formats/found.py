"""What every reader yields, and the few things that all of them need."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

NOTHING_ELSE = "other"


class Markup(StrEnum):
    PLAIN = "plain"  # also Markdown: what its author typed
    HTML = "html"
    WORDPRESS = "wordpress"  # HTML in which a line break is one


class Standing(StrEnum):
    """What became of a comment where it comes from."""

    APPROVED = "approved"
    HELD = "held"
    REJECTED = "rejected"
    DELETED = "deleted"  # by whom nobody knows, maybe by its author: it does not come in
    NO_COMMENT = "no_comment"  # a pingback or another thing that no reader wrote


@dataclass(frozen=True)
class Found:
    """A comment as another system kept it, nothing checked yet. ``line`` is where it begins.

    ``posted_at`` is a time in ISO 8601 with its zone, or empty if it has none. ``raw_status`` is the
    other system's own word; ``pending``: somebody there still waits for an answer.
    """

    line: int
    source_id: Any
    url: str
    title: str
    parent: Any
    name: str
    email: str
    body: Any
    markup: Markup
    posted_at: str
    standing: Standing
    raw_status: str
    other_body: Any = None  # what the author typed, where ``body`` is what was made of it


@dataclass(frozen=True)
class Asked:
    """What an operator says of the file; ``zone`` is that of times which do not name theirs."""

    path: Path
    base: str
    zone: tzinfo
    report: Callable[[int, int], None]  # bytes read, of how many

    def address(self, given: Any) -> str:
        """An address as it is, or below the base if it is only a path."""
        words = given.strip() if isinstance(given, str) else ""
        return urljoin(self.base, words) if self.base and words else words

    def passes(self, count: int) -> Iterator[Callable[[int], None]]:
        """For each time that the file is read, who hears how far that is."""
        size = self.path.stat().st_size if self.path.is_file() else 0
        for done in range(count):
            yield partial(self._tell, done * size, size * count)

    def _tell(self, before: int, total: int, at: int) -> None:
        self.report(before + at, total)


Reader = Callable[[Asked], Iterator[Found]]


class Shelf:
    """What must be looked up later, by key; on disk, for there may be more than memory holds."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._db.execute("CREATE TABLE kept (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        self._db.execute("BEGIN")

    def put(self, kind: str, key: Any, value: Any) -> None:
        """Keeps ``value``; the first under a key stays."""
        self._db.execute(
            "INSERT OR IGNORE INTO kept VALUES (?, ?)", [f"{kind} {_key(key)}", json.dumps(value)]
        )

    def get(self, kind: str, key: Any) -> Any:
        row = self._db.execute("SELECT value FROM kept WHERE key = ?", [f"{kind} {_key(key)}"])
        found = row.fetchone()
        return json.loads(found[0]) if found else None


@contextmanager
def shelf() -> Iterator[Shelf]:
    with closing(sqlite3.connect("", isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        yield Shelf(database)


def _key(key: Any) -> str:
    # Half a character, which SQLite refuses, may stand in a text from JSON.
    return str(key).encode("utf-8", "backslashreplace").decode()


def words(value: Any) -> str:
    """A text, whatever stands there."""
    return value if isinstance(value, str) else ""


def part(value: Any, *names: str) -> Any:
    """What stands under ``names``, one within the other; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


_ZONE = re.compile(r"\s*([+-]\d{2}):?(\d{2})(?:\s+\S+)?$")


def moment(value: Any, zone: tzinfo = UTC) -> str:
    """A time in ISO 8601 with its zone; empty if there is none, and as it stands if it is no time.

    Nothing but zeros, and the year 1 (Go's zero), are how programs write that there is none.
    """
    given = words(value).strip()
    if not given.strip("0-: TZ") or given.startswith("0001-01-01"):
        return ""
    try:
        at = datetime.fromisoformat(_ZONE.sub(r"\1:\2", given))
    except ValueError:
        return given
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def moment_of_seconds(value: Any) -> str:
    """The same for seconds since 1970."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    try:
        return datetime.fromtimestamp(value, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return "invalid"
