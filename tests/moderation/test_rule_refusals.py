"""What the database refuses about standing rules, tried by hand."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stet.moderation.models import Decision, Screening
from stet.moderation.rules.models import RuleVersion, StandingRule
from stet.moderation.rules.standing import (
    switch_on,
)
from stet.newsroom.models import Article
from tests.moderation.ruling import known, proposed
from tests.support.newsroom import Newsroom


def _by_hand(newsroom: Newsroom, version: RuleVersion, **parts: Any) -> Decision:
    comment = newsroom.post("Well.")
    screening = Screening.objects.create(
        comment=comment,
        screener=parts.pop("screener", version.screener),
        lang="en",
        suggestion="look",
        clauses=[],
        scores={},
        spans=[],
        reasons=[],
        at=newsroom.later(),
    )
    values = {
        "comment": comment,
        "comment_version": 1,
        "screening": screening,
        "guidelines_id": Decision.objects.first().guidelines_id,  # type: ignore[union-attr]
        "outcome": "reject",
        "kind": "rule",
        "rule": version,
        "at": newsroom.later(),
        **parts,
    }
    with transaction.atomic():
        return Decision.objects.create(**values)


def test_the_database_refuses_a_decision_of_a_rule_that_is_not_on(newsroom: Newsroom) -> None:
    known(newsroom)
    version = proposed(newsroom)
    with pytest.raises(IntegrityError, match="while it is on"):
        _by_hand(newsroom, version)
    switch_on(version.rule_id, version.id, by=newsroom.administrator, now=newsroom.later())
    _by_hand(newsroom, version)
    wrong: list[dict[str, Any]] = [
        {"outcome": "approve"},
        {"screener": "stet@0"},
        {"rule": None},
        {"decider": newsroom.alice},
        {"kind": "person", "decider": newsroom.alice},
    ]
    for parts in wrong:
        with pytest.raises(IntegrityError):
            _by_hand(newsroom, version, **parts)
    Article.objects.update(seniors_only=True)
    with pytest.raises(IntegrityError, match="kept for people"):
        _by_hand(newsroom, version)


def test_the_database_refuses_to_change_a_version_or_to_switch_on_an_older_one(
    newsroom: Newsroom,
) -> None:
    known(newsroom)
    first, second = proposed(newsroom), proposed(newsroom)
    assert second.number == first.number + 1
    rule = StandingRule.objects.filter(id=first.rule_id)
    attempts: list[Any] = [
        lambda: RuleVersion.objects.update(threshold=0.1),
        lambda: RuleVersion.objects.all().delete(),
        lambda: rule.update(state="on", active=first),
        lambda: rule.update(clause="threat"),
        lambda: rule.update(state="on"),
        lambda: StandingRule.objects.create(
            site=newsroom.site,
            clause="threat",
            direction="reject",
            state="on",
            active=second,
            since=newsroom.now,
        ),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
