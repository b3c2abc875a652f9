"""Figures about the newsroom's work say what happened: no more, no less, on both databases."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.insight.appeals import second_looks
from stet.moderation.insight.pace import own_pace
from stet.moderation.insight.periods import Period, asked_period, last_days
from stet.moderation.insight.quality import BINS, judged
from stet.moderation.insight.subjects import subjects
from stet.moderation.insight.waits import waiting_times, waits_of
from stet.moderation.insight.work import work_done
from stet.moderation.intake import receive
from stet.moderation.outcomes import Outcome
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Staff
from tests.support.newsroom import Newsroom

UTC_ZONE = ZoneInfo("UTC")
KATHMANDU = ZoneInfo("Asia/Kathmandu")  # 5 hours and 45 minutes off
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(newsroom: Newsroom, when: datetime, text: str) -> Comment:
    return receive(newsroom.draft(text), when).comment


def decided(
    newsroom: Newsroom, when: datetime, text: str, *clauses: str, by: Staff, waited: timedelta
) -> Comment:
    """A comment that was decided at ``when`` after it had waited so long."""
    comment = at(newsroom, when - waited, text)
    outcome = "reject" if clauses else "approve"
    decide(Verdict(comment.id, outcome, [*clauses]), by, when)
    return comment


def week(newsroom: Newsroom, zone: ZoneInfo = UTC_ZONE) -> Period:
    return last_days(7, zone, newsroom.now)


@pytest.fixture
def busy(newsroom: Newsroom) -> Newsroom:
    """Three decisions on one day of this week, one on another, two in the week before."""
    newsroom.now = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    one, two = newsroom.now - 2 * DAY, newsroom.now - 3 * DAY
    alice, bob = newsroom.alice, newsroom.bob
    decided(newsroom, one, "The first.", by=alice, waited=10 * MINUTE)
    decided(newsroom, one + MINUTE, "The second.", "threat", by=alice, waited=20 * MINUTE)
    decided(
        newsroom,
        one + 2 * MINUTE,
        "The third.",
        "threat",
        "profanity",
        by=bob,
        waited=30 * MINUTE,
    )
    decided(newsroom, two, "The fourth.", by=bob, waited=100 * MINUTE)
    for number in range(2):
        earlier = newsroom.now - (8 + number) * DAY
        decided(newsroom, earlier, f"Earlier, {number}.", "threat", by=bob, waited=5 * MINUTE)
    return newsroom


def test_it_counts_what_came_and_what_was_decided(busy: Newsroom) -> None:
    at(busy, busy.now - MINUTE, "Still waiting.")
    done = work_done(week(busy))
    assert (done.whole.received, done.whole.approved, done.whole.rejected) == (5, 2, 2)
    assert (done.before.received, done.before.decided, done.before.approval) == (2, 2, 0.0)
    assert [part.decided for part in done.parts] == [0, 0, 0, 1, 3, 0, 0]
    assert done.clock[12].decided == 4
    assert sum(hour.decided for hour in done.clock) == 4


def test_an_hour_counts_once_for_each_person_at_work(busy: Newsroom) -> None:
    done = work_done(week(busy))
    # From twelve to one Alice and Bob, and Bob the day before.
    assert done.whole.hours == 3
    assert done.whole.pace == pytest.approx(4 / 3)


def test_hours_are_those_of_the_sites_clock_even_off_the_full_hour(busy: Newsroom) -> None:
    done = work_done(week(busy, KATHMANDU))
    assert done.clock[17].decided == 4  # 12:00 to 12:03 in UTC
    late = busy.now.replace(hour=12, minute=20) - 2 * DAY
    decided(busy, late, "After the hour.", by=busy.alice, waited=MINUTE)
    done = work_done(week(busy, KATHMANDU))
    assert (done.clock[17].decided, done.clock[18].decided) == (4, 1)


def test_waits_are_told_with_median_and_ninetieth(busy: Newsroom) -> None:
    times = waiting_times(week(busy))
    assert (times.whole.number, times.before.number) == (4, 2)
    assert (times.whole.median, times.whole.ninetieth) == (20 * 60, 100 * 60)
    assert times.before.median == 5 * 60
    assert [part.median for part in times.parts] == [None, None, None, 6000, 1200, None, None]


@given(st.lists(st.integers(0, 500_000), min_size=1, max_size=60))
def test_percentiles_are_those_of_the_sorted_list(waits: list[int]) -> None:
    found = waits_of(Counter(waits))
    ordered = sorted(waits)
    assert found.median == ordered[(len(waits) + 1) // 2 - 1]
    assert found.ninetieth == ordered[-(-len(waits) * 9 // 10) - 1]


def test_it_tells_clauses_articles_sections_and_languages(busy: Newsroom) -> None:
    found = subjects(week(busy))
    clauses = {each.key: (each.rejected, each.before) for each in found.clauses}
    assert clauses == {"threat": (2, 2), "profanity": (1, 0)}
    (article,) = found.articles
    assert (article.key, article.approved, article.rejected, article.before) == (
        str(busy.article.id),
        2,
        2,
        2,
    )
    assert found.headlines[article.key] == busy.article.headline
    assert sum(each.decided for each in found.languages) == 4
    assert [each.decided for each in found.sections] == [4]


def test_of_an_empty_newsroom_there_is_nothing_to_tell(newsroom: Newsroom) -> None:
    period = week(newsroom)
    assert work_done(period).whole.approval is None
    assert waiting_times(period).whole.median is None
    assert subjects(period).clauses == []


def test_a_year_is_told_in_months(busy: Newsroom) -> None:
    period = last_days(365, UTC_ZONE, busy.now)
    assert sum(part.number for part in waiting_times(period).parts) == 6
    assert sum(part.decided for part in work_done(period).parts) == 6


def outcome(risk: float, verdict: str, *, suggestion: str = "look", clause: str = "") -> Outcome:
    return Outcome(
        comment=uuid4(),
        decision=uuid4(),
        decided_at=datetime.now(UTC),
        verdict=verdict,  # type: ignore[arg-type]
        clauses=("threat",) if verdict == "reject" else (),
        decider=uuid4(),
        lang="en",
        scores={"threat": risk},
        suggestion=suggestion,
        screener="stet@1",
        article=uuid4(),
        named=(clause,) if clause else (),
    )


def test_calibration_holds_the_risk_against_the_share_rejected() -> None:
    found = judged(
        [
            outcome(0.72, "reject"),
            outcome(0.78, "reject"),
            outcome(0.71, "approve"),
            outcome(0.02, "approve"),
            outcome(1.0, "reject"),
        ],
        None,
    )
    assert len(found.bins) == BINS
    seventies = found.bins[7]
    assert (seventies.rejected.hits, seventies.rejected.of) == (2, 3)
    assert seventies.mean == pytest.approx(0.7367, abs=1e-4)
    assert seventies.rejected.interval[0] < 2 / 3 < seventies.rejected.interval[1]
    assert found.bins[9].rejected.of == 1
    assert found.bins[5].mean is None
    assert not found.enough


def test_precision_and_recall_count_suggestions_against_verdicts() -> None:
    found = judged(
        [
            outcome(0.9, "reject", suggestion="reject", clause="threat"),
            outcome(0.9, "approve", suggestion="reject", clause="threat"),
            outcome(0.4, "reject", suggestion="look"),
            outcome(0.1, "approve", suggestion="approve"),
        ],
        None,
    )
    assert (found.reject_precision.hits, found.reject_precision.of) == (1, 2)
    assert (found.reject_recall.hits, found.reject_recall.of) == (1, 2)
    assert (found.fine_precision.hits, found.fine_precision.of) == (1, 1)
    (threat,) = found.clauses
    assert (threat.precision.hits, threat.precision.of) == (1, 2)
    assert (threat.recall.hits, threat.recall.of) == (1, 2)


def test_second_looks_tell_how_many_came_and_how_old_the_oldest_is(busy: Newsroom) -> None:
    rejected = decided(busy, busy.now - DAY, "Mild.", "threat", by=busy.alice, waited=MINUTE)
    appeal(rejected.id, "I meant the trains.", busy.now - DAY + MINUTE)
    found = second_looks(Review.Kind.APPEAL, week(busy))
    assert (found.opened, found.opened_before, found.open, found.answered) == (1, 0, 1, 0)
    assert found.oldest == busy.now - DAY + MINUTE


def test_ones_own_pace_counts_ones_own_decisions_only(busy: Newsroom) -> None:
    for number in range(7):
        when = busy.now - timedelta(seconds=20 * (7 - number))
        decided(busy, when, f"Just now {number}.", by=busy.alice, waited=MINUTE)
    decided(busy, busy.now, "By Bob.", by=busy.bob, waited=MINUTE)
    pace = own_pace(busy.alice, UTC_ZONE, busy.now)
    assert pace.today == 7
    assert pace.each_s == 20
    assert pace.working_since == busy.now - timedelta(seconds=140)
    assert [day.decided for day in pace.days][-3:] == [2, 0, 7]


def test_a_pause_ends_the_stretch_of_work_and_counts_for_no_decision(busy: Newsroom) -> None:
    pace = own_pace(busy.alice, UTC_ZONE, busy.now)
    assert pace.working_since is None
    assert pace.each_s is None


def test_a_period_of_the_past_is_not_touched_by_today(busy: Newsroom) -> None:
    day = (busy.now - 3 * DAY).date().isoformat()
    period = asked_period(day, day, "", UTC_ZONE, busy.now)
    assert work_done(period).whole.decided == 1
    assert waiting_times(period).whole.number == 1
