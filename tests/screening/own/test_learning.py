"""A head is better on later decisions, for sure, or it is not adopted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stet.screening.evaluation.metrics import average_precision, roc_auc
from stet.screening.own.features import DENSE, WIDTH, Rows, joined, one_row, risk, sigmoid
from stet.screening.own.fitting import Ridge, fit
from stet.screening.own.gaining import _Ranking, gains
from stet.screening.own.head import ANY, BadHead, Head, Part, after, digest_of, moved
from stet.screening.own.learning import LEAST_DECISIONS, TooFew, learn
from stet.screening.own.mixing import Decided
from tests.screening.own.decisions import OWN, by_lot, decided

RIDGE = Ridge(1.0, 1.0)


@pytest.fixture(scope="module")
def past() -> list[Decided]:
    return decided(1200)


def test_a_helpful_head_is_found_better(past: list[Decided]) -> None:
    learned = learn(past, "kin")
    assert learned.better
    assert learned.whole is not None
    assert learned.whole.precision.low > 0.05
    assert learned.whole.auc.after > 0.95
    assert (learned.learned_from, learned.measured_on) == (840, 360)
    assert [part.clause for part in learned.parts if part.kept] == [ANY, "other_abuse"]


@pytest.mark.parametrize("seed", range(4))
def test_decisions_by_lot_make_no_head(seed: int) -> None:
    """By luck such a head can seem better (docs/learning.md says how often); none of these does."""
    learned = learn(decided(700, by_lot, seed=seed), "kin")
    assert not learned.better


def test_words_that_came_up_only_later_are_nothing_to_learn() -> None:
    """What is learned is measured on what came after it, and not on what it was learned from."""
    cited = ["personal_attack"]
    early = decided(840, lambda chance, text, score: score > 0.6, seed=2, clauses=cited)
    late = decided(360, lambda _, text, score: OWN in text or score > 0.6, seed=3, clauses=cited)
    assert not learn(early + late, "kin").better


def test_what_the_head_in_use_knows_already_is_no_gain(past: list[Decided]) -> None:
    known = learn(past, "kin").head
    rows = joined(one.row for one in past)
    used = known.scores(rows, [one.scores for one in past])
    again = [
        Decided(one.row, one.scores, now, one.rejected, one.clauses)
        for one, now in zip(past, used, strict=True)
    ]
    assert not learn(again, "kin").better


def test_too_few_decisions_are_refused_with_what_is_missing() -> None:
    with pytest.raises(TooFew) as few:
        learn(decided(LEAST_DECISIONS - 1), "kin")
    assert few.value.facts["decisions"] == (LEAST_DECISIONS - 1, LEAST_DECISIONS)
    with pytest.raises(TooFew) as few:
        learn(decided(800, lambda *_: False), "kin")
    assert few.value.facts["rejected"][0] == 0
    with pytest.raises(TooFew):
        learn([], "kin")


def test_it_learns_the_same_again(past: list[Decided]) -> None:
    assert learn(past, "kin").checksum == learn(past, "kin").checksum


def test_it_reads_the_word_that_the_newsroom_does_not_want(past: list[Decided]) -> None:
    head = learn(past, "kin").head
    plain, wanted = past[0].scores, "the old ferry is late"
    scores = [
        head.scores(joined([one_row(text, plain)]), [plain])[0]
        for text in (wanted, f"{wanted} {OWN}")
    ]
    assert risk(scores[1]) > 0.5 > risk(scores[0])


def test_without_decisions_the_screener_stays_as_it_is() -> None:
    rows = joined([one_row("the ferry", {})])
    assert Head("kin", ()).scores(rows, [{"threat": 0.3}]) == [{"threat": 0.3}]


def test_a_head_that_was_kept_is_the_same(past: list[Decided]) -> None:
    learned = learn(past, "kin")
    again = Head.from_bytes(learned.kept, learned.checksum)
    rows = joined(one.row for one in past[:50])
    scores = [one.scores for one in past[:50]]
    assert again.scores(rows, scores) == learned.head.scores(rows, scores)
    assert again.to_bytes() == learned.kept


@given(st.binary(max_size=200))
def test_bytes_that_are_no_head_are_refused(kept: bytes) -> None:
    with pytest.raises(BadHead):
        Head.from_bytes(kept, digest_of(kept))


def test_a_head_with_another_checksum_is_refused(past: list[Decided]) -> None:
    kept = Head("kin", (Part(ANY, np.zeros(WIDTH)),)).to_bytes()
    with pytest.raises(BadHead):
        Head.from_bytes(kept + b" ", digest_of(kept))


def test_criticism_of_the_publisher_never_becomes_suspect() -> None:
    given_scores = {"threat": 0.3, "publisher_criticism": 0.5}
    assert moved(given_scores, {ANY: 2.0})["threat"] == 0.3
    assert moved(given_scores, {ANY: -2.0})["threat"] < 0.3
    assert moved({"threat": 0.3, "publisher_criticism": 0.1}, {ANY: 2.0})["threat"] > 0.3


def test_advice_is_not_moved_and_an_optional_clause_only_by_its_own_part() -> None:
    scores = {"threat": 0.3, "constructive": 0.3, "unlawful_or_private": 0.3}
    found = moved(scores, {ANY: 1.0})
    assert found["threat"] > 0.3
    assert (found["constructive"], found["unlawful_or_private"]) == (0.3, 0.3)
    assert moved(scores, {"unlawful_or_private": 1.0})["unlawful_or_private"] > 0.3


chances = st.floats(0, 1)


@given(chances, st.floats(-50, 50))
def test_a_step_gives_a_probability_and_goes_its_way(chance: float, step: float) -> None:
    found = after(chance, step, {})
    assert 0 <= found <= 0.99
    if 0.01 < chance < 0.98:
        assert (found >= chance - 1e-3) if step >= 0 else (found <= chance + 1e-3)


def _small(values: list[list[float]]) -> Rows:
    """Rows of three scores and no words."""
    dense = np.zeros((len(values), DENSE))
    dense[:, 0] = 1.0
    dense[:, 1:4] = values
    empty = np.empty(0, dtype=np.int64)
    return Rows(dense, empty, empty, np.empty(0))


@settings(max_examples=25)
@given(
    st.lists(st.lists(st.floats(-6, 6), min_size=3, max_size=3), min_size=4, max_size=30),
    st.integers(0, 2**30),
)
def test_the_fit_is_where_the_loss_is_flat(values: list[list[float]], seed: int) -> None:
    rows, chance = _small(values), np.random.default_rng(seed)
    truth = chance.integers(0, 2, len(values)).astype(float)
    offset = chance.normal(size=len(values))

    weights = fit(rows, offset, truth, RIDGE)

    held = RIDGE.column()
    slope = rows.back(sigmoid(offset + rows.times(weights)) - truth) + held * weights
    assert np.abs(slope).max() < 0.05 * len(values)
    loss = np.logaddexp(0, -np.where(truth > 0, 1, -1) * (offset + rows.times(weights))).sum()
    nothing = np.logaddexp(0, -np.where(truth > 0, 1, -1) * offset).sum()
    assert loss + 0.5 * (held * weights**2).sum() <= nothing + 1e-9


def test_a_heavy_ridge_leaves_the_screener_alone() -> None:
    past = decided(300)
    rows = joined(one.row for one in past)
    truth = np.array([float(one.rejected) for one in past])
    weights = fit(rows, np.zeros(len(past)), truth, Ridge(1e9, 1e9))
    assert np.abs(weights[1:]).max() < 1e-4


@settings(max_examples=30)
@given(
    st.integers(2, 60).flatmap(
        lambda n: st.tuples(
            arrays(np.bool_, n),
            arrays(np.int64, n, elements=st.integers(0, 5)).map(lambda a: a / 5),
        )
    )
)
def test_the_measures_are_those_of_evaluation(case: tuple[np.ndarray, np.ndarray]) -> None:
    truth, score = case
    precision, area = _Ranking(truth, score).measured(np.ones(len(truth)))
    if truth.all() or not truth.any():
        assert np.isnan(precision)
        return
    assert precision == pytest.approx(average_precision(truth, score))
    assert area == pytest.approx(roc_auc(truth, score))


def test_a_ranking_gains_nothing_over_itself() -> None:
    chance = np.random.default_rng(3)
    truth, score = chance.random(200) < 0.3, chance.random(200)
    found = gains(truth, score, score)
    assert (found.precision.gain, found.precision.low, found.precision.high) == (0, 0, 0)
    assert not found.sure


def test_rows_of_a_batch_are_the_rows_alone() -> None:
    texts = ["The ferry is late.", "", "شکرا لکم", "x" * 9000, "f u c k you", "\ud800"]
    whole = joined(one_row(text, {"threat": 0.4}) for text in texts)
    weights = np.random.default_rng(5).normal(size=WIDTH)
    alone = [float(whole.part(n, n + 1).times(weights)[0]) for n in range(len(texts))]
    assert whole.times(weights).tolist() == alone
