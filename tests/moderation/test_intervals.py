"""The interval of a share that was counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.moderation.intervals import fewest_without_error, wilson

COUNTS = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
# (1998), table I, method 3.
@pytest.mark.parametrize(
    ("successes", "n", "lower", "upper"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_it_gives_the_published_figures(successes: int, n: int, lower: float, upper: float) -> None:
    assert wilson(successes, n) == pytest.approx((lower, upper), abs=0.00005)


@given(COUNTS, st.floats(0.5, 0.999))
def test_it_holds_the_share_itself(counts: tuple[int, int], level: float) -> None:
    lower, upper = wilson(*counts, level)
    assert 0.0 <= lower <= counts[0] / counts[1] <= upper <= 1.0


@given(COUNTS)
def test_it_is_the_same_seen_from_the_failures(counts: tuple[int, int]) -> None:
    successes, n = counts
    lower, upper = wilson(successes, n)
    assert wilson(n - successes, n) == pytest.approx((1 - upper, 1 - lower), abs=1e-9)


@given(COUNTS)
def test_it_narrows_with_more_of_the_same(counts: tuple[int, int]) -> None:
    successes, n = counts
    lower, upper = wilson(successes, n)
    surer_lower, surer_upper = wilson(2 * successes, 2 * n)
    assert lower <= surer_lower <= surer_upper <= upper


@given(COUNTS, st.floats(0.5, 0.9), st.floats(0.91, 0.999))
def test_it_widens_with_the_level(counts: tuple[int, int], less: float, more: float) -> None:
    assert wilson(*counts, more)[0] <= wilson(*counts, less)[0]
    assert wilson(*counts, more)[1] >= wilson(*counts, less)[1]


def test_of_nothing_it_knows_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "n", "level"), [(2, 1, 0.9), (-1, 1, 0.9), (1, 1, 1.0)])
def test_it_refuses_what_cannot_be(successes: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match="lie"):
        wilson(successes, n, level)


@pytest.mark.parametrize(("promise", "fewest"), [(0.9, 35), (0.95, 73), (0.99, 381)])
def test_a_promise_needs_so_many_without_an_error(promise: float, fewest: int) -> None:
    assert fewest_without_error(promise) == fewest


@given(st.floats(0.5, 0.999))
def test_one_fewer_would_not_do(promise: float) -> None:
    n = fewest_without_error(promise)
    assert wilson(n, n)[0] >= promise
    assert n == 1 or wilson(n - 1, n - 1)[0] < promise
