"""The written examples: enough of them, well formed, and the held-out ones apart."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stet.screening.clauses import DEFAULT_CLAUSES
from stet.screening.corpora.splits import text_key
from training.writing import BadLine, example, examples

FOLDER = Path(__file__).parent.parent.parent / "training" / "examples"


def rows(part: str) -> list[dict[str, Any]]:
    paths = sorted((FOLDER / part).glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


def test_there_are_enough_and_half_of_them_are_fine() -> None:
    train = rows("train")
    assert len(train) >= 2_500
    fine = sum(not row["clauses"] for row in train)
    assert 0.45 < fine / len(train) < 0.6
    assert set(Counter(row["lang"] for row in train)) == {
        "en",
        "ar",
        "ckb",
        "ku",
        "tr",
        "de",
        "fr",
        "fa",
    }


@pytest.mark.parametrize("clause", DEFAULT_CLAUSES)
def test_every_clause_has_examples_to_learn_from_and_to_be_measured_on(clause: str) -> None:
    assert sum(clause in row["clauses"] for row in rows("train")) >= 90
    assert sum(clause in row["clauses"] for row in rows("heldout")) >= 50


def test_held_out_sets_are_large_enough() -> None:
    english = Counter(bool(row["clauses"]) for row in rows("heldout") if row["lang"] == "en")
    assert english[True] >= 400
    assert english[False] >= 400


def test_nothing_held_out_is_taught() -> None:
    taught = {text_key(row["text"]) for row in rows("train")}
    assert not taught & {text_key(row["text"]) for row in rows("heldout")}


@pytest.mark.parametrize("part", ["train", "heldout"])
def test_marks_lie_in_their_texts_and_speak_for_a_broken_clause(part: str) -> None:
    for row in rows(part):
        for span in row["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(row["text"])
            assert span["clause"] in row["clauses"]


def test_identifiers_are_unique() -> None:
    names = [row["id"] for row in (*rows("train"), *rows("heldout"))]
    assert len(names) == len(set(names))


def test_the_written_form_becomes_a_row() -> None:
    row = example(
        "sexism, profanity :: slur +constructive :: [[A|profanity]] and [[b|sexism]].", "en"
    )
    assert row["text"] == "A and b."
    assert row["spans"] == [
        {"start": 0, "end": 1, "clause": "profanity"},
        {"start": 6, "end": 7, "clause": "sexism"},
    ]
    assert row["overall"] == 1
    assert example("- ? :: borderline :: Hm.", "en")["overall"] is None


@pytest.mark.parametrize(
    "line",
    ["no separators", "rudeness :: k :: t", "- :: k +nice :: t", "- :: k :: [[t]]", "sexism :: k :: [[t"],
)  # fmt: skip
def test_a_bad_line_is_refused(line: str) -> None:
    with pytest.raises(BadLine):
        example(line, "en")


def test_wrong_lines_are_told_with_their_numbers() -> None:
    made, wrong = examples("# lang: tr\n- :: k :: Merhaba.\n- :: k :: merhaba.\nnonsense\n")
    assert [row["lang"] for row in made] == ["tr"]
    assert [line.split(":")[0] for line in wrong] == ["line 3", "line 4"]
