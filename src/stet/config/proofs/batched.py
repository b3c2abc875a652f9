"""Batches: each is in the ledger as it was decided, and holds its decider's decisions, no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models import Count, F, Q

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.ledger.writing import staff_actor
from stet.moderation.batching.models import Batch
from stet.moderation.facts import batch_facts
from stet.moderation.models import Decision

_CHUNK = 500


def faults(progress: Progress) -> Iterator[Fault]:
    batches = Batch.objects.annotate(made=Count("decisions")).order_by("id")
    rows = counted(batches.iterator(_CHUNK), "batches", Batch.objects.count(), progress)
    while group := list(islice(rows, _CHUNK)):
        entries = Entry.objects.filter(
            subject__in=[batch.id for batch in group], deed=Deed.BATCH_DECIDED
        )
        told = {entry.subject: Told.of(entry) for entry in entries}
        for batch in group:
            yield from _batch(batch, told.get(batch.id))
            if not 1 <= batch.made <= batch.chosen:
                yield _fault(batch, "batch.decisions", "it has more or fewer decisions than chosen")
    yield from _strays()
    yield from _missing()


def _batch(batch: Batch, told: Told | None) -> Iterator[Fault]:
    if told is None:
        yield _fault(batch, "batch.unlogged", "the ledger does not know it")
        return
    entry = told.entry
    actor = staff_actor(batch.decider_id)
    if told.facts != batch_facts(batch) or entry.actor != actor or entry.at != batch.at:
        yield _fault(batch, "batch.changed", "it does not say what its entry says")


def _strays() -> Iterator[Fault]:
    other = ~Q(decider=F("batch__decider")) | ~Q(outcome=F("batch__outcome"))
    for decision in Decision.objects.filter(other, batch__isnull=False).iterator(_CHUNK):
        words = f"decision {decision.id}: it is not its batch's decider's, or of another outcome"
        yield Fault("batch.decisions", words, str(decision.id))


def _missing() -> Iterator[Fault]:
    subjects = Entry.objects.filter(deed=Deed.BATCH_DECIDED).values_list("subject", flat=True)
    rows = subjects.order_by("seq").iterator(_CHUNK)
    while group := list(islice(rows, _CHUNK)):
        there = set(Batch.objects.filter(id__in=group).values_list("id", flat=True))
        for gone in group:
            if gone not in there:
                yield Fault("batch.missing", f"batch {gone} is gone", str(gone))


def _fault(batch: Batch, code: str, words: str) -> Fault:
    return Fault(code, f"batch {batch.id}: {words}", str(batch.id))
