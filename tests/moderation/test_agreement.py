"""Agreement is counted over double reviews alone, by clause and week, and silent when there are too few."""

from datetime import date, datetime, timedelta
from itertools import count

import pytest

from stet.moderation.deciding import Verdict
from stet.moderation.reviewing.agreeing import LEAST_PAIRS, Agreement, agreement, by_month
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom

_NUMBERS = count(1)  # the same words at once would be one comment


def pair(newsroom: Newsroom, first: tuple[str, ...], second: tuple[str, ...]) -> Review:
    """Alice and Bob on one comment: the clauses of each, or none to approve."""
    comment = newsroom.post(f"Word {next(_NUMBERS)} on the ferry.")
    newsroom.decide(comment, "reject" if first else "approve", *first)
    review = Review.objects.get(comment=comment, kind="double_review")
    outcome = "reject" if second else "approve"
    verdict = Verdict(comment.id, outcome, [*second], seen=newsroom.seen(comment))
    return answer(review.id, verdict, newsroom.bob, newsroom.later())


def found(newsroom: Newsroom) -> Agreement:
    return agreement(newsroom.now - timedelta(days=30), newsroom.later(60))


@pytest.fixture
def every(newsroom: Newsroom) -> Newsroom:
    Site.objects.update(double_review=100)
    return newsroom


def test_it_says_nothing_of_nothing(newsroom: Newsroom) -> None:
    nothing = found(newsroom)
    assert (nothing.overall.pairs, nothing.overall.kappa, nothing.overall.percent) == (
        0,
        None,
        None,
    )
    assert (nothing.clauses, nothing.weeks) == ([], [])


def test_it_counts_the_textbooks_table(every: Newsroom) -> None:
    # Cohen's table of fifty: 20 both ways yes, 15 both no, 5 and 10 apart: kappa 0.4.
    for first, second, number in (
        (("threat",), ("threat",), 15),
        (("threat",), (), 10),
        ((), ("threat",), 5),
        ((), (), 20),
    ):
        for _ in range(number):
            pair(every, first, second)
    told = found(every)
    assert (told.overall.pairs, told.overall.percent) == (50, 70)
    assert told.overall.kappa is not None
    assert told.overall.kappa.value == pytest.approx(0.4)
    assert told.overall.kappa.low < 0.4 < told.overall.kappa.high
    (threat,) = told.clauses
    assert threat.kappa is not None
    assert (threat.name, threat.cited) == ("threat", 30)
    assert threat.kappa.value == pytest.approx(0.4)


def test_too_few_are_too_few_to_say(every: Newsroom) -> None:
    for _ in range(LEAST_PAIRS - 1):
        pair(every, (), ())
    told = found(every)
    assert (told.overall.kappa, told.overall.enough) == (None, False)
    pair(every, ("threat",), ("threat",))
    told = found(every)
    assert told.overall.kappa is not None
    assert told.overall.kappa.value == 1
    (threat,) = told.clauses
    assert (threat.pairs, threat.cited, threat.kappa) == (LEAST_PAIRS, 1, None)


def test_always_the_same_answer_defines_no_kappa(every: Newsroom) -> None:
    for _ in range(LEAST_PAIRS):
        pair(every, (), ())
    told = found(every)
    assert (told.overall.kappa, told.overall.enough, told.overall.percent) == (None, True, 100)


def test_second_opinions_and_what_is_open_do_not_count(every: Newsroom) -> None:
    asked = every.post("Is this a joke?")
    review = ask(Question(asked.id, leaning="approve"), every.alice, every.later())
    verdict = Verdict(asked.id, "reject", ["threat"], seen=every.seen(asked))
    answer(review.id, verdict, every.bob, every.later())
    every.decide(every.post("Drawn, and not answered."), "approve")
    assert found(every).overall.pairs == 0


@pytest.mark.parametrize(
    ("timezone", "monday"), [("UTC", date(2026, 2, 23)), ("Asia/Baghdad", date(2026, 3, 2))]
)
def test_weeks_begin_on_the_sites_monday(every: Newsroom, timezone: str, monday: date) -> None:
    every.now = datetime.fromisoformat("2026-03-01T22:30:00+00:00")  # a Sunday, late
    review = pair(every, (), ())
    assert review.closed_at is not None
    (week,) = agreement(review.closed_at, every.later(60), timezone=timezone).weeks
    assert (week.first, week.measured.pairs) == (monday, 1)


def test_the_period_is_half_open(every: Newsroom) -> None:
    review = pair(every, (), ())
    assert review.closed_at is not None
    moment = review.closed_at
    assert agreement(moment, moment + timedelta(seconds=1)).overall.pairs == 1
    assert agreement(moment - timedelta(seconds=1), moment).overall.pairs == 0


@pytest.mark.parametrize(("timezone", "pairs"), [("UTC", [0, 1, 1]), ("Asia/Baghdad", [0, 0, 2])])
def test_months_are_the_sites_own_and_none_is_left_out(
    every: Newsroom, timezone: str, pairs: list[int]
) -> None:
    every.now = datetime.fromisoformat("2026-02-28T22:30:00+00:00")
    pair(every, ("threat",), ())
    every.now = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
    pair(every, (), ())
    since = datetime.fromisoformat("2026-01-15T00:00:00+00:00")
    months = by_month(since, every.later(), timezone=timezone)
    assert [month.first for month in months] == [date(2026, number, 1) for number in (1, 2, 3)]
    assert [month.measured.pairs for month in months] == pairs
    assert [month.measured.agreed for month in months] == [max(0, n - 1) for n in pairs[:2]] + [1]
