"""The measures against those of scikit-learn, and by hand where it has none."""

import math
import warnings
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from stet.screening.evaluation import metrics
from stet.screening.evaluation.metrics import Bools, Floats

# Few distinct scores, so that ties are common.
SCORES = st.one_of(
    st.sampled_from([0.0, 0.02, 0.5, 0.9, 1.0]), st.floats(0.0, 1.0, allow_subnormal=False)
)
ROWS = st.lists(st.tuples(st.booleans(), SCORES), min_size=1, max_size=60)
BOTH = ROWS.filter(lambda rows: len({truth for truth, _ in rows}) == 2)


def columns(rows: list[tuple[bool, float]]) -> tuple[Bools, Floats]:
    return np.array([t for t, _ in rows]), np.array([s for _, s in rows], dtype=np.float64)


@given(BOTH)
def test_the_area_is_that_of_scikit_learn(rows: list[tuple[bool, float]]) -> None:
    truth, score = columns(rows)
    assert metrics.roc_auc(truth, score) == pytest.approx(roc_auc_score(truth, score))


@given(BOTH)
def test_average_precision_is_that_of_scikit_learn(rows: list[tuple[bool, float]]) -> None:
    truth, score = columns(rows)
    expected = average_precision_score(truth, score)
    assert metrics.average_precision(truth, score) == pytest.approx(expected)


@given(BOTH)
def test_the_curve_encloses_the_area(rows: list[tuple[bool, float]]) -> None:
    truth, score = columns(rows)
    wrong, right = metrics.roc_curve(truth, score)
    assert (wrong[0], right[0], wrong[-1], right[-1]) == (0.0, 0.0, 1.0, 1.0)
    assert np.trapezoid(right, wrong) == pytest.approx(metrics.roc_auc(truth, score))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_decisions_are_measured_as_scikit_learn_does(rows: list[tuple[bool, bool]]) -> None:
    truth, named = (np.array(column, dtype=np.bool_) for column in zip(*rows, strict=True))
    precision, recall = metrics.precision_recall(truth, named)
    for ours, theirs in (
        (precision, precision_score(truth, named, zero_division=np.nan)),
        (recall, recall_score(truth, named, zero_division=np.nan)),
        (metrics.f1(truth, named), f1_score(truth, named, zero_division=np.nan)),
    ):
        assert ours == pytest.approx(theirs, nan_ok=True)
    if truth.any() and not truth.all():
        expected = f1_score(truth, named, average="macro")
        assert metrics.macro_f1(truth, named) == pytest.approx(expected)


# Where scores are equal, or bins cannot be equally full, the two part them by other rules.
FULL_BINS = st.integers(1, 4).flatmap(
    lambda each: st.lists(
        st.tuples(st.booleans(), st.integers(0, 1_000).map(lambda n: n / 1_000)),
        min_size=each * metrics.BINS,
        max_size=each * metrics.BINS,
        unique_by=lambda row: row[1],
    )
)


@given(FULL_BINS)
def test_bins_are_those_of_scikit_learn(rows: list[tuple[bool, float]]) -> None:
    truth, score = columns(rows)
    bins = metrics.reliability(truth, score)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        true, predicted = calibration_curve(truth, score, n_bins=metrics.BINS, strategy="quantile")
    assert sum(one.rows for one in bins) == len(rows)
    assert [one.truth for one in bins] == pytest.approx(list(true))
    assert [one.score for one in bins] == pytest.approx(list(predicted))


@given(ROWS)
def test_equal_scores_share_a_bin(rows: list[tuple[bool, float]]) -> None:
    bins = metrics.reliability(*columns(rows))
    assert all(low.score < high.score for low, high in pairwise(bins))


def test_calibration_is_the_gap_between_saying_and_being() -> None:
    truth = np.array([True] * 7 + [False] * 3)
    assert metrics.calibration_error(truth, np.full(10, 0.7)) == pytest.approx(0.0)
    assert metrics.calibration_error(truth, np.full(10, 0.2)) == pytest.approx(0.5)


def test_what_the_rows_cannot_say_is_no_number() -> None:
    one_class = np.array([True, True])
    score = np.array([0.1, 0.9])
    nothing, none = np.empty(0, dtype=np.bool_), np.empty(0)
    assert math.isnan(metrics.roc_auc(one_class, score))
    assert math.isnan(metrics.average_precision(~one_class, score))
    assert math.isnan(metrics.roc_auc(nothing, none))
    assert math.isnan(metrics.calibration_error(nothing, none))
    assert math.isnan(metrics.share(nothing))
    assert metrics.reliability(nothing, none) == []
    assert all(map(math.isnan, metrics.mean_auc_interval([(one_class, score)])))
    assert all(map(math.isnan, metrics.mean_auc_interval([])))


@pytest.mark.parametrize(
    ("truth", "found", "expected"),
    [
        ([], [], 1.0),
        ([(0, 4)], [], 0.0),
        ([], [(0, 4)], 0.0),
        ([(0, 4)], [(0, 4)], 1.0),
        ([(0, 4)], [(2, 6)], 0.5),
        ([(0, 4), (8, 12)], [(0, 4)], 2 / 3),
        ([(0, 4)], [(0, 3), (1, 4)], 1.0),
    ],
)
def test_spans_are_measured_as_the_shared_task_did(
    truth: list[tuple[int, int]], found: list[tuple[int, int]], expected: float
) -> None:
    assert metrics.span_f1(truth, found) == pytest.approx(expected)


def test_the_interval_holds_the_figure_and_narrows_with_rows() -> None:
    chance = np.random.default_rng(3)

    def rows(count: int) -> tuple[Bools, Floats]:
        truth = chance.random(count) < 0.3
        return truth, np.clip(chance.normal(0.4 + 0.2 * truth, 0.2), 0, 1)

    few, many = [rows(60), rows(80)], [rows(3_000), rows(3_000)]
    wide, narrow = metrics.mean_auc_interval(few), metrics.mean_auc_interval(many)
    mean = float(np.mean([metrics.roc_auc(*one) for one in many]))
    assert narrow[0] < mean < narrow[1]
    assert narrow[1] - narrow[0] < (wide[1] - wide[0]) / 3
    assert metrics.mean_auc_interval(many) == narrow
