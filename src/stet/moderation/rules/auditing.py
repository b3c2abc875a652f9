"""Audits: what a rule would have decided and a person decides instead, without knowing of it.

A rule stops by itself when either holds, judged at 95 % after each audit:

* what is known of it altogether (the decisions that it was measured on, and its audits) no longer
  puts the lower bound at its promise; or
* its audits alone put even the upper bound under the promise.

The lower bound of few audits alone says nothing: it lies below 99 % for the first 380 of them even
if all agree. Together with the measurement it says what the promise says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.intervals import wilson
from stet.moderation.models import Decision
from stet.moderation.rules.measuring import decided_so
from stet.moderation.rules.models import RuleAudit, RuleVersion, StandingRule
from stet.moderation.rules.standing import halt


@dataclass(frozen=True)
class Audited:
    """Of ``drawn`` audits of a version ``answered`` are decided, ``agreed`` as the rule would have."""

    promise: float
    drawn: int
    answered: int
    agreed: int
    lower: float
    upper: float
    lower_in_all: float

    @property
    def fails(self) -> bool:
        """Whether the promise is not kept, or can no longer be made."""
        return self.answered > 0 and (self.upper < self.promise or self.lower_in_all < self.promise)


def audited(version: RuleVersion) -> Audited:
    counted = version.audits.order_by().aggregate(
        drawn=Count("id"),
        answered=Count("id", filter=Q(agreed__isnull=False)),
        agreed=Count("id", filter=Q(agreed=True)),
    )
    lower, upper = wilson(counted["agreed"], counted["answered"])
    together = wilson(version.agreed + counted["agreed"], version.measured + counted["answered"])
    return Audited(version.promise, **counted, lower=lower, upper=upper, lower_in_all=together[0])


def answer_audit(decision: Decision, clauses: Sequence[str], now: datetime) -> None:
    """Compares a person's decision on a held comment with what a rule would have said of it.

    One that was taken back is replaced by the next. Runs in the decision's transaction, and stops
    the rule in it if the audits say so.
    """
    found = RuleAudit.objects.filter(comment=decision.comment_id)
    audit = found.select_related("version__rule").first()
    if audit is None:
        return
    version, rule = audit.version, audit.version.rule
    # Audits of one rule are counted one after another, so that none is missed.
    rule = StandingRule.objects.select_for_update().get(id=rule.id)
    audit.decision = decision
    audit.agreed = decided_so(decision.outcome, clauses, rule.clause, rule.direction)
    audit.save(update_fields=["decision", "agreed"])
    append(
        Deed.RULE_AUDITED,
        rule.id,
        actor=staff_actor(decision.decider_id) if decision.decider_id else "",
        at=now,
        payload={"audit": str(audit.id), "decision": str(decision.id), "agreed": audit.agreed},
    )
    figures = audited(version)
    if figures.fails and rule.active_id == version.id:
        halt(rule, StandingRule.State.STOPPED, _why(version, figures), now)


def _why(version: RuleVersion, figures: Audited) -> dict[str, Json]:
    return {
        "version": str(version.id),
        "promise": version.promise,
        "answered": figures.answered,
        "agreed": figures.agreed,
    }
