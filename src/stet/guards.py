"""What the database refuses: trigger definitions for SQLite and PostgreSQL, as data.

A guard says, for one table and one operation, under which condition the database must refuse it.
Each Django app lists its guards in its ``guards.py``; `stet.config.guarding` makes them after every
migration and compares them with what the database really holds.

Conditions are written once, in the part of SQL that both databases share, with ``OLD`` and ``NEW``
and ``IS [NOT] DISTINCT FROM``, which SQLite spells ``IS [NOT]``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Operation = Literal["INSERT", "UPDATE", "DELETE", "TRUNCATE"]

# PostgreSQL raises our refusals with this class, so that Django reports an IntegrityError,
# as it does for SQLite's RAISE(ABORT).
CHECK_VIOLATION = "23514"


@dataclass(frozen=True)
class Guard:
    """One refusal. ``when`` is a SQL condition; the empty string refuses always."""

    name: str
    table: str
    operation: Operation
    message: str = ""
    when: str = ""
    needs: tuple[str, ...] = ()  # further tables without which it is not made

    def statements(self, vendor: str) -> tuple[str, ...]:
        """The statements that make this guard on ``vendor`` (``sqlite`` or ``postgresql``)."""
        if vendor == "sqlite":
            return () if self.operation == "TRUNCATE" else (self._sqlite(),)
        return self._postgresql()

    def drop(self, vendor: str) -> tuple[str, ...]:
        """The statements that remove this guard, whether it is there or not."""
        if vendor == "sqlite":
            return (f"DROP TRIGGER IF EXISTS {self.name}",)
        return (
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self.name}()",
        )

    def _sqlite(self) -> str:
        condition = self.when.replace("IS NOT DISTINCT FROM", "IS").replace(
            "IS DISTINCT FROM", "IS NOT"
        )
        clause = f"WHEN {condition} " if condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.operation} ON {self.table} "
            f"FOR EACH ROW {clause}BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def _postgresql(self) -> tuple[str, ...]:
        level = "STATEMENT" if self.operation == "TRUNCATE" else "ROW"
        row = {"DELETE": "OLD", "TRUNCATE": "NULL"}.get(self.operation, "NEW")
        body = (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN IF {self.when or 'TRUE'} THEN "
            f"RAISE EXCEPTION USING ERRCODE = '{CHECK_VIOLATION}', "
            f"CONSTRAINT = '{self.name}', MESSAGE = '{self.message}'; "
            f"END IF; RETURN {row}; END $guard$"
        )
        trigger = (
            f"CREATE OR REPLACE TRIGGER {self.name} BEFORE {self.operation} ON {self.table} "
            f"FOR EACH {level} EXECUTE FUNCTION {self.name}()"
        )
        return body, trigger


@dataclass(frozen=True)
class Keeper(Guard):
    """Not a refusal: ``steps`` that keep what is derived from a row in step with it.

    They are carried out after each INSERT, DELETE or UPDATE (of ``columns``, if named) of a row for
    which ``when`` holds, on both databases or ``only`` on one.
    """

    columns: str = ""
    steps: tuple[str, ...] = ()
    only: str = ""

    def statements(self, vendor: str) -> tuple[str, ...]:
        if self.only and vendor != self.only:
            return ()
        return super().statements(vendor)

    @property
    def _event(self) -> str:
        of = f" OF {self.columns}" if self.columns else ""
        return f"AFTER {self.operation}{of} ON {self.table} FOR EACH ROW"

    def _sqlite(self) -> str:
        condition = f"WHEN {self.when} " if self.when else ""
        steps = " ".join(f"{step};" for step in self.steps)
        return f"CREATE TRIGGER {self.name} {self._event} {condition}BEGIN {steps} END"

    def _postgresql(self) -> tuple[str, ...]:
        steps = " ".join(f"{step};" for step in self.steps)
        body = (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN IF {self.when or 'TRUE'} THEN {steps} END IF; RETURN NULL; END $guard$"
        )
        trigger = (
            f"CREATE OR REPLACE TRIGGER {self.name} {self._event} EXECUTE FUNCTION {self.name}()"
        )
        return body, trigger


def changed(columns: Iterable[str]) -> str:
    """A condition that holds when an update changes any of ``columns``."""
    return "(" + " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns) + ")"


def no_delete(table: str, message: str) -> tuple[Guard, ...]:
    """Rows stay: no DELETE, no TRUNCATE, and no INSERT that would replace a row (``id`` is the key).

    SQLite's ``INSERT OR REPLACE`` deletes silently unless ``recursive_triggers`` is on; the
    before-insert guard refuses it even on a connection where somebody switched that off.
    """
    existing = f"EXISTS (SELECT 1 FROM {table} kept WHERE kept.id = NEW.id)"
    return (
        Guard(f"{table}_no_delete", table, "DELETE", message),
        Guard(f"{table}_no_truncate", table, "TRUNCATE", message),
        Guard(f"{table}_no_replace", table, "INSERT", message, existing),
    )


def append_only(table: str, message: str) -> tuple[Guard, ...]:
    """Rows are written once: no UPDATE, and nothing that `no_delete` refuses."""
    return (Guard(f"{table}_no_update", table, "UPDATE", message), *no_delete(table, message))
