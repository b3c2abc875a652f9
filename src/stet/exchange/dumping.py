"""Taking a consistent copy out of either database while it is in use, and putting one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

Progress = Callable[[str, int, int], None]

_PAGES = 1000  # copied between two reports: 4 MB


class DumpFailed(Exception):
    """The database's copy could not be taken, or not put back. The message says what to do."""


@dataclass(frozen=True)
class Head:
    """The ledger's last entry in a copy, and the migrations that made its tables."""

    seq: int
    hash: str
    migrations: list[str]


_LAST = "SELECT seq, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1"
_MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY app, name"


def dump(target: Path, progress: Progress) -> Head:
    """Writes a copy of the default database to ``target`` and says where its ledger ends.

    Nobody has to wait meanwhile. Raises `DumpFailed`.
    """
    if connection.vendor == "sqlite":
        return _dump_sqlite(target, progress)
    return _dump_postgresql(target, progress)


def _dump_sqlite(target: Path, progress: Progress) -> Head:
    name = str(connection.settings_dict["NAME"])
    try:
        with (
            closing(sqlite3.connect(f"{Path(name).as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            # An open read keeps the view: else each write elsewhere would begin the copy anew.
            source.isolation_level = None
            source.execute("BEGIN")
            source.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()

            def report(_status: int, left: int, total: int) -> None:
                progress("copying", total - left, total)

            source.backup(copy, pages=_PAGES, progress=report)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
            if copy.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise DumpFailed("the database file is damaged; run: stet verify")
            return _head(copy.execute(_LAST).fetchone(), copy.execute(_MIGRATIONS).fetchall())
    except sqlite3.Error as problem:
        raise DumpFailed(f"SQLite cannot copy the database: {type(problem).__name__}") from None


def _dump_postgresql(target: Path, progress: Progress) -> Head:
    progress("copying", 0, 1)
    with _snapshot() as (snapshot, head):
        _run(
            "pg_dump",
            [
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={target}",
            ],
        )
    progress("copying", 1, 1)
    return head


@contextmanager
def _snapshot() -> Iterator[tuple[str, Head]]:
    """A moment of the database that another connection can see too, and the ledger's end in it."""
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
            cursor.execute(_LAST)
            last = cursor.fetchone()
            cursor.execute(_MIGRATIONS)
            yield name, _head(last, cursor.fetchall())


def _head(last: tuple[int, str] | None, migrations: list[tuple[str, str]]) -> Head:
    seq, digest = last or (0, "")
    return Head(seq, digest, [f"{app}.{name}" for app, name in migrations])


def is_empty() -> bool:
    """Whether there is nothing in the default database that restoring could destroy."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    return not connection.introspection.table_names()


def put_back(source: Path) -> None:
    """Replaces the default database by the copy ``source``, whole or not at all.

    Raises `DumpFailed`.
    """
    connection.close()
    if connection.vendor == "sqlite":
        _put_back_sqlite(source, Path(connection.settings_dict["NAME"]))
        return
    _run(
        "pg_restore",
        [
            "--dbname=" + _address(),
            "--clean",
            "--if-exists",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            str(source),
        ],
    )


def _put_back_sqlite(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise DumpFailed("the database in the backup is damaged")
    except sqlite3.Error:
        raise DumpFailed("the database in the backup is damaged") from None
    if target.exists():
        _be_alone(target)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        shutil.copyfile(source, fresh)
        fresh.chmod(0o600)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _be_alone(target: Path) -> None:
    """Nobody else has the database open, and no journal of it is left that would be replayed."""
    try:
        with closing(sqlite3.connect(target, timeout=1)) as old:
            # SQLite leaves the write-ahead log only for its single user.
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        if getattr(problem, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            mode = "wal"
        else:  # damaged beyond use, which is why it is being replaced
            mode = "delete"
            for ending in ("-wal", "-shm"):
                target.with_name(target.name + ending).unlink(missing_ok=True)
    if mode == "wal":
        raise DumpFailed("the newsroom is in use; stop it first, then restore")


def _run(program: str, options: list[str]) -> None:
    found = shutil.which(program) or _installed(program)
    if found is None:
        raise DumpFailed(f"{program} is not installed; it comes with PostgreSQL's client programs")
    if program == "pg_dump":
        options = [*options, "--dbname=" + _address()]
    done = subprocess.run(  # noqa: S603 - the program is PostgreSQL's, its options are ours
        [found, *options],
        env={**os.environ, **_password()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise DumpFailed(_complaint(program, done.stderr.decode(errors="replace")))


def _installed(program: str) -> str | None:
    """Debian keeps the programs of each major version in a folder of its own; the newest serves."""
    folders = Path("/usr/lib/postgresql").glob(f"*/bin/{program}")
    found = sorted(folders, key=lambda path: _major(path.parent.parent.name))
    return str(found[-1]) if found else None


def _major(name: str) -> int:
    return int(name) if name.isdigit() else 0


def _address() -> str:
    """How PostgreSQL's programs find the database; the password goes another way, unseen by `ps`."""
    params: Mapping[str, Any] = connection.get_connection_params()
    kept = ("host", "port", "user", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
    return make_conninfo(**{key: params[key] for key in kept if params.get(key)})


def _password() -> dict[str, str]:
    password = connection.settings_dict.get("PASSWORD")
    return {"PGPASSWORD": password} if password else {}


def _complaint(program: str, said: str) -> str:
    """Its first error, unless that could quote a row."""
    first = next((line for line in said.splitlines() if "error:" in line), "")
    words = first.partition("error:")[2].strip()
    told = words if words and "COPY" not in words and "DETAIL" not in words else "see its own log"
    return f"{program} failed: {told[:200]}"
