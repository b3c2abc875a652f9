"""``stet verify``: proves that the newsroom is what its ledger says it is.

Every invariant is looked at again over the whole database, in memory that does not grow with it,
and in one view of it while the newsroom goes on. docs/verify.md says what each code means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import DatabaseError

from stet.config.proofs import (
    batched,
    database,
    guidelines,
    hooked,
    learned,
    lives,
    newsroom,
    ruled,
    signed,
    threads,
)
from stet.config.proofs.database import one_view
from stet.config.proofs.fault import Fault, Progress
from stet.ledger.models import Entry
from stet.ledger.verifying import broken_links

__all__ = ["Fault", "Progress", "faults", "quiet"]

Proof = Callable[[Progress], Iterator[Fault]]


def quiet(_what: str, _done: int, _total: int) -> None:
    """Reports nothing."""


def faults(progress: Progress = quiet) -> Iterator[Fault]:
    """Every fault that there is; none if the newsroom is sound.

    ``progress`` is told what is being checked, how much of it is done, and how much there is.
    Raises `django.db.OperationalError` when the database cannot be reached.
    """
    with one_view():
        for name, proof in PROOFS.items():
            yield from _carried_out(name, proof, progress)


def _chain(progress: Progress) -> Iterator[Fault]:
    total = Entry.objects.count()
    for sentence in broken_links(lambda done: progress("ledger", done, max(done, total))):
        yield Fault("ledger.broken", sentence)


PROOFS: dict[str, Proof] = {
    "database": database.faults,
    "ledger": _chain,
    "guidelines": guidelines.faults,
    "newsroom": newsroom.faults,
    "rules": ruled.faults,
    "sign-on": signed.faults,
    "comments": lives.faults,
    "batches": batched.faults,
    "learned": learned.faults,
    "threads": threads.faults,
    "webhooks": hooked.faults,
}


def _carried_out(name: str, proof: Proof, progress: Progress) -> Iterator[Fault]:
    """The proof's faults. A row that cannot even be read is one, and ends this proof alone."""
    try:
        yield from proof(progress)
    except (ValueError, TypeError, OverflowError, DatabaseError) as problem:
        words = f"{name} could not be read through ({type(problem).__name__})"
        yield Fault("database.unreadable", words)
