"""Appending to the ledger: always the last step of a deed, in the deed's own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from stet.ledger.chain import GENESIS, Json, canonical, entry_hash
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.rows import as_key, as_time, insert_values

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


class _Link(NamedTuple):
    """An entry but for its time, which all that are written at once share."""

    seq: int
    deed: str
    subject: UUID
    actor: str
    payload: str
    previous: str
    hash: str


def append(
    deed: Deed, subject: UUID, *, actor: str, at: datetime, payload: Mapping[str, Json]
) -> Entry:
    """Adds one entry to the chain. Call it last, so that the lock is held for a moment only.

    Raises `TransactionManagementError` outside a transaction: a deed and its entry stand or fall
    together.
    """
    (link,) = _chained([Line(deed, subject, actor, payload)], at)
    entry = Entry(at=at, **link._asdict())
    entry.save(force_insert=True)
    return entry


def append_many(lines: Iterable[Line], *, at: datetime) -> None:
    """Adds many entries at once, in their order; else as `append`."""
    when = as_time(at)
    values = [
        (one.seq, when, one.deed, as_key(one.subject), *one[3:]) for one in _chained(lines, at)
    ]
    columns = ["seq", "at", "deed", "subject", "actor", "payload", "previous", "hash"]
    insert_values(Entry, columns, values)


def _chained(lines: Iterable[Line], at: datetime) -> list[_Link]:
    """The lines as entries that follow the last one, which nobody else can follow meanwhile."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry needs the deed's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = last or (0, GENESIS)
    links = []
    for line in lines:
        seq += 1
        links.append(_link(line, seq, at, previous))
        previous = links[-1].hash
    return links


def _link(line: Line, seq: int, at: datetime, previous: str) -> _Link:
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
    return _Link(seq, line.deed.value, line.subject, line.actor, text, previous, digest)


def staff_actor(staff_id: UUID) -> str:
    return f"staff:{staff_id}"


AUTHOR, READER, SYSTEM, IMPORT, RULE = "author", "reader", "system", "import", "rule"
