"""Labels that other systems feed back are learned from only where their key is trusted."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from stet.config.sweeping import sweep_once
from stet.config.verifying import faults
from stet.moderation.learning import learning
from stet.moderation.learning.feedback import Label, count_trusted, keep_feedback
from stet.moderation.learning.learning import gather
from stet.moderation.learning.models import Feedback
from stet.newsroom.models import WireKey
from stet.newsroom.wire_keys import (
    Scope,
    Terms,
    change_key,
    key_named,
    make_key,
    revoke_key,
    terms_of,
)
from tests.moderation.learning.support import approved
from tests.support.newsroom import Newsroom


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "LEAST_DECISIONS", 2)


def key(newsroom: Newsroom, *, trusted: bool = True) -> WireKey:
    terms = Terms("The Ferry Times", frozenset({Scope.AKISMET}), trusted=trusted)
    made = key_named(make_key(newsroom.site, terms, by=None, now=newsroom.later()))
    assert made
    return made


def say(
    newsroom: Newsroom,
    by: UUID,
    text: str,
    verdict: str = "reject",
    clause: str = "",
    at: datetime | None = None,
) -> Feedback:
    label = Label("akismet", text, verdict, {"spam": 1.0}, clause=clause)  # type: ignore[arg-type]
    return keep_feedback(newsroom.site, by, label, at or newsroom.later())


def labels(newsroom: Newsroom) -> int:
    return sum(one.label for one in gather(newsroom.site, newsroom.later()))


def decide_two(newsroom: Newsroom) -> None:
    approved(newsroom, "The ferry is late.")
    approved(newsroom, "The bridge is closed.")


def test_only_labels_of_a_trusted_key_are_read(newsroom: Newsroom) -> None:
    trusted, other = key(newsroom), key(newsroom, trusted=False)
    say(newsroom, trusted.id, "Buy ferry tickets here.", clause="commercial_promotion")
    say(newsroom, other.id, "Buy bridge tickets here.")
    decide_two(newsroom)

    first, *rest = gather(newsroom.site, newsroom.later())

    assert (first.label, first.rejected) == (True, True)
    assert first.clauses == {"commercial_promotion"}
    assert [one.label for one in rest] == [False, False]
    assert count_trusted(newsroom.site) == 1


def test_trust_that_is_taken_back_takes_the_labels_back(newsroom: Newsroom) -> None:
    one = key(newsroom)
    say(newsroom, one.id, "Buy ferry tickets here.")
    decide_two(newsroom)
    assert labels(newsroom) == 1
    distrusted = replace(terms_of(one), trusted=False)
    change_key(one, distrusted, by=None, now=newsroom.later())
    assert labels(newsroom) == 0


def test_labels_of_a_revoked_key_are_not_read(newsroom: Newsroom) -> None:
    one = key(newsroom)
    say(newsroom, one.id, "Buy ferry tickets here.")
    decide_two(newsroom)
    revoke_key(one, by=None, now=newsroom.later())
    assert labels(newsroom) == 0


def test_what_people_here_decided_stands_against_a_label_of_the_same_text(
    newsroom: Newsroom,
) -> None:
    say(newsroom, key(newsroom).id, "The ferry is late.")
    decide_two(newsroom)
    first, second = gather(newsroom.site, newsroom.later())
    assert (first.label, first.rejected, second.label) == (False, False, False)


def test_labels_stand_in_time_among_decisions(newsroom: Newsroom) -> None:
    one = key(newsroom)
    approved(newsroom, "It rains.")
    say(newsroom, one.id, "Buy ferry tickets here.")
    decide_two(newsroom)
    approved(newsroom, "The harbour is full.")
    say(newsroom, one.id, "Buy harbour tickets here.")  # later than what is learned from
    read = gather(newsroom.site, newsroom.later())
    assert [each.label for each in read] == [False, True, False, False, False]


def test_labels_never_outnumber_the_decisions_that_are_learned_from(newsroom: Newsroom) -> None:
    one = key(newsroom)
    for number in range(5):
        say(newsroom, one.id, f"Buy {number} tickets.", "approve" if number else "reject")
    decide_two(newsroom)
    first, *rest = gather(newsroom.site, newsroom.later())
    assert (first.label, first.rejected) == (True, False)  # the latest
    assert not any(each.label for each in rest)


def test_a_label_without_a_clause_that_is_scored_names_none(newsroom: Newsroom) -> None:
    say(newsroom, key(newsroom).id, "Buy tickets.", clause="no_such_clause")
    decide_two(newsroom)
    assert gather(newsroom.site, newsroom.later())[0].clauses == frozenset()


def test_labels_go_after_a_year_whoever_trusts_them(newsroom: Newsroom) -> None:
    one = key(newsroom)
    say(newsroom, one.id, "Buy ferry tickets here.", at=newsroom.now - timedelta(days=364))
    say(newsroom, one.id, "Buy bridge tickets here.", at=newsroom.now - timedelta(days=366))
    assert sweep_once(newsroom.now)["labels"] == 1
    assert Feedback.objects.get().text == "Buy ferry tickets here."
    assert list(faults()) == []
