"""A stretch of time in the newsroom's own days, and what it is compared with."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from stet.moderation.insight.periods import (
    LONGEST,
    USUAL,
    Period,
    Step,
    asked_period,
    last_days,
    midnight,
)

BAGHDAD, BERLIN = ZoneInfo("Asia/Baghdad"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # in Baghdad


def asked(first: str = "", last: str = "", days: str = "") -> Period:
    return asked_period(first, last, days, BAGHDAD, NOON)


def test_days_begin_at_the_sites_midnight() -> None:
    period = asked("2026-11-01", "2026-11-02")
    assert period.begins == datetime(2026, 10, 31, 21, 0, tzinfo=UTC)
    assert period.ends == datetime(2026, 11, 2, 21, 0, tzinfo=UTC)


def test_today_is_compared_with_as_much_of_an_earlier_day() -> None:
    period = last_days(7, BAGHDAD, NOON)
    assert period.ends == NOON
    begins, ends = period.before
    assert begins == midnight(date(2026, 11, 10), BAGHDAD)
    assert ends == NOON - timedelta(days=7)


def test_days_that_are_over_are_compared_with_whole_ones() -> None:
    period = asked("2026-11-10", "2026-11-12")
    assert period.before == (midnight(date(2026, 11, 7), BAGHDAD), period.begins)


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("2026-11-01", "2026-11-20", Step.DAY),
        ("2026-07-01", "2026-11-01", Step.WEEK),
        ("2025-12-15", "2026-11-20", Step.MONTH),
    ],
)
def test_its_parts_cover_it_without_gap_or_overlap(first: str, last: str, step: Step) -> None:
    period = asked(first, last)
    parts = period.parts
    assert period.step is step
    assert parts[0].begins == period.begins
    assert parts[-1].ends == period.ends
    assert all(one.ends == other.begins for one, other in pairwise(parts))
    assert len(parts) <= 62


def test_a_day_of_23_hours_is_still_a_day() -> None:
    period = asked_period("2026-03-28", "2026-03-30", "", BERLIN, NOON)
    lengths = [part.ends - part.begins for part in period.parts]
    assert lengths == [timedelta(hours=24), timedelta(hours=23), timedelta(hours=24)]


@pytest.mark.parametrize("days", ["", "0", "11", "9999", "-7", "x", "٧"])
def test_what_cannot_be_asked_for_is_the_usual(days: str) -> None:
    assert asked(days=days).days == USUAL


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-31", "2026-11-02"), ("0001-01-01", "2026-11-02"), ("2026-11-01", "9999-12-31")],
)
def test_no_date_is_too_strange_to_be_asked(first: str, last: str) -> None:
    assert asked(first, last).days == USUAL


def test_it_turns_swapped_days_round_and_leaves_out_days_to_come() -> None:
    period = asked("2026-12-24", "2026-11-20")
    assert (period.first, period.last) == (date(2026, 11, 20), date(2026, 11, 23))


def test_it_is_never_longer_than_it_may_be() -> None:
    assert asked("2010-01-01", "2026-11-01").days == LONGEST
