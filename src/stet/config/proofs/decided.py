"""Decisions: each is in the ledger with the same facts, cites what was in force, and none is extra."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from stet.comments.models import Comment
from stet.comments.states import State
from stet.config.proofs.dossiers import Dossier, Told
from stet.config.proofs.fault import Fault
from stet.ledger.deeds import Deed
from stet.ledger.writing import IMPORT, RULE, SYSTEM, staff_actor
from stet.moderation.facts import decision_facts
from stet.moderation.models import Decision
from stet.newsroom.models import GuidelineVersion

_OUTCOMES: dict[str, str] = {
    Deed.COMMENT_APPROVED: Decision.Outcome.APPROVE,
    Deed.COMMENT_REJECTED: Decision.Outcome.REJECT,
}
_STATES = {State.APPROVED: Decision.Outcome.APPROVE, State.REJECTED: Decision.Outcome.REJECT}
# Who wrote the entry of a decision that no person made; a person without a name would be a fault.
_BY: dict[str, str] = {
    Decision.Kind.IMPORTED: IMPORT,
    Decision.Kind.RULE: RULE,
    Decision.Kind.PERSON: SYSTEM,
}


class Guidelines:
    """The published versions; there are as many as editors have written, so they fit in memory."""

    def __init__(self) -> None:
        published = GuidelineVersion.objects.filter(published_at__isnull=False)
        self._versions = {version.id: version for version in published}

    def was_in_force(self, version_id: UUID, at: datetime) -> bool:
        """Whether this version was published by then, and no later one before then."""
        version = self._versions.get(version_id)
        if version is None or _published(version) > at:
            return False
        return not any(
            other.number > version.number and _published(other) < at
            for other in self._versions.values()
            if other.site_id == version.site_id
        )


def _published(version: GuidelineVersion) -> datetime:
    if version.published_at is None:
        raise ValueError("a draft")
    return version.published_at


def faults(dossier: Dossier, guidelines: Guidelines) -> Iterator[Fault]:
    comment = dossier.comment
    if comment is None:
        return
    told = {str(one.facts.get("decision")): one for one in dossier.events if one.deed in _OUTCOMES}
    for decision in dossier.decisions:
        entry = told.pop(str(decision.id), None)
        if entry is None:
            yield _fault(decision, "decision.unlogged", "the ledger does not know it")
        else:
            yield from _against(decision, comment, entry)
        at = entry.entry.at if entry and decision.kind == Decision.Kind.IMPORTED else decision.at
        yield from _grounds(decision, guidelines, at)
    for name, entry in told.items():
        words = f"decision {name} is gone; entry {entry.entry.seq} of the ledger knows it"
        yield Fault("decision.missing", words, name)
    yield from _standing(comment, dossier.decisions)


def _against(decision: Decision, comment: Comment, told: Told) -> Iterator[Fault]:
    """The decision says what its entry says."""
    cited = [citation.clause.key for citation in decision.citations.all()]
    found, kept = decision_facts(decision, comment, sorted(cited)), dict(told.facts)
    kept["clauses"] = sorted(map(str, kept.get("clauses") or []))
    if comment.state == State.ERASED:  # the salt is gone, so a note can be there or not, no more
        found["note"], kept["note"] = "note" in found, "note" in kept
    decider = staff_actor(decision.decider_id) if decision.decider_id else _BY[decision.kind]
    same_deed = _OUTCOMES[told.deed] == decision.outcome
    if found != kept or decider != told.entry.actor or not same_deed:
        yield _fault(decision, "decision.changed", "it does not say what its entry says")
    if decision.kind != Decision.Kind.IMPORTED and decision.at != told.entry.at:
        yield _fault(decision, "decision.changed", "its time is not that of its entry")


def _grounds(decision: Decision, guidelines: Guidelines, at: datetime) -> Iterator[Fault]:
    """It was made under the guidelines of its day; a rejection cites a clause of them."""
    if not guidelines.was_in_force(decision.guidelines_id, at):
        words = "its version of the guidelines was not in force then"
        yield _fault(decision, "decision.guidelines", words)
    citations = list(decision.citations.all())
    made_here = decision.kind != Decision.Kind.IMPORTED
    rejects = decision.outcome == Decision.Outcome.REJECT
    if rejects and made_here and not citations:
        yield _fault(decision, "decision.uncited", "it rejects and cites no clause")
    if citations and not rejects:
        yield _fault(decision, "decision.unfounded", "it approves, and cites a clause")
    clauses = [citation.clause for citation in citations]
    if any(clause.version_id != decision.guidelines_id for clause in clauses):
        words = "it cites a clause of another version of the guidelines"
        yield _fault(decision, "decision.unfounded", words)
    if made_here and any(not clause.enabled for clause in clauses):
        yield _fault(decision, "decision.unfounded", "it cites a clause that was not in use")


def _standing(comment: Comment, decisions: list[Decision]) -> Iterator[Fault]:
    """What is public was approved, and what is rejected was rejected, by the decision that stands."""
    outcome = _STATES.get(State(comment.state)) if comment.state in State.values else None
    stands = next((one for one in decisions if one.id == comment.decision), None)
    if outcome is None:
        right = comment.decision is None
    else:
        right = (
            stands is not None
            and stands.outcome == outcome
            and stands.comment_version == comment.version - 1
        )
    if not right:
        words = (
            f"comment {comment.id} is {comment.state} without the decision that would make it so"
        )
        yield Fault("comment.undecided", words, str(comment.id))


def _fault(decision: Decision, code: str, words: str) -> Fault:
    return Fault(code, f"decision {decision.id}: {words}", str(decision.id))
