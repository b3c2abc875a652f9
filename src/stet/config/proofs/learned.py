"""What the screener learned: weights are what was measured, and each adoption is in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.moderation.learning.heads import change_facts
from stet.moderation.learning.models import HeadChange, OwnHead
from stet.screening.own.head import digest_of

_DEEDS = (Deed.LEARN_ADOPTED, Deed.LEARN_ROLLED_BACK)


def faults(progress: Progress) -> Iterator[Fault]:
    heads = OwnHead.objects.order_by("id")
    for head in counted(heads.iterator(chunk_size=1), "learned", heads.count(), progress):
        if digest_of(bytes(head.data)) != head.checksum:
            words = f"learned version {head.id}: its weights are not those that were measured"
            yield Fault("learned.changed", words, str(head.id))
    entries = Entry.objects.filter(deed__in=_DEEDS).order_by("seq")
    told = {entry.subject: Told.of(entry) for entry in entries.iterator(chunk_size=500)}
    changes = HeadChange.objects.select_related("head").defer("head__data").order_by("number")
    rows = changes.iterator(chunk_size=500)
    while group := list(islice(rows, 500)):
        for change in group:
            entry = told.pop(change.id, None)
            if entry is None:
                words = f"adoption {change.id}: the ledger does not know it"
                yield Fault("learned.unlogged", words, str(change.id))
            elif not change_facts(change).items() <= entry.facts.items():
                words = f"adoption {change.id}: it is not what its entry says"
                yield Fault("learned.changed", words, str(change.id))
    for gone in told:
        words = f"adoption {gone} is gone; the ledger knows it"
        yield Fault("learned.missing", words, str(gone))
