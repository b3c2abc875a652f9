"""Standing rules are proved against the ledger, and so are their decisions."""

from collections.abc import Callable

import pytest

from stet.config.verifying import faults
from stet.moderation.models import Decision, Screening
from stet.moderation.rules.acting import act
from stet.moderation.rules.measuring import current_screener
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.moderation.rules.standing import propose, switch_on
from tests.support.past import past
from tests.verify.conftest import Lived
from tests.verify.hands import unguarded


@pytest.fixture
def ruled(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> Lived:
    """A rule is on, and has decided one comment."""
    monkeypatch.setattr("stet.moderation.rules.acting._dice.random", lambda: 0.999)
    site = lived.article.site
    past(site, lived.article, lived.alice, lived.now, 80)
    by, now = lived.alice, lived.now
    version = propose(site, "profanity", "reject", promise=0.9, audit_share=0.05, by=by, now=now)
    switch_on(version.rule_id, version.id, by=by, now=now)
    lived.write("Ruled", "Another idiot.")
    comment = lived["Ruled"]
    screening = Screening.objects.create(
        comment=comment,
        screener=current_screener(site),
        lang="en",
        suggestion="reject",
        clauses=[],
        scores={"profanity": 0.99},
        spans=[],
        reasons=[],
        at=lived.now,
    )
    act(comment, screening, lived.now)
    return lived


def codes_about(subject: object) -> set[str]:
    return {fault.code for fault in faults() if fault.subject == str(subject)}


def test_what_a_rule_decided_is_proved(ruled: Lived) -> None:
    decision = Decision.objects.get(kind="rule")
    assert ruled["Ruled"].state == "rejected"
    assert codes_about(decision.id) == set()
    assert codes_about(ruled["Ruled"].id) == set()
    assert codes_about(StandingRule.objects.get().id) == set()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda: RuleVersion.objects.update(threshold=0.1),
        lambda: StandingRule.objects.update(state="off", active=None),
    ],
)
def test_a_rule_that_was_changed_by_hand_is_found(
    ruled: Lived, tamper: Callable[[], object]
) -> None:
    with unguarded():
        tamper()
    assert codes_about(StandingRule.objects.get().id) == {"rule.changed"}


def test_a_decision_that_names_another_rule_is_found(ruled: Lived) -> None:
    decision = Decision.objects.get(kind="rule")
    version = RuleVersion.objects.get()
    again = propose(
        ruled.article.site,
        "profanity",
        "reject",
        promise=0.9,
        audit_share=0.05,
        by=ruled.alice,
        now=ruled.now,
    )
    assert again.id != version.id
    with unguarded():
        Decision.objects.filter(id=decision.id).update(rule=again)
    assert "decision.changed" in codes_about(decision.id)
