"""Appending to the ledger: always the last step of a deed, in the deed's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from stet.ledger.chain import GENESIS, Json, canonical, entry_hash
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.rows import insert_rows

# One writer at a time: PostgreSQL's advisory lock with this key (the letters "stet") is held
# until the transaction ends. SQLite's IMMEDIATE transactions are one writer by themselves.
_LOCK_KEY = 0x73746574


@dataclass(frozen=True)
class Line:
    """One deed to be written down, of many that are done at once."""

    deed: Deed
    subject: UUID
    actor: str
    payload: Mapping[str, Json]


def append(
    deed: Deed, subject: UUID, *, actor: str, at: datetime, payload: Mapping[str, Json]
) -> Entry:
    """Adds one entry to the chain. Call it last, so that the lock is held for a moment only.

    Raises `TransactionManagementError` outside a transaction: a deed and its entry stand or fall
    together.
    """
    entry = _chained([Line(deed, subject, actor, payload)], at)[0]
    entry.save(force_insert=True)
    return entry


def append_many(lines: Iterable[Line], *, at: datetime) -> list[Entry]:
    """Adds many entries at once, in their order; else as `append`."""
    entries = _chained(lines, at)
    insert_rows(entries)
    return entries


def _chained(lines: Iterable[Line], at: datetime) -> list[Entry]:
    """The lines as entries that follow the last one, which nobody else can follow meanwhile."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry needs the deed's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = last or (0, GENESIS)
    entries = []
    for line in lines:
        seq += 1
        entries.append(_entry(line, seq, at, previous))
        previous = entries[-1].hash
    return entries


def _entry(line: Line, seq: int, at: datetime, previous: str) -> Entry:
    text = canonical(line.payload)
    digest = entry_hash(
        seq=seq,
        at=at,
        deed=line.deed,
        subject=line.subject,
        actor=line.actor,
        payload=text,
        previous=previous,
    )
    return Entry(
        seq=seq,
        at=at,
        deed=line.deed,
        subject=line.subject,
        actor=line.actor,
        payload=text,
        previous=previous,
        hash=digest,
    )


def staff_actor(staff_id: UUID) -> str:
    return f"staff:{staff_id}"


AUTHOR, READER, SYSTEM, IMPORT, RULE = "author", "reader", "system", "import", "rule"
