"""Putting many new rows into a table by one prepared statement.

`bulk_create` builds one long statement anew for every few hundred rows, which for an import costs
more than the database's own work. Constraints and guards judge each row all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db import connection, models

_Column = tuple[str, str, Callable[[Any], Any]]  # attribute, column, what adapts its values
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)


def insert_rows(rows: Iterable[models.Model]) -> None:
    """Inserts new instances of one model, whose keys are set. Raises `django.db.IntegrityError`."""
    rows = list(rows)
    if rows:
        columns = _columns(type(rows[0]))
        insert_values(type(rows[0]), [column for _, column, _ in columns], _values(rows, columns))
        for row in rows:
            row._state.adding = False  # noqa: SLF001 - as bulk_create does


def _values(rows: list[models.Model], columns: list[_Column]) -> list[tuple[Any, ...]]:
    """What the database takes of each row; most of it is taken as it stands."""
    taken = attrgetter(*(name for name, _, _ in columns))
    other = [(at, adapt) for at, (_, _, adapt) in enumerate(columns) if adapt is not _same]
    values = []
    for row in rows:
        one = list(taken(row))
        for at, adapt in other:
            one[at] = adapt(one[at])
        values.append(tuple(one))
    return values


def insert_values(
    model: type[models.Model], columns: list[str], values: list[tuple[Any, ...]]
) -> None:
    """The same for values that are the database's own already, in the order of ``columns``."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    marks = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)  # noqa: SLF001 - Django's public name for it
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # noqa: S608


def as_key(value: Any) -> Any:
    """A UUID as the database takes it."""
    return value if value is None or connection.features.has_native_uuid_field else value.hex


def as_time(value: Any) -> Any:
    """A time as the database takes it."""
    return connection.ops.adapt_datetimefield_value(value)


def _columns(model: type[models.Model]) -> list[_Column]:
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's public name for it
    return [(field.attname, str(field.column), _adapting(field)) for field in fields]


def _adapting(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """What makes of the field's value what the database takes, without asking anew for each row."""
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, models.UUIDField):
        return _same if connection.features.has_native_uuid_field else _hex
    if isinstance(target, models.DateTimeField):
        # Many rows of a batch have one time.
        return lru_cache(maxsize=1024)(connection.ops.adapt_datetimefield_value)
    if isinstance(target, _PLAIN):
        return _same
    return lambda value: field.get_db_prep_save(value, connection)


def _hex(value: Any) -> Any:
    return value if value is None else value.hex


def _same(value: Any) -> Any:
    return value
