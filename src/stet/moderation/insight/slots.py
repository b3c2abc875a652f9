"""Counting by the hour in which something happened.

PostgreSQL groups by the hour. SQLite would sort every row for that, though the index has them in
order: there a list of hours is made and each hour counted by itself, five times as fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
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


_STAMP = "%Y-%m-%d %H:%M:%S"
# Counts are put into one text, since a subquery gives one value.
_COUNTED = """
WITH RECURSIVE slot (begins, ends) AS (
    SELECT %s, datetime(%s, %s)
    UNION ALL SELECT ends, datetime(ends, %s) FROM slot WHERE ends < %s
)
SELECT slot.begins, (
    SELECT {counts} FROM {table} WHERE {time} >= MAX(slot.begins, %s)
    AND {time} < MIN(slot.ends, %s) AND {where}
) FROM slot
"""


def counted_alone(
    begins: datetime,
    ends: datetime,
    zone: ZoneInfo,
    *,
    table: str,
    time: str,
    where: str,
    counts: Sequence[str],
) -> Iterable[tuple[datetime, list[int]]]:
    """On SQLite: of each slot with a row its begin and ``counts``, the first of which counts rows.

    ``table``, ``time``, ``where`` and ``counts`` are SQL of ours, never of a user.
    """
    if ends <= begins:
        return
    step = timedelta(minutes=15) if slot_of(zone, begins) is Quarter else timedelta(hours=1)
    first = begins - (begins - datetime(1970, 1, 1, tzinfo=UTC)) % step
    start, stop = first.strftime(_STAMP), ends.strftime(_STAMP)
    more = f"+{step.seconds} seconds"
    packed = " || ' ' || ".join(f"COALESCE({one}, 0)" for one in counts)
    query = _COUNTED.format(counts=packed, table=table, time=time, where=where)
    exact = [connection.ops.adapt_datetimefield_value(each) for each in (begins, ends)]
    with connection.cursor() as cursor:
        cursor.execute(query, [start, start, more, more, stop, *exact])
        for at, told in cursor:
            numbers = [int(number) for number in str(told).split()]
            if numbers[0]:
                yield datetime.strptime(at, _STAMP).replace(tzinfo=UTC), numbers


def slot_of(zone: ZoneInfo, at: datetime) -> type[Hour | Quarter]:
    """The coarsest slot that never lies across an hour of ``zone``."""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    return Quarter if offset % timedelta(hours=1) else Hour


def instant(slot: str) -> datetime:
    """The instant at which a slot begins."""
    form = "%Y-%m-%d %H:%M" if ":" in slot else "%Y-%m-%d %H"
    return datetime.strptime(slot, form).replace(tzinfo=UTC)
