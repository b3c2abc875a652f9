"""Disagreements: each remark is in the ledger as it was said, and so is each settling."""

from __future__ import annotations

from collections.abc import Iterator

from stet.comments.models import Comment
from stet.comments.states import State
from stet.config.proofs.dossiers import Dossier, Told
from stet.config.proofs.fault import Fault
from stet.ledger.deeds import Deed
from stet.ledger.writing import staff_actor
from stet.moderation.reviewing.meeting import remark_facts


def faults(dossier: Dossier) -> Iterator[Fault]:
    if dossier.comment is None:
        return
    yield from _remarks(dossier, dossier.comment)
    yield from _settled(dossier)
    if dossier.comment.state == State.ERASED and any(one.text for one in dossier.remarks):
        words = f"comment {dossier.id}: it was erased, but words about it are left"
        yield Fault("comment.not_erased", words, str(dossier.id))


def _remarks(dossier: Dossier, comment: Comment) -> Iterator[Fault]:
    told = {
        str(one.facts.get("remark")): one
        for one in dossier.events
        if one.deed == Deed.COMMENT_DISCUSSED
    }
    for made in dossier.remarks:
        entry = told.pop(str(made.id), None)
        if entry is None:
            yield _fault("disagreement.changed", str(made.id), "the ledger does not know it")
            continue
        found, kept = remark_facts(made, comment), dict(entry.facts)
        if comment.state == State.ERASED:
            found.pop("text", None)
            kept.pop("text", None)
        same = found == kept and entry.entry.at == made.at
        if not same or entry.entry.actor != staff_actor(made.by_id):
            yield _fault(
                "disagreement.changed", str(made.id), "it does not say what its entry says"
            )
    for name in told:
        yield _fault("disagreement.changed", name, "it is gone; the ledger knows it")


def _settled(dossier: Dossier) -> Iterator[Fault]:
    told: dict[str, Told] = {
        str(one.facts.get("review")): one
        for one in dossier.events
        if one.deed == Deed.DISAGREEMENT_SETTLED
    }
    for one in dossier.disagreements:
        entry = told.get(str(one.review_id))
        said = (entry.entry.at, entry.entry.actor) if entry else (None, None)
        actor = staff_actor(one.settled_by_id) if one.settled_by_id else None
        if said != (one.settled_at, actor):
            words = f"disagreement {one.review_id}: it was not settled as the ledger tells"
            yield Fault("disagreement.changed", words, str(one.review_id))


def _fault(code: str, name: str, words: str) -> Fault:
    return Fault(code, f"remark {name}: {words}", name)
