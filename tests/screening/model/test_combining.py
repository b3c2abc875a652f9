"""From witnesses to probabilities."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.corpora.heads import HEADS
from stet.screening.model.combining import WITNESSES, Combination, Evidence, Fit, witnesses


def evidence(
    rules: dict[str, float] | None = None, encoder: dict[str, float] | None = None
) -> Evidence:
    logits = None
    if encoder is not None:
        logits = np.array([encoder.get(head, -3.0) for head in HEADS], dtype=np.float32)
    return Evidence(rules or {}, logits, None)


def combination(**groups: dict[str, tuple[list[float], float]]) -> Combination:
    given = {
        name: {head: {"weights": weights, "bias": bias} for head, (weights, bias) in heads.items()}
        for name, heads in groups.items()
    }
    return Combination.from_json(json.dumps({"groups": given}))


RULE_ONLY = [1.0, *[0.0] * (len(WITNESSES) - 1)]
ENCODER_ONLY = [0.0, 1.0, *[0.0] * (len(WITNESSES) - 2)]


def test_a_fit_of_the_rules_alone_gives_back_their_probability() -> None:
    made = combination(en={"threat": (RULE_ONLY, 0.0)})
    found = made.probabilities("en", evidence({"threat": 0.9}))
    assert found["threat"] == pytest.approx(0.9, abs=1e-6)


def test_a_witness_that_knows_nothing_moves_nothing() -> None:
    assert witnesses(evidence({"threat": 0.5}), ["threat"]).tolist() == [[0.0] * len(WITNESSES)]


def test_hate_of_no_sure_kind_is_shown_under_the_likeliest() -> None:
    heads = dict.fromkeys(("hate", "racism", "xenophobia"), (ENCODER_ONLY, 0.0))
    logits = {"hate": 4.0, "racism": -1.0, "xenophobia": 0.0}
    found = combination(en=heads).probabilities("en", evidence(encoder=logits))
    assert found["xenophobia"] == found["hate"]
    assert found["racism"] == pytest.approx(1 / (1 + math.e))


def test_a_language_without_its_own_fit_has_that_of_all_others() -> None:
    made = combination(
        other={"threat": (RULE_ONLY, 0.0), "sexism": (RULE_ONLY, 0.0)},
        tr={"threat": (RULE_ONLY, 1.0)},
        en={"threat": (RULE_ONLY, -1.0)},
    )
    half = evidence({"threat": 0.5, "sexism": 0.5})
    assert made.probabilities("tr", half) == pytest.approx({"threat": 0.7310586, "sexism": 0.5})
    assert made.probabilities("fa", half) == pytest.approx({"threat": 0.5, "sexism": 0.5})


@given(
    st.lists(st.floats(-6, 6), min_size=len(WITNESSES), max_size=len(WITNESSES)),
    st.floats(0, 5),
)
def test_more_evidence_never_lowers_a_probability(values: list[float], more: float) -> None:
    fit = Fit((0.3,) * len(WITNESSES), -1.0, ((0.0, 0.01), (0.5, 0.4), (1.0, 0.99)))
    low = fit.probability(np.array(values, dtype=np.float32))
    high = fit.probability(np.array(values, dtype=np.float32) + np.float32(more))
    assert 0.0 <= low <= high <= 1.0
