"""What must hold before comments are taken. Each probe is a question or two to the database."""

from __future__ import annotations

from functools import lru_cache

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from stet.config.guarding import guard_faults
from stet.newsroom.guidelines import in_force
from stet.newsroom.setup import the_site


def database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def migrations() -> bool:
    """Every last migration of this code has been applied."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return _last_migrations() <= set(cursor.fetchall())


@lru_cache(maxsize=1)
def _last_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def guards() -> bool:
    """Every trigger that upholds the invariants is there as the code has it."""
    return next(guard_faults(), None) is None


def newsroom() -> bool:
    """There is a site, with guidelines in force."""
    try:
        return in_force(the_site().id).number > 0
    except (ObjectDoesNotExist, LookupError):
        return False
