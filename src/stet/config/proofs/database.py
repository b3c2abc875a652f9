"""The database itself: sound, its constraints and triggers in place, one consistent view of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from stet.config.guarding import guard_faults
from stet.config.proofs.fault import Fault, Progress

_ROOMS = ("newsroom", "ledger", "comments", "moderation")
_MOST_REPORTS = 100  # of a broken file: more would not help


@contextmanager
def one_view() -> Iterator[None]:
    """Everything read inside is of one moment, and nobody who writes has to wait.

    Inside a transaction that is open already, its view serves.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _deferred() -> Iterator[None]:
    """Transactions begin without the one writer's lock, which ours otherwise take at once."""
    sqlite: Any = connection
    sqlite.ensure_connection()  # which reads the mode from the settings
    usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual


def faults(progress: Progress) -> Iterator[Fault]:
    progress("database", 0, 3)
    if connection.vendor == "sqlite":
        yield from _unsound()
    progress("database", 1, 3)
    yield from _constraints()
    progress("database", 2, 3)
    yield from (Fault("guard.missing", sentence) for sentence in guard_faults())
    progress("database", 3, 3)


def _unsound() -> Iterator[Fault]:
    """PostgreSQL checks its pages as it reads them; SQLite does so when it is asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA integrity_check({_MOST_REPORTS})")
        if [row[0] for row in cursor.fetchall()] != ["ok"]:
            # What SQLite says of a row may quote it, so it is not repeated here.
            yield Fault("database.corrupt", "SQLite finds the database file damaged")
        cursor.execute("PRAGMA foreign_key_check")
        for table, row, target, _ in cursor.fetchmany(_MOST_REPORTS):
            sentence = f"row {row} of {table} refers to a row of {target} that is not there"
            yield Fault("database.dangling", sentence, str(row))


def _constraints() -> Iterator[Fault]:
    """The constraints that the models name are there, under their names."""
    with connection.cursor() as cursor:
        for room in _ROOMS:
            for model in apps.get_app_config(room).get_models(include_auto_created=True):
                meta = model._meta  # noqa: SLF001 - Django's public name for it
                there = connection.introspection.get_constraints(cursor, meta.db_table)
                for constraint in meta.constraints:
                    if constraint.name not in there:
                        sentence = f"constraint {constraint.name} is missing from {meta.db_table}"
                        yield Fault("database.constraint_missing", sentence)
