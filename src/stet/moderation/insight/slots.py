"""The hour in which something happened, told by the database in a way that both databases share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, list[Any]]


class Hour(Func):
    """The UTC hour of an instant as text, ``2026-11-23 09``; see `instant`.

    SQLite keeps instants as text in UTC, so cutting is all it takes; Django's own truncation calls
    Python for every row there, which a million rows make slow.
    """

    output_field = CharField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> Any:
        return self.as_sql(compiler, connection, template="substr(%(expressions)s, 1, 13)")

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> Any:
        template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24')"
        return self.as_sql(compiler, connection, template=template)


class Quarter(Func):
    """As `Hour`, but the quarter of an hour, ``2026-11-23 09:15``: for zones off the full hour."""

    output_field = CharField()
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> Any:
        template = (
            "substr(%(expressions)s, 1, 14) || "
            "substr('00153045', 1 + CAST(substr(%(expressions)s, 15, 2) AS INTEGER) / 15 * 2, 2)"
        )
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_more: Any
    ) -> Any:
        template = (
            "to_char(date_bin('15 minutes', %(expressions)s, 'epoch'::timestamptz) "
            "AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')"
        )
        return self.as_sql(compiler, connection, template=template)


def slot_of(zone: ZoneInfo, at: datetime) -> type[Hour | Quarter]:
    """The coarsest slot that never lies across an hour of ``zone``."""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    return Quarter if offset % timedelta(hours=1) else Hour


def instant(slot: str) -> datetime:
    """The instant at which a slot begins."""
    form = "%Y-%m-%d %H:%M" if ":" in slot else "%Y-%m-%d %H"
    return datetime.strptime(slot, form).replace(tzinfo=UTC)
