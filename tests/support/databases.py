"""Fresh databases for the tests that commit.

Emptying tables between tests is no way out here: append-only triggers refuse it, as they should.
So a committing test gets a copy of the migrated, empty database, and the copy is thrown away.
"""

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.db import connections
from psycopg import sql

_numbers = itertools.count(1)


class Template(Protocol):
    """A migrated database that is copied and never written."""

    def copy(self) -> str:
        """Make a copy and return its NAME for Django's settings."""
        ...

    def drop(self, name: str) -> None:
        """Remove a copy."""
        ...


class SqliteTemplate:
    """Copies lie beside the migrated file, which may be in WAL mode and open."""

    def __init__(self, migrated: Path) -> None:
        self._migrated = migrated

    def copy(self) -> str:
        target = self._migrated.with_name(f"{self._migrated.stem}-{next(_numbers)}.sqlite3")
        with (
            closing(sqlite3.connect(self._migrated)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)
        return str(target)

    def drop(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(name + suffix).unlink(missing_ok=True)


class PostgresTemplate:
    """``CREATE DATABASE ... TEMPLATE`` of a copy that nobody is connected to."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._server = psycopg.connect(
            dbname="postgres",
            host=settings["HOST"],
            port=settings["PORT"],
            user=settings["USER"],
            password=settings["PASSWORD"],
            autocommit=True,
        )
        # Twice as fast as PostgreSQL 15's new default for a database as small as ours.
        new = self._server.info.server_version >= 150000
        self._strategy = sql.SQL(" STRATEGY FILE_COPY" if new else "")
        self._name = f"{settings['NAME']}_template"
        connections["default"].close()
        self._make(self._name, settings["NAME"])

    def copy(self) -> str:
        name = f"{self._name}_{next(_numbers)}"
        self._make(name, self._name)
        return name

    def drop(self, name: str) -> None:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._server.execute(statement.format(sql.Identifier(name)))

    def close(self) -> None:
        """Leave the server; the template goes with it."""
        self._server.close()

    def _make(self, name: str, template: str) -> None:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        self._server.execute(statement + self._strategy)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let the default connection, in every thread, be to the database ``name`` meanwhile."""
    settings = connections.settings["default"]
    before = settings["NAME"]
    _close()
    settings["NAME"] = name
    try:
        yield
    finally:
        _close()
        settings["NAME"] = before


def _close() -> None:
    connection = connections["default"]
    connection.close()
    close_pool: Callable[[], None] | None = getattr(connection, "close_pool", None)
    if close_pool is not None:
        close_pool()
    # A wrapper keeps its settings: forget it, so that the next one sees the new name.
    del connections["default"]
