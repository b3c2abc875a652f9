"""Screenings: each is in the ledger with the same facts, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator

from stet.config.proofs.dossiers import Dossier
from stet.config.proofs.fault import Fault
from stet.ledger.deeds import Deed
from stet.moderation.facts import screening_facts


def faults(dossier: Dossier) -> Iterator[Fault]:
    told = {
        str(one.facts.get("screening")): one
        for one in dossier.events
        if one.deed == Deed.COMMENT_SCREENED
    }
    known = {str(screening.id) for screening in dossier.screenings}
    for screening in dossier.screenings:
        entry = told.get(str(screening.id))
        if entry is None:
            words = f"screening {screening.id}: the ledger does not know it"
            yield Fault("screening.unlogged", words, str(screening.id))
        elif screening_facts(screening) != entry.facts or screening.at != entry.entry.at:
            words = f"screening {screening.id}: it does not say what its entry says"
            yield Fault("screening.changed", words, str(screening.id))
    for name in told.keys() - known:
        words = f"screening {name} of comment {dossier.id} is gone; the ledger knows it"
        yield Fault("screening.missing", words, name)
    for decision in dossier.decisions:
        if decision.screening_id and str(decision.screening_id) not in known:
            words = f"decision {decision.id} was made on a screening of another comment"
            yield Fault("decision.screening", words, str(decision.id))
