"""Replay: what a threshold would have said of past decisions, counted against what people decided."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.moderation.outcomes import Outcome
from stet.moderation.replaying import (
    CALLS,
    EXAMPLES,
    Share,
    Tally,
    add_threshold,
    replay_threshold,
)

_SPACE = UUID(int=7)
_START = datetime(2026, 3, 1, tzinfo=UTC)


def decided(
    number: int,
    verdict: str,
    score: float | None,
    suggestion: str = "look",
    clause: str = "threat",
) -> Outcome:
    return Outcome(
        comment=uuid5(_SPACE, f"comment {number}"),
        decision=uuid5(_SPACE, f"decision {number}"),
        decided_at=_START + timedelta(minutes=number),
        verdict=verdict,  # type: ignore[arg-type]
        clauses=(clause,) if verdict == "reject" else (),
        decider=uuid5(_SPACE, "alice"),
        lang="en",
        scores={} if score is None else {"threat": score},
        suggestion=suggestion if score is not None else "",
        screener="stet@1",
        article=uuid5(_SPACE, "article"),
    )


past = st.lists(
    st.builds(
        decided,
        st.integers(0, 10_000),
        st.sampled_from(["approve", "reject"]),
        st.none() | st.floats(0, 1),
        st.sampled_from(["approve", "look", "reject"]),
        st.sampled_from(["threat", "profanity"]),
    ),
    max_size=60,
)
rules = st.tuples(st.just("threat"), st.floats(0, 1), st.sampled_from(["approve", "reject"]))


def test_a_threshold_to_reject_is_set_beside_what_people_decided() -> None:
    before = [
        decided(1, "reject", 0.95),
        decided(2, "reject", 0.91, clause="profanity"),
        decided(3, "approve", 0.92),
        decided(4, "reject", 0.4),
        decided(5, "approve", 0.1, "approve"),
        decided(6, "reject", 0.99, "reject"),
        decided(7, "approve", None),
    ]

    replay = replay_threshold(before, "threat", 0.9, "reject")

    assert (replay.rows, replay.changed) == (7, 3)
    assert replay.newly("reject") == 3
    assert (replay.newly("reject", "reject"), replay.newly("reject", "approve")) == (2, 1)
    assert replay.acted == Share(3, 4)
    assert replay.cited == Share(2, 4)
    assert replay.precision("reject") == Share(3, 4)
    assert replay.precision("reject", after=False) == Share(1, 1)
    assert replay.recall("reject") == Share(3, 4)
    assert replay.said("", "approve") == 1
    assert [e.comment for e in replay.shown("reject", agrees=False)] == [before[2].comment]
    assert [e.comment for e in replay.shown("reject", agrees=True)] == [
        before[1].comment,
        before[0].comment,
    ]


def test_a_threshold_to_approve_acts_up_to_it() -> None:
    before = [decided(1, "approve", 0.02), decided(2, "reject", 0.03), decided(3, "approve", 0.04)]
    replay = replay_threshold(before, "threat", 0.03, "approve")
    assert replay.acted == Share(1, 2)
    assert replay.newly("approve", "reject") == 1
    assert replay.cited is None


def test_nothing_acts_on_what_nobody_screened() -> None:
    for direction in ("approve", "reject"):
        replay = replay_threshold([decided(1, "approve", None)], "threat", 0.5, direction)
        assert (replay.acted, replay.changed) == (Share(0, 0), 0)
        assert replay.acted is not None
        assert (replay.acted.value, replay.acted.interval) == (None, (0.0, 1.0))


@given(past, rules)
def test_every_decision_is_counted_once_and_nobodys_verdict_changes(
    before: list[Outcome], rule: tuple[str, float, str]
) -> None:
    replay = replay_threshold(before, *rule)  # type: ignore[arg-type]
    assert replay.rows == len(before)
    for verdict in ("approve", "reject"):
        made = sum(one.verdict == verdict for one in before)
        assert sum(replay.said(call, verdict) for call in CALLS) == made
        assert sum(replay.said(call, verdict, after=False) for call in CALLS) == made
    assert replay.acted is not None
    assert replay.acted.of >= replay.changed
    assert sum(replay.newly(call) for call in CALLS) == replay.changed


@given(past, st.floats(0, 1), st.floats(0, 1))
def test_a_stricter_threshold_never_acts_more_often(
    before: list[Outcome], one: float, other: float
) -> None:
    low, high = sorted([one, other])
    lax, strict = (replay_threshold(before, "threat", at, "reject") for at in (low, high))
    assert strict.acted is not None
    assert lax.acted is not None
    assert strict.acted.of <= lax.acted.of
    assert strict.recall("reject").hits <= lax.recall("reject").hits


@given(past, rules, st.integers(0, 60))
def test_a_run_that_was_kept_and_taken_up_again_ends_as_one_that_was_not(
    before: list[Outcome], rule: tuple[str, float, str], cut: int
) -> None:
    tally = Tally(rule=rule[2])
    for place, outcome in enumerate(before):
        if place == cut:
            tally = Tally.from_dict(json.loads(json.dumps(tally.as_dict())))
        add_threshold(tally, outcome, *rule)  # type: ignore[arg-type]
    whole = replay_threshold(before, *rule)  # type: ignore[arg-type]
    assert tally.replay().counts == whole.counts
    assert set(tally.replay().examples) == set(whole.examples)
    assert tally.replay().acted == whole.acted


def test_memory_holds_a_few_examples_however_many_decisions() -> None:
    many = (decided(number, "approve", 0.99) for number in range(5000))
    replay = replay_threshold(many, "threat", 0.5, "reject")
    assert replay.newly("reject") == 5000
    assert len(replay.examples) == EXAMPLES


@pytest.mark.parametrize(("hits", "of"), [(0, 10), (10, 10), (7, 9)])
def test_a_share_has_an_interval_around_it(hits: int, of: int) -> None:
    share = Share(hits, of)
    low, high = share.interval
    assert share.value is not None
    assert 0 <= low <= share.value <= high <= 1
    assert low < high
