"""Isso: its SQLite database (version 5 and before), or its generic JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from stet.exchange.formats.found import (
    Asked,
    Found,
    Markup,
    Standing,
    moment,
    moment_of_seconds,
    part,
    words,
)
from stet.exchange.formats.jsonstream import JsonStream
from stet.exchange.formats.opening import opened
from stet.exchange.lines import BadFile

_MAGIC = b"SQLite format 3\0"
_STANDINGS = {1: Standing.APPROVED, 2: Standing.HELD, 4: Standing.DELETED}
_QUESTION = (
    "SELECT c.id, c.parent, c.created, c.mode, c.text, c.author, c.email, t.uri, t.title "
    "FROM comments c LEFT JOIN threads t ON t.id = c.tid ORDER BY c.id"
)


def read(asked: Asked) -> Iterator[Found]:
    with asked.path.open("rb") as file:
        is_database = file.read(len(_MAGIC)) == _MAGIC
    return _database(asked) if is_database else _generic(asked)


def _database(asked: Asked) -> Iterator[Found]:
    """The rows, by their numbers; for want of lines, the place in that order stands for one."""
    try:
        with closing(sqlite3.connect(f"{asked.path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            # A database is a program too: no view, trigger or function of it is to run.
            db.executescript("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")
            tables = db.execute(
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND sql LIKE 'create table%' "
                "AND name IN ('comments', 'threads')"
            )
            if tables.fetchone() != (2,):
                raise BadFile("this is no database of Isso", 1, 1)
            total = db.execute("SELECT COUNT(*) FROM comments").fetchone()[0]
            for line, row in enumerate(db.execute(_QUESTION), start=1):
                asked.report(line, total)
                yield _row(asked, line, row)
    except sqlite3.Error as problem:
        reason = f"SQLite cannot read it: {type(problem).__name__}"
        raise BadFile(reason, 1, 1) from None


def _row(asked: Asked, line: int, row: tuple[Any, ...]) -> Found:
    number, parent, created, mode, text, author, email, uri, title = row
    return Found(
        line=line,
        source_id=number,
        url=asked.address(uri),
        title=words(title),
        parent=parent,
        name=words(author),
        email=words(email),
        body=text,
        markup=Markup.PLAIN,
        posted_at=moment_of_seconds(created),
        standing=_STANDINGS.get(mode, Standing.HELD),
        raw_status=str(mode)[:20],
    )


def _generic(asked: Asked) -> Iterator[Found]:
    """Threads with their comments. Numbers in it need not be unique, so the thread stands before."""
    (report,) = asked.passes(1)
    with opened(asked.path, report) as stream:
        for thread in JsonStream(stream).elements():
            comments = part(thread.value, "comments")
            for place, told in enumerate(comments if isinstance(comments, list) else [], start=1):
                yield Found(
                    line=thread.line,
                    source_id=f"{part(thread.value, 'id')}#{place}",
                    url=asked.address(part(thread.value, "id")),
                    title=words(part(thread.value, "title")),
                    parent=None,
                    name=words(part(told, "author")),
                    email=words(part(told, "email")),
                    body=part(told, "text"),
                    markup=Markup.PLAIN,
                    posted_at=moment(part(told, "created")),
                    standing=Standing.APPROVED,
                    raw_status="",
                )
