"""Cohen's kappa is the one of the textbooks, and claims no more than its numbers carry."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stet.moderation.kappa import cohens_kappa

# Two dermatologists on 88 patients: SAS/STAT User's Guide, PROC FREQ, example "Cohen's Kappa
# Coefficient" (simple kappa 0.3449, ASE 0.0724, 95 % limits 0.2030 and 0.4868).
SKIN = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
# Statalist, December 2009, `kapci`: kappa .3411969, limits .2896668 and .3927271.
VETERANS = [[1395, 118], [261, 158]]

COUNTS = st.integers(0, 60)
TABLES = st.integers(2, 4).flatmap(
    lambda size: st.lists(
        st.lists(COUNTS, min_size=size, max_size=size), min_size=size, max_size=size
    )
)


@pytest.mark.parametrize(
    ("table", "kappa", "low", "high"),
    [(SKIN, 0.3449, 0.2030, 0.4868), (VETERANS, 0.3412, 0.28967, 0.39273)],
)
def test_it_is_what_other_programs_print(
    table: list[list[int]], kappa: float, low: float, high: float
) -> None:
    found = cohens_kappa(table)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((kappa, low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("table", "kappa"),
    # Fifty grant proposals and two readers; and two tables of the same agreement whose kappas
    # differ, since chance would bring more of it in the first.
    [
        ([[20, 5], [10, 15]], 0.4),
        ([[45, 15], [25, 15]], 0.1304),
        ([[25, 35], [5, 35]], 0.2593),
    ],
)
def test_it_is_the_textbooks_value(table: list[list[int]], kappa: float) -> None:
    found = cohens_kappa(table)
    assert found is not None
    assert found.value == pytest.approx(kappa, abs=5e-5)


def test_perfect_agreement_is_one_but_not_for_sure() -> None:
    found = cohens_kappa([[20, 0], [0, 20]])
    assert found is not None
    assert found.value == found.high == 1
    assert 0.7 < found.low < 0.95


def test_an_answer_that_never_varies_leaves_a_wide_interval() -> None:
    found = cohens_kappa([[25, 0], [5, 0]])
    assert found is not None
    assert found.value == pytest.approx(0)
    assert found.low < -0.3
    assert found.high > 0.3


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[30, 0], [0, 0]]])
def test_it_is_not_defined_where_there_is_nothing_to_compare(table: list[list[int]]) -> None:
    assert cohens_kappa(table) is None


def test_it_refuses_what_is_no_square() -> None:
    with pytest.raises(ValueError, match="square"):
        cohens_kappa([[1, 2]])


@given(TABLES)
def test_the_interval_holds_the_value_and_stays_on_the_scale(table: list[list[int]]) -> None:
    found = cohens_kappa(table)
    assume(found is not None)
    assert found is not None
    assert -1 - 1e-9 <= found.low <= found.value + 1e-9
    assert found.value - 1e-9 <= found.high <= 1 + 1e-9
    assert 0 <= found.observed <= 1


@given(TABLES)
def test_it_does_not_matter_who_was_first(table: list[list[int]]) -> None:
    one, other = cohens_kappa(table), cohens_kappa([list(row) for row in zip(*table, strict=True)])
    assert (one is None) is (other is None)
    if one and other:
        assert math.isclose(one.value, other.value, abs_tol=1e-9)
        assert math.isclose(one.low, other.low, abs_tol=1e-9)


@given(TABLES)
def test_four_times_as_many_pairs_tell_more(table: list[list[int]]) -> None:
    few, many = cohens_kappa(table), cohens_kappa([[4 * n for n in row] for row in table])
    assert (few is None) is (many is None)
    if few and many:
        assert math.isclose(few.value, many.value, abs_tol=1e-9)
        assert many.high - many.low <= few.high - few.low + 1e-9
