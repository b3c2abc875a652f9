"""Labelled comments: what a set does not say stays unknown, and test rows stay apart."""

import gzip
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.corpora.heads import ABUSE, HATE, HEADS, OVERALL
from stet.screening.corpora.labels import SETS
from stet.screening.corpora.reading import (
    NoCorpus,
    examples,
    kept_apart,
    runs,
    sets_in,
    written_example,
)
from stet.screening.corpora.splits import EVALUATE_ONLY, place, second_half, split_of, text_key


def corpus(folder: Path, **sets: list[dict[str, Any]]) -> Path:
    for name, rows in sets.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as out:
            for number, row in enumerate(rows):
                given = {"id": f"{name}:{number}", "lang": "en", "split": None, **row}
                out.write(json.dumps(given) + "\n")
    return folder


INSULT = {"text": "You are a fool.", "labels": {"insult": 1}}
EDOS = {"label_sexist": "not sexist", "label_category": "none", "label_vector": "none"}


def test_a_head_that_nobody_was_asked_about_is_unknown(tmp_path: Path) -> None:
    made = corpus(tmp_path, impermium_insults=[INSULT])
    [row] = examples(made, "impermium_insults")
    assert row.labels == {OVERALL: 1.0, "personal_attack": 1.0}


def test_not_sexist_does_not_mean_not_racist(tmp_path: Path) -> None:
    made = corpus(tmp_path, edos=[{"text": "Some words.", "labels": EDOS}])
    [row] = examples(made, "edos")
    assert row.labels["sexism"] == 0.0
    assert "racism" not in row.labels


def test_a_harmless_row_breaks_no_abusive_clause(tmp_path: Path) -> None:
    olid = {
        "text": "Good.",
        "labels": {"subtask_a": "NOT", "subtask_b": "NULL", "subtask_c": "NULL"},
    }
    [row] = examples(corpus(tmp_path, olid=[olid]), "olid")
    assert {row.labels[clause] for clause in (*ABUSE, HATE, OVERALL)} == {0.0}


def test_annotators_who_disagree_make_a_soft_label_on_the_side_of_most(tmp_path: Path) -> None:
    counts = {f"n_{kind}": 0 for kind in ("insult", "profane_obscene", "identity_attack", "threat", "other_toxicity", "all_toxic")}  # fmt: skip
    given = {
        "n_annotators": 3,
        "n_not_toxic": 1,
        "spans": [["insult", 0, 3]],
        **counts,
        "n_insult": 2,
    }
    rows = [{"text": "You fool.", "labels": given}]
    [row] = examples(corpus(tmp_path, toxic_spans_civil=rows), "toxic_spans_civil")
    assert 0.5 < row.labels["personal_attack"] < 1.0
    assert row.spans == ((0, 3, ""),)


def test_copies_of_a_text_are_one_text() -> None:
    assert text_key("Hello, World!") == text_key("  hello world @USER")
    assert text_key("!!!") == "!!!"


@given(st.text(min_size=1))
def test_a_text_lands_in_one_part_whichever_set_holds_it(text: str) -> None:
    key = text_key(text)
    parts = {split_of(name, key, None) for name in ("davidson", "olid", "toxic_spans_civil")}
    assert len(parts) == 1
    assert 0.0 <= place(key) < 1.0


def test_about_a_seventh_is_kept_for_testing() -> None:
    parts = [split_of("davidson", f"text{number}", None) for number in range(4_000)]
    assert 0.12 < parts.count("test") / len(parts) < 0.18
    assert 0.05 < parts.count("dev") / len(parts) < 0.09


@pytest.mark.parametrize("name", sorted(EVALUATE_ONLY))
def test_sets_for_evaluation_are_never_learned_from(name: str) -> None:
    assert {split_of(name, f"text{number}", "train") for number in range(200)} == {"test"}


def test_texts_of_sets_for_evaluation_are_kept_apart(tmp_path: Path) -> None:
    row = {"text": "You are a fool.", "labels": {"toxic": 1}}
    made = corpus(tmp_path, context_toxicity=[row], impermium_insults=[INSULT])
    assert kept_apart(made) == {text_key("you are a fool")}


def test_halves_are_halves() -> None:
    halves = [second_half(f"text{number}") for number in range(4_000)]
    assert 0.46 < sum(halves) / len(halves) < 0.54


def test_every_set_speaks_only_of_known_heads(tmp_path: Path) -> None:
    row = {
        "text": "t",
        "lang": "en",
        "clauses": ["sexism"],
        "spans": [],
        "kind": "k",
        "advisory": ["constructive"],
        "overall": None,
        "id": "1",
    }
    found = written_example(row, "own")
    assert set(found.labels) == set(HEADS) - {OVERALL}
    assert found.labels["sexism"] == found.labels[HATE] == found.labels["constructive"] == 1.0
    assert found.labels["threat"] == 0.0


def test_a_folder_without_sets_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(NoCorpus, match="holds no labelled set"):
        sets_in(tmp_path)
    with pytest.raises(NoCorpus, match="not there"):
        list(examples(corpus(tmp_path, olid=[]), "davidson"))
    assert "davidson" in SETS


@given(st.sets(st.integers(0, 50)))
def test_offsets_and_ranges_say_the_same(offsets: set[int]) -> None:
    ranges = runs(offsets)
    assert {at for start, end in ranges for at in range(start, end)} == offsets
    assert all(a[1] < b[0] for a, b in itertools.pairwise(ranges))
