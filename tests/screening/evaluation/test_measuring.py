"""What is asked of a screening, who is mentioned, and what a bar says."""

import math

import pytest

from stet.screening.corpora.reading import written_example
from stet.screening.evaluation.bars import BARS, Bar
from stet.screening.evaluation.identities import groups_in
from stet.screening.evaluation.measuring import joined, measured, names, score_of
from stet.screening.evaluation.own import of_own
from stet.screening.evaluation.working import screening
from stet.screening.screener import default_screener
from tests.screening.conftest import screen


def test_joined_heads_are_the_strongest_of_their_clauses() -> None:
    found = screen("Check out my channel at youtube.com/example and subscribe!")
    assert score_of(found, "overall") == found.overall
    assert score_of(found, "promotion") == found.scores["personal_promotion"]
    assert names(found, "promotion")
    assert not names(found, "hate")
    assert math.isnan(score_of(found, "counter_speech"))


@pytest.mark.parametrize(
    ("text", "lang", "groups"),
    [
        ("As a lesbian Yazidi woman I fled both.", "en", {"women", "gay_or_lesbian", "yazidi_or_alevi"}),
        ("The womanly art of boxing", "en", set()),
        ("KIZLAR OKULA GİTSİN", "tr", {"women"}),
        ("Kürtlerin dili", "tr", {"kurdish"}),
        ("والنساء والمهاجرين", "ar", {"women", "migrant_or_refugee"}),
        ("پناهندگان و زنان", "fa", {"women"}),
        ("Die Flüchtlinge kamen nachts.", "de", {"migrant_or_refugee"}),
        ("Les juifs et les musulmans", "fr", {"jewish", "muslim"}),
        ("کوردەکان گەیشتن", "ckb", {"kurdish"}),
        ("Êzidiyên Şengalê", "ku", {"yazidi_or_alevi"}),
        ("muslims", "sv", {"muslim"}),
        ("Women", "ar", set()),
    ],
)  # fmt: skip
def test_a_mention_is_found_in_its_language(text: str, lang: str, groups: set[str]) -> None:
    assert groups_in(text, lang) == groups


def row(text: str, overall: int | None, *clauses: str, kind: str = "x.y") -> dict[str, object]:
    return {
        "id": text, "lang": "en", "text": text, "clauses": clauses, "spans": [], "kind": kind,
        "advisory": [], "overall": overall,
    }  # fmt: skip


def test_what_readers_would_disagree_on_counts_for_neither() -> None:
    rows = [
        written_example(one, "own", "test")
        for one in (
            row("You are an idiot.", 1, "personal_attack", kind="insult.plain"),
            row("Check out my channel at youtube.com/example!", 0, "personal_promotion"),
            row("The bridge is closed.", 0, kind="calm"),
            row("The minister is a clown.", None, kind="borderline"),
        )
    ]
    with screening(default_screener, 1) as batches:
        found = of_own(measured("own", rows, batches))
    assert (found.hard_negatives.rows, found.violations.rows) == (1, 2)
    assert [one.of for one in found.hard_by_kind] == ["calm"]
    assert {one.of for one in found.violations_by_kind} == {"insult", "x"}
    assert found.named_by_clause == {"personal_attack": 1.0, "personal_promotion": 1.0}


def test_rows_keep_what_was_said_of_them_in_any_company() -> None:
    rows = [
        written_example(row(text, 0), "own", "test")
        for text in ("A bridge.", "You are an idiot, and this is a longer sentence.", "Women read.")
    ]
    with screening(default_screener, 1) as batches:
        apart = [measured("own", [one], batches) for one in rows]
        together = measured("own", rows, batches)
    assert joined(apart).suggestions.tolist() == together.suggestions.tolist()
    assert together.suggestions.tolist()[:2] == ["approve", "reject"]
    assert (
        joined(apart).scores["personal_attack"].tolist()
        == together.scores["personal_attack"].tolist()
    )
    assert together.mentions().tolist() == [False, False, True]
    mentioning = together.rows(together.mentions())
    assert mentioning.suggestions.tolist() == together.suggestions.tolist()[2:]


@pytest.mark.parametrize(
    ("value", "lower", "verdict"),
    [
        (0.95, False, "aim"), (0.94, False, "bar"), (0.90, False, "bar"), (0.89, False, "missed"),
        (0.89, True, "aim"), (0.90, True, "bar"), (0.95, True, "missed"), (math.nan, True, "not measured"),
    ],
)  # fmt: skip
def test_a_bar_is_reached_from_it_on_or_under_it(value: float, lower: bool, verdict: str) -> None:
    bar, aim = (0.95, 0.90) if lower else (0.90, 0.95)
    assert Bar("x", "x", bar, aim, lower=lower).met(value) == verdict


def test_every_aim_asks_more_than_its_bar() -> None:
    for bar in BARS:
        if bar.bar is not None and bar.aim is not None:
            assert bar.aim != bar.bar
            assert (bar.aim < bar.bar) == bar.lower
    assert len({bar.key for bar in BARS}) == len(BARS)
