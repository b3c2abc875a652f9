"""Standing rules: each version is in the ledger as it was proposed, and acts if the last deed says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.moderation.rules.models import StandingRule
from stet.moderation.rules.standing import version_facts

_LEADS_TO: dict[str, str] = {
    Deed.RULE_SWITCHED_ON: StandingRule.State.ON,
    Deed.RULE_SWITCHED_OFF: StandingRule.State.OFF,
    Deed.RULE_PAUSED: StandingRule.State.PAUSED,
    Deed.RULE_STOPPED: StandingRule.State.STOPPED,
}


def faults(progress: Progress) -> Iterator[Fault]:
    """There are as many rules as clauses, so that each is looked at by itself."""
    rules = list(StandingRule.objects.prefetch_related("versions"))
    progress("rules", 0, len(rules))
    for rule in rules:
        yield from _rule(rule)
    progress("rules", len(rules), len(rules))


def _rule(rule: StandingRule) -> Iterator[Fault]:
    proposed, state, active = _told(rule.id)
    for version in rule.versions.all():
        told = proposed.get(str(version.id))
        about = {"clause": rule.clause, "direction": rule.direction}
        if told is None:
            yield _fault(
                rule, "rule.unlogged", f"the ledger does not know version {version.number}"
            )
        elif told != {**about, **version_facts(version)}:
            words = f"version {version.number} does not say what its entry says"
            yield _fault(rule, "rule.changed", words)
    if rule.state != state or (str(rule.active_id) if rule.active_id else None) != active:
        yield _fault(rule, "rule.changed", f"it is {rule.state}; the ledger led it to {state}")


def _told(rule: UUID) -> tuple[dict[str, dict[str, Any]], str, str | None]:
    """The facts of each version that was proposed, where the deeds led, and which version acts."""
    proposed: dict[str, dict[str, Any]] = {}
    state: str = StandingRule.State.OFF
    active = None
    for entry in Entry.objects.filter(subject=rule).order_by("seq"):
        facts = Told.of(entry).facts
        if entry.deed == Deed.RULE_PROPOSED:
            proposed[str(facts.get("version"))] = facts
        elif entry.deed in _LEADS_TO:
            state = _LEADS_TO[entry.deed]
            active = facts.get("version") if state == StandingRule.State.ON else None
    return proposed, state, active


def _fault(rule: StandingRule, code: str, words: str) -> Fault:
    return Fault(code, f"rule {rule.id}: {words}", str(rule.id))
