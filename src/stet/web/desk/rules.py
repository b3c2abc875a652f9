"""Standing rules: the list, measuring and proposing one, switching it, and taking back what it did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stet.ledger.deeds import Deed
from stet.ledger.reading import Event, history
from stet.moderation.looking import comments_by_ids
from stet.moderation.rules.auditing import Audited, audited
from stet.moderation.rules.authors import author_rules
from stet.moderation.rules.measuring import Case, Measured, current_screener, measure
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.moderation.rules.standing import (
    AUDIT_SHARES,
    PROMISES,
    BadRule,
    TooLittleKnown,
    check_asked,
    propose,
    rule_by_id,
    rules_of_site,
    switch_off,
    switch_on,
)
from stet.moderation.rules.undoing import decisions_of, take_back
from stet.newsroom.article_rules import articles_with_rules
from stet.newsroom.guidelines import in_force
from stet.newsroom.people import names_of
from stet.newsroom.roles import Action
from stet.web import local
from stet.web.desk.asking import as_uuid
from stet.web.desk.fields import Wrong, problem, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.words import language_name
from stet.web.local import listed, number

FINE = "fine"  # in a form: what to approve, as opposed to the key of a clause
_SHOWN = 50  # decisions of a rule on its page
_USUAL_PROMISE, _USUAL_SHARE = 0.99, 0.05
_STAFF = "staff:"

DEEDS: dict[str, Promise] = {
    Deed.RULE_PROPOSED: gettext_lazy("Proposed"),
    Deed.RULE_SWITCHED_ON: gettext_lazy("Switched on"),
    Deed.RULE_SWITCHED_OFF: gettext_lazy("Switched off"),
    Deed.RULE_PAUSED: gettext_lazy("Paused by itself: another screener reads now"),
    Deed.RULE_STOPPED: gettext_lazy("Stopped by itself: its audits disagree"),
}


@dataclass(frozen=True)
class RuleLine:
    """A rule as the list and its page show it; ``version`` is the latest."""

    rule: StandingRule
    title: str | Promise
    version: RuleVersion
    audited: Audited
    outdated: bool


@dataclass(frozen=True)
class Asked:
    what: str
    promise: float
    audit_share: float

    @property
    def clause(self) -> str:
        return "" if self.what == FINE else self.what

    @property
    def direction(self) -> str:
        directions = StandingRule.Direction
        return directions.APPROVE if self.what == FINE else directions.REJECT


@desk(Action.SEE_RULES)
def show_rules(visit: Visit) -> HttpResponse:
    return _list(visit, Asked("", _USUAL_PROMISE, _USUAL_SHARE))


def _list(visit: Visit, want: Asked, wrong: Wrong | None = None) -> HttpResponse:
    screener, titles = current_screener(visit.site), _titles(visit)
    context = {
        "lines": [_line(rule, titles, screener) for rule in rules_of_site(visit.site)],
        "may_set": visit.may(Action.SET_RULES),
        "about_authors": author_rules(visit.site),
        "about_articles": articles_with_rules(visit.site),
        **_choices(visit, want),
        **problem(wrong),
    }
    return page(visit, "desk/rules.html", context, status=422 if wrong else 200)


def _choices(visit: Visit, want: Asked) -> dict[str, Any]:
    return {
        "asked": want,
        "whats": [(FINE, _title("", {})), *_titles(visit).items()],
        "promises": [(str(one), percent(one)) for one in PROMISES],
        "shares": [(str(one), percent(one)) for one in AUDIT_SHARES],
    }


def percent(share: float) -> str:
    """A share as it is said: 99 %, 99.5 %; never rounded up to what was not reached."""
    tenths = int(share * 1000 + 1e-9)
    return local.percent(tenths / 10)


def _titles(visit: Visit) -> dict[str, str]:
    clauses = in_force(visit.site.id).clauses.all()
    return {clause.key: clause.title for clause in clauses if clause.enabled}


def _title(clause: str, titles: dict[str, str]) -> str:
    if not clause:
        return _("Approve what is fine")
    return _("Reject: %(clause)s") % {"clause": titles.get(clause, clause)}


def _line(rule: StandingRule, titles: dict[str, str], screener: str) -> RuleLine:
    version = rule.versions.latest("number")
    acting = rule.active or version
    return RuleLine(
        rule=rule,
        title=_title(rule.clause, titles),
        version=version,
        audited=audited(acting),
        outdated=version.screener != screener,
    )


def _read(asked: QueryDict) -> Asked:
    return Asked(
        asked.get("what", ""),
        _number(asked.get("promise", ""), PROMISES),
        _number(asked.get("audit_share", ""), AUDIT_SHARES),
    )


def _number(given: str, allowed: tuple[float, ...]) -> float:
    """The allowed figure that was sent; 0, which is none of them, for anything else."""
    return next((one for one in allowed if str(one) == given), 0.0)


@desk(Action.SET_RULES, "GET", "POST")
def measure_rule(visit: Visit) -> HttpResponse:
    """What our own decisions say of a rule, with examples; sent, it becomes the next version."""
    if visit.request.method == "POST":
        return _propose(visit, _read(visit.request.POST))
    want = _read(visit.request.GET)
    try:
        check_asked(visit.site, want.clause, want.direction, want.promise)
    except BadRule as bad:
        return _list(visit, want, wrong_of(bad))
    measured = measure(visit.site, want.clause, want.direction, want.promise, visit.now)
    return _measured(visit, want, measured)


def _measured(visit: Visit, want: Asked, measured: Measured, *, status: int = 200) -> HttpResponse:
    cases = [*measured.same, *measured.other, *measured.below]
    known = comments_by_ids([case.comment for case in cases])

    def shown(some: tuple[Case, ...]) -> list[dict[str, Any]]:
        return [
            {"comment": known[one.comment], "percent": percent(one.probability)}
            for one in some
            if one.comment in known
        ]

    context = {
        "want": want,
        "title": _title(want.clause, _titles(visit)),
        "measured": measured,
        "langs": listed(map(language_name, measured.langs)),
        "left_alone": listed(map(language_name, measured.left_alone)),
        "promise": percent(want.promise),
        "share": percent(want.audit_share),
        "threshold": percent(measured.tried),
        "estimate": percent(measured.agreed / measured.measured) if measured.measured else "",
        "lower": percent(measured.lower),
        "upper": percent(measured.upper),
        "same": shown(measured.same),
        "other": shown(measured.other),
        "below": shown(measured.below),
        **_choices(visit, want),
    }
    return page(visit, "desk/rule_measured.html", context, status=status)


def _propose(visit: Visit, want: Asked) -> HttpResponse:
    try:
        version = propose(
            visit.site,
            want.clause,
            want.direction,
            promise=want.promise,
            audit_share=want.audit_share,
            by=visit.staff,
            now=visit.now,
        )
    except TooLittleKnown as refusal:
        return _measured(visit, want, refusal.measured, status=422)
    except BadRule as bad:
        return _list(visit, want, wrong_of(bad))
    messages.success(visit.request, _("Kept as a version. It does nothing until you switch it on."))
    return redirect("desk:rule", version.rule_id)


@desk(Action.SEE_RULES)
def show_rule(visit: Visit, rule_id: UUID) -> HttpResponse:
    return _rule(visit, rule_id)


def _rule(visit: Visit, rule_id: UUID, wrong: Wrong | None = None) -> HttpResponse:
    rule = rule_by_id(visit.site, rule_id)
    if rule is None:
        return not_found(visit)
    titles = _titles(visit)
    line = _line(rule, titles, current_screener(visit.site))
    context = {
        "line": line,
        "versions": [
            _version(one) for one in rule.versions.select_related("by").order_by("-number")
        ],
        "decisions": list(decisions_of(rule)[:_SHOWN]),
        "history": _history(rule),
        "agreed": percent(line.audited.agreed / line.audited.answered)
        if line.audited.answered
        else "",
        "lower": percent(line.audited.lower),
        "upper": percent(line.audited.upper),
        "may_set": visit.may(Action.SET_RULES),
        **problem(wrong),
    }
    return page(visit, "desk/rule.html", context, status=422 if wrong else 200)


def _version(version: RuleVersion) -> dict[str, Any]:
    return {
        "version": version,
        "promise": percent(version.promise),
        "threshold": percent(version.threshold),
        "estimate": percent(version.agreed / version.measured),
        "lower": percent(version.lower),
        "upper": percent(version.upper),
        "share": percent(version.audit_share),
        "langs": listed(map(language_name, version.langs)),
    }


def _history(rule: StandingRule) -> list[dict[str, Any]]:
    events = [event for event in history(rule.id) if event.deed in DEEDS]
    people = names_of([UUID(_staff(one)) for one in events if one.actor.startswith(_STAFF)])
    return [
        {
            "at": event.at,
            "deed": DEEDS[event.deed],
            "by": people.get(UUID(_staff(event)), "") if event.actor.startswith(_STAFF) else "",
            "number": event.payload.get("number"),
            "answered": event.payload.get("answered"),
            "agreed": event.payload.get("agreed") if "answered" in event.payload else None,
        }
        for event in reversed(events)
    ]


def _staff(event: Event) -> str:
    return event.actor.removeprefix(_STAFF)


@desk(Action.SET_RULES, "POST")
def switch_rule(visit: Visit, rule_id: UUID) -> HttpResponse:
    """On, the version that the editor looked at; or off."""
    version = as_uuid(visit.request.POST.get("version", ""))
    try:
        if visit.request.POST.get("to") == "on" and version:
            switch_on(rule_id, version, by=visit.staff, now=visit.now)
            messages.success(visit.request, _("The rule is on. It acts on what comes in from now."))
        else:
            switch_off(rule_id, by=visit.staff, now=visit.now)
            messages.success(visit.request, _("The rule is off."))
    except StandingRule.DoesNotExist:
        return not_found(visit)
    except BadRule as bad:
        return _rule(visit, rule_id, Wrong("", bad.message))
    return redirect("desk:rule", rule_id)


@desk(Action.SEE_RULES, "POST")
def take_back_decisions(visit: Visit, rule_id: UUID) -> HttpResponse:
    """Holds the chosen comments again, for people to decide."""
    chosen = [found for one in visit.request.POST.getlist("decision") if (found := as_uuid(one))]
    try:
        done = take_back(rule_id, chosen, by=visit.staff, now=visit.now)
    except StandingRule.DoesNotExist:
        return not_found(visit)
    words = ngettext("%(count)s comment is held again.", "%(count)s comments are held again.", done)
    messages.success(visit.request, words % {"count": number(done)})
    return redirect("desk:rule", rule_id)
