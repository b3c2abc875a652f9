"""Appending to the ledger: always the last step of a deed, in the deed's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from stet.ledger.chain import GENESIS, Json, canonical, entry_hash
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry

# One writer at a time: PostgreSQL's advisory lock with this key (the letters "stet") is held
# until the transaction ends. SQLite's IMMEDIATE transactions are one writer by themselves.
_LOCK_KEY = 0x73746574


def append(
    deed: Deed, subject: UUID, *, actor: str, at: datetime, payload: Mapping[str, Json]
) -> Entry:
    """Adds one entry to the chain. Call it last, so that the lock is held for a moment only.

    Raises `TransactionManagementError` outside a transaction: a deed and its entry stand or fall
    together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger entry needs the deed's transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
    last = Entry.objects.order_by("-seq").values_list("seq", "hash").first()
    seq, previous = (last[0] + 1, last[1]) if last else (1, GENESIS)
    text = canonical(payload)
    digest = entry_hash(
        seq=seq,
        at=at,
        deed=deed,
        subject=subject,
        actor=actor,
        payload=text,
        previous=previous,
    )
    return Entry.objects.create(
        seq=seq,
        at=at,
        deed=deed,
        subject=subject,
        actor=actor,
        payload=text,
        previous=previous,
        hash=digest,
    )


def staff_actor(staff_id: UUID) -> str:
    return f"staff:{staff_id}"


AUTHOR, SYSTEM, IMPORT = "author", "system", "import"
