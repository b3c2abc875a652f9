"""Making the guards in the database, and comparing what is there with what should be."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from stet.comments.guards import GUARDS as COMMENTS
from stet.guards import Guard
from stet.ledger.guards import GUARDS as LEDGER
from stet.moderation.guards import GUARDS as MODERATION
from stet.newsroom.guards import GUARDS as NEWSROOM
from stet.telling.guards import GUARDS as TELLING

GUARDS: tuple[Guard, ...] = (*NEWSROOM, *LEDGER, *COMMENTS, *MODERATION, *TELLING)


def make_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """(Re)makes every guard. Runs after each migration, since rebuilding a table loses them."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for guard in GUARDS:
            if guard.table not in tables:  # migrated back to before it was made
                continue
            whole = tables.issuperset(guard.needs)
            make = guard.statements(connection.vendor) if whole else ()
            for statement in (*guard.drop(connection.vendor), *make):
                cursor.execute(statement)


def drop_guards(using: str = DEFAULT_DB_ALIAS) -> None:
    """Takes every guard away: while SQLite rebuilds a table, triggers that name it cannot be read."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for guard in GUARDS:
            for statement in guard.drop(connection.vendor):
                cursor.execute(statement)


def guard_faults(using: str = DEFAULT_DB_ALIAS) -> Iterator[str]:
    """One sentence for each guard that is missing from the database or differs from the code."""
    connection = connections[using]
    found = _sqlite_triggers(connection) if connection.vendor == "sqlite" else _pg(connection)
    for guard in GUARDS:
        statements = guard.statements(connection.vendor)
        if not statements:
            continue
        expected = statements[0] if connection.vendor == "sqlite" else _body(statements[0])
        if guard.name not in found:
            yield f"trigger {guard.name} is missing from {guard.table}"
        elif " ".join(found[guard.name].split()) != " ".join(expected.split()):
            yield f"trigger {guard.name} on {guard.table} differs from the code"


def _sqlite_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _pg(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Bodies of the functions whose trigger is there and enabled."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        return dict(cursor.fetchall())


def _body(create_function: str) -> str:
    return create_function.split("$guard$")[1]
