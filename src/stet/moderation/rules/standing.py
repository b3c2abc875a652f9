"""Standing rules: proposed with a measurement, switched on by an editor, off by anything."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.moderation.rules.measuring import Measured, current_screener, enabled_clauses, measure
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.newsroom.fields import BadField
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action

State = StandingRule.State
# What an editor can ask for. Below nine in ten a rule helps nobody; above 999 in 1,000 no newsroom
# has the decisions that it takes (3,838 without one error).
PROMISES = (0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
AUDIT_SHARES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
_LOCK = "standing rules"


class BadRule(BadField):
    """A rule that cannot be proposed, or not switched on, as it is."""


class TooLittleKnown(BadRule):
    """The past decisions do not carry the promise; ``measured`` says what they do carry."""

    def __init__(self, measured: Measured) -> None:
        if measured.enough:
            words = _("Our own decisions do not keep this promise at any threshold.")
        else:
            words = _("There are too few past decisions for this promise.")
        super().__init__("promise", words)
        self.measured = measured


def check_asked(site: Site, clause: str, direction: str, promise: float) -> None:
    """Raises `BadRule` (which field, why)."""
    if direction not in StandingRule.Direction.values:
        raise BadRule("direction", _("A rule rejects or approves."))
    rejects = direction == StandingRule.Direction.REJECT
    if rejects and clause not in enabled_clauses(site):
        raise BadRule("clause", _("The guidelines in force have no such clause."))
    if not rejects and clause:
        raise BadRule("clause", _("To approve, a rule looks at all clauses."))
    if promise not in PROMISES:
        raise BadRule("promise", _("Please choose one."))


def propose(
    site: Site,
    clause: str,
    direction: str,
    *,
    promise: float,
    audit_share: float,
    by: Staff,
    now: datetime,
) -> RuleVersion:
    """Measures, and keeps the result as the rule's next version. It acts on nothing yet.

    Raises `BadRule`, `TooLittleKnown`, `NotAllowed`.
    """
    by.require(Action.SET_RULES)
    check_asked(site, clause, direction, promise)
    if audit_share not in AUDIT_SHARES:
        raise BadRule("audit_share", _("Please choose one."))
    measured = measure(site, clause, direction, promise, now)
    if measured.threshold is None:
        raise TooLittleKnown(measured)
    with transaction.atomic():
        take_turns(_LOCK)
        rule, _new = StandingRule.objects.get_or_create(
            site=site, clause=clause, direction=direction, defaults={"since": now}
        )
        version = RuleVersion.objects.create(
            rule=rule,
            number=rule.versions.count() + 1,
            promise=promise,
            threshold=measured.threshold,
            screener=measured.screener,
            langs=[*measured.langs],
            agreed=measured.agreed,
            measured=measured.measured,
            lower=measured.lower,
            upper=measured.upper,
            measured_since=measured.since,
            audit_share=audit_share,
            by=by,
            at=now,
        )
        _log(Deed.RULE_PROPOSED, rule, version_facts(version), by, now)
    return version


def switch_on(rule_id: UUID, version_id: UUID, *, by: Staff, now: datetime) -> StandingRule:
    """Lets the rule's latest version act, which is the one that the editor looked at.

    Raises `BadRule`, `NotAllowed`, `StandingRule.DoesNotExist`.
    """
    by.require(Action.SET_RULES)
    with transaction.atomic():
        rule = _locked(rule_id)
        version = rule.versions.latest("number")
        if version.id != version_id:
            raise BadRule("version", _("There is a newer version by now. Please look at it."))
        if rule.active_id == version.id:
            return rule
        if version.screener != current_screener(rule.site):
            raise BadRule(
                "version",
                _("Another screener reads now than it was measured with. Please measure anew."),
            )
        if rule.clause and rule.clause not in enabled_clauses(rule.site):
            raise BadRule("version", _("The guidelines in force have no such clause."))
        _set(rule, State.ON, version, now)
        _log(Deed.RULE_SWITCHED_ON, rule, version_facts(version), by, now)
    return rule


def switch_off(rule_id: UUID, *, by: Staff, now: datetime) -> StandingRule:
    """The rule acts no more; one that paused or stopped by itself is put away.

    Raises `NotAllowed`, `StandingRule.DoesNotExist`.
    """
    by.require(Action.SET_RULES)
    with transaction.atomic():
        rule = _locked(rule_id)
        if rule.state != State.OFF:
            before = rule.state
            _set(rule, State.OFF, None, now)
            _log(Deed.RULE_SWITCHED_OFF, rule, {"from": before}, by, now)
    return rule


def halt(rule: StandingRule, state: str, facts: dict[str, Json], now: datetime) -> bool:
    """The rule pauses or stops by itself; False if it was not on any more.

    Runs in the transaction of the deed that led to it.
    """
    acting = StandingRule.objects.filter(id=rule.id, state=State.ON, active=rule.active)
    if not acting.update(state=state, active=None, since=now):
        return False
    deed = Deed.RULE_PAUSED if state == State.PAUSED else Deed.RULE_STOPPED
    _log(deed, rule, facts, None, now)
    return True


def _locked(rule_id: UUID) -> StandingRule:
    found = StandingRule.objects.select_for_update(of=("self",))
    return found.select_related("site").get(id=rule_id)


def _set(rule: StandingRule, state: str, active: RuleVersion | None, now: datetime) -> None:
    rule.state, rule.active, rule.since = state, active, now
    rule.save(update_fields=["state", "active", "since"])


def _log(
    deed: Deed, rule: StandingRule, facts: dict[str, Json], by: Staff | None, now: datetime
) -> None:
    payload = {"clause": rule.clause, "direction": rule.direction, **facts}
    actor = staff_actor(by.id) if by else SYSTEM
    append(deed, rule.id, actor=actor, at=now, payload=payload)


def version_facts(version: RuleVersion) -> dict[str, Json]:
    """What the ledger keeps of a version: all that it does, and on what it rests."""
    return {
        "version": str(version.id),
        "number": version.number,
        "promise": version.promise,
        "threshold": version.threshold,
        "screener": version.screener,
        "langs": [*version.langs],
        "agreed": version.agreed,
        "measured": version.measured,
        "audit_share": version.audit_share,
    }


def active_rules(site_id: UUID) -> list[StandingRule]:
    """The rules that act, those that reject before the one that approves."""
    found = StandingRule.objects.filter(site=site_id, state=State.ON)
    return list(found.select_related("active").order_by("-direction", "clause"))


def active_rule_covering(site: Site, clause: str, direction: str) -> StandingRule | None:
    """The rule that acts on this clause (empty to approve) in this direction, with its version."""
    found = StandingRule.objects.filter(
        site=site, state=State.ON, clause=clause, direction=direction
    )
    return found.select_related("active").first()


def halted_rules(site: Site) -> list[StandingRule]:
    """The rules that paused or stopped by themselves and that nobody has looked after yet."""
    halted = StandingRule.objects.filter(site=site, state__in=[State.PAUSED, State.STOPPED])
    return list(halted)


def rules_of_site(site: Site) -> list[StandingRule]:
    """Every rule that was ever proposed; each has a version."""
    return list(StandingRule.objects.filter(site=site).select_related("active"))


def rule_by_id(site: Site, rule_id: UUID) -> StandingRule | None:
    return StandingRule.objects.filter(site=site, id=rule_id).select_related("active").first()
