"""Proposing a rule: what our own decisions carry, and what they do not."""

import pytest

from stet.moderation.rules.measuring import measure
from stet.moderation.rules.models import StandingRule
from stet.moderation.rules.standing import (
    BadRule,
    TooLittleKnown,
    propose,
)
from tests.moderation.ruling import known, proposed
from tests.support.newsroom import Newsroom


def test_it_asks_for_so_many_decisions_and_says_how_many(newsroom: Newsroom) -> None:
    known(newsroom, 72)
    with pytest.raises(TooLittleKnown, match="too few") as refusal:
        proposed(newsroom)
    assert refusal.value.measured.fewest == 73
    assert refusal.value.measured.past == 72
    known(newsroom, 1)
    version = proposed(newsroom)
    assert (version.agreed, version.measured) == (73, 73)
    assert version.lower >= version.promise
    assert version.langs == ["en"]


def test_it_refuses_a_promise_that_our_decisions_do_not_keep(newsroom: Newsroom) -> None:
    known(newsroom, 80)
    known(newsroom, 20, rejected=False)
    with pytest.raises(TooLittleKnown, match="do not keep"):
        proposed(newsroom)
    assert not StandingRule.objects.exists()


def test_it_chooses_the_lowest_threshold_that_keeps_the_promise(newsroom: Newsroom) -> None:
    known(newsroom, 80, probability=0.9)
    known(newsroom, 80, probability=0.7)
    known(newsroom, 40, probability=0.6, rejected=False)
    # Not 0.61: nothing was seen between the two.
    assert proposed(newsroom).threshold == pytest.approx(0.7)


def test_a_rejection_for_another_clause_is_no_agreement(newsroom: Newsroom) -> None:
    known(newsroom, 80)
    measured = measure(newsroom.site, "threat", "reject", 0.95, newsroom.later())
    assert measured.agreed == 0


def test_what_another_screener_read_does_not_count(newsroom: Newsroom) -> None:
    known(newsroom, 80, screener="stet@0")
    with pytest.raises(TooLittleKnown):
        proposed(newsroom)


def test_a_rule_that_makes_no_sense_is_refused(newsroom: Newsroom) -> None:
    for clause, direction, promise in (
        ("none", "reject", 0.99),
        ("profanity", "approve", 0.99),
        ("profanity", "reject", 0.5),
        ("profanity", "both", 0.99),
    ):
        with pytest.raises(BadRule):
            propose(
                newsroom.site,
                clause,
                direction,
                promise=promise,
                audit_share=0.05,
                by=newsroom.administrator,
                now=newsroom.later(),
            )
    with pytest.raises(BadRule):
        proposed(newsroom, audit_share=0.0)
