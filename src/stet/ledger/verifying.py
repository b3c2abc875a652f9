"""Checking the chain: every entry hashes to what it says and follows the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stet.ledger.chain import GENESIS, entry_hash
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry


def broken_links(progress: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """One sentence for each fault found. ``progress`` gets the number of entries checked so far."""
    expected, previous = 1, GENESIS
    known = frozenset(deed.value for deed in Deed)
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected:
            yield f"ledger: entry {expected} is missing (the next is {entry.seq})"
        if entry.previous != previous:
            yield f"ledger: entry {entry.seq} does not follow the entry before it"
        computed = entry_hash(
            seq=entry.seq,
            at=entry.at,
            deed=entry.deed,
            subject=entry.subject,
            actor=entry.actor,
            payload=entry.payload,
            previous=entry.previous,
        )
        if computed != entry.hash:
            yield f"ledger: entry {entry.seq} was changed (its hash does not match)"
        if entry.deed not in known:
            yield f"ledger: entry {entry.seq} names an unknown deed"
        expected, previous = entry.seq + 1, entry.hash
        progress(entry.seq)
