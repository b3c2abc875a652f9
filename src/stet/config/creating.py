"""Making a newsroom out of an empty database, and bringing an older one up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from stet.config.env import make_data_folder
from stet.newsroom.setup import ensure_newsroom

# One number for all processes that would migrate one PostgreSQL database ("stet" and "make").
_LOCK_KEY = 0x73746574_6D616B65


class Standing(StrEnum):
    """How far a database has come, compared with this Stet."""

    EMPTY = "empty"
    BEHIND = "behind"
    AHEAD = "ahead"
    CURRENT = "current"


def standing() -> Standing:
    """Raises `django.db.Error` when the database cannot be reached."""
    make_data_folder(settings.STET.data)
    found = _standing()
    if found is Standing.BEHIND:
        # Perhaps another process is making it at this moment: look again when that is over.
        with _alone():
            found = _standing()
    return found


def _standing() -> Standing:
    if not connection.introspection.table_names():
        return Standing.EMPTY
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    if executor.migration_plan(graph.leaf_nodes()):
        return Standing.BEHIND
    ours = {app for app, _ in graph.nodes}
    applied = executor.recorder.applied_migrations()
    newer = {name for name in applied if name[0] in ours and name not in graph.nodes}
    replaced = {
        name for migration in graph.nodes.values() if migration for name in migration.replaces
    }
    return Standing.AHEAD if newer - replaced else Standing.CURRENT


def bring_up(founded: datetime | None = None) -> None:
    """Migrates, makes the guards, and makes the site and its guidelines if there are none.

    ``founded`` is since when those guidelines are in force: now, unless it is to be a demo with a
    past. Safe to run twice and from two processes at once: the second waits and finds nothing to do.
    """
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)
        ensure_newsroom(founded or timezone.now())


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
        return
    with (settings.STET.data / "migrate.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
