"""The template books: what is drawn from them is what the marks say, and the held-out tenth stays out."""

import random
from collections import defaultdict
from functools import cache
from itertools import islice
from typing import Any

import pytest

from training import templates
from training.filling import Draw, harmonised, mended, side
from training.noise import untidy
from training.writing import ADVISORY, CLAUSES, BadLine

ROWS = 2000
FAMILIES = [family for lang in templates.WEIGHTS for family in templates.book(lang).families]


@cache
def drawn(held_out: bool = False) -> tuple[dict[str, Any], ...]:
    return tuple(templates.generate(ROWS, 7, held_out=held_out))


def test_the_same_seed_says_the_same() -> None:
    assert list(templates.generate(300, 7)) == list(drawn()[:300])
    assert list(templates.generate(300, 8)) != list(drawn()[:300])


def test_as_many_rows_as_asked_and_no_text_twice() -> None:
    assert len(drawn()) == ROWS
    assert len({row["text"].casefold() for row in drawn()}) == ROWS
    assert len({row["id"] for row in drawn()}) == ROWS


def test_a_row_has_the_form_of_a_written_example() -> None:
    for row in drawn():
        assert set(row["clauses"]) <= CLAUSES
        assert set(row["advisory"]) <= ADVISORY
        assert row["overall"] in {0, 1, None}
        assert {span["clause"] for span in row["spans"]} == set(row["clauses"])
        assert not set("{}[]") & set(row["text"])


def test_spans_stand_on_words_and_stay_inside() -> None:
    for row in drawn():
        for span in row["spans"]:
            marked = row["text"][span["start"] : span["end"]]
            assert marked
            assert marked == marked.strip()


def test_the_marked_words_are_marked_through_all_noise() -> None:
    draw = Draw(templates.book("en"), random.Random(1))
    marked = side("profanity :: x :: We all went to [[hell and back]], every one of us, {name}.")
    pieces = draw.pieces(marked.frame, marked.clauses)
    for seed in range(200):
        text, spans = templates.joined(untidy(pieces, "en", random.Random(seed)))
        words = text[spans[0]["start"] : spans[0]["end"]].casefold()
        assert sorted(set(words)) == sorted(set("hell and back"))


def test_the_two_sides_of_every_template_differ_in_label_and_text() -> None:
    for family in FAMILIES:
        rows = templates.rows_of(family, templates.book(family.id.split("/")[0]), random.Random(3))
        assert len({tuple(row["clauses"]) for row in rows}) == len(rows)
        assert len({row["text"] for row in rows}) == len(rows)


def test_a_pair_is_two_rows_of_one_template() -> None:
    pairs: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in drawn()[: ROWS - 1]:
        if row["pair"]:
            pairs[row["pair"]].append(row)
    whole = [pair for pair in pairs.values() if len(pair) == 2]
    assert len(whole) >= len(pairs) - 1
    assert all(one["template"] == two["template"] for one, two in whole)


def test_every_language_and_every_default_clause_is_there() -> None:
    for lang, weight in templates.WEIGHTS.items():
        rows = [row for row in drawn() if row["lang"] == lang]
        assert abs(len(rows) / ROWS - weight) < 0.05
        broken = {clause for row in rows for clause in row["clauses"]}
        assert len(broken) >= 10
        fine = sum(not row["clauses"] for row in rows)
        assert 0.4 < fine / len(rows) < 0.6


def test_no_template_says_too_much_of_it() -> None:
    for lang in templates.WEIGHTS:
        rows = [row["template"] for row in drawn() if row["lang"] == lang]
        assert max(map(rows.count, set(rows))) < len(rows) / 6


def test_what_is_held_out_is_drawn_only_when_asked() -> None:
    assert not any(templates.held_out(row["template"]) for row in drawn())
    assert all(templates.held_out(row["template"]) for row in drawn(held_out=True))
    assert {row["lang"] for row in drawn(held_out=True)} == set(templates.WEIGHTS)
    assert 0.05 < sum(templates.held_out(family.id) for family in FAMILIES) / len(FAMILIES) < 0.15


def test_one_language_alone_can_be_asked_for() -> None:
    rows = list(islice(templates.generate(100, 1, weights={"ckb": 1}), 50))
    assert {row["lang"] for row in rows} == {"ckb"}


def test_books_that_hold_no_more_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "SPENT", 0)
    with pytest.raises(templates.Spent):
        list(templates.generate(100_000, 1, weights={"fr": 1}, held_out=True))


@pytest.mark.parametrize("line", ["no clause here", "swearing :: x :: Hm.", "- :: x +loud :: Hm."])
def test_a_line_that_is_no_frame_is_refused(line: str) -> None:
    with pytest.raises(BadLine):
        side(line)


@pytest.mark.parametrize(
    ("word", "ending", "whole"),
    [
        ("Kürtler", "I", "Kürtleri"),
        ("Araplar", "lA", "Araplarla"),
        ("Duhok", "'DA", "Duhok'ta"),
        ("İzmir", "'DAn", "İzmir'den"),
        ("salak", "sIn", "salaksın"),
        ("embesil", "sIn", "embesilsin"),
    ],
)
def test_turkish_endings_follow_the_word(word: str, ending: str, whole: str) -> None:
    assert harmonised(word, ending) == whole


@pytest.mark.parametrize(
    ("lang", "before", "after"),
    [
        ("en", "you are a [[idiot]].", "You are an [[idiot]]."),
        ("en", "a union. a one-off.", "A union. A one-off."),
        ("fr", "il s'agit de les loyers.", "Il s'agit des loyers."),
        ("tr", "[[iyi]] insanlar.", "[[İyi]] insanlar."),
    ],
)
def test_a_filled_frame_is_mended(lang: str, before: str, after: str) -> None:
    assert mended(before, lang) == after
