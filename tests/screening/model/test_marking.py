"""Which words are marked: whole ones, at their places in the original."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.corpora.heads import CLAUSES
from stet.screening.model.encoder import WINDOW, WORD_HEADS, Read, windows
from stet.screening.model.marking import clause_ranges, toxic_ranges, whole_words
from stet.screening.model.plain import plain


def read(text: str, *marked: str, clause: str = "") -> tuple[Read, str]:
    """A reading of single-character tokens in which the marked words are toxic, or a clause's."""
    form = plain(text)
    words = np.full((len(form.text), len(WORD_HEADS)), -5.0, dtype=np.float32)
    for word in marked:
        at = form.text.index(word)
        words[at : at + len(word), 1 + CLAUSES.index(clause) if clause else 0] = 5.0
    places = tuple((at, at + 1) for at in range(len(form.text)))
    meaning = np.zeros(4, dtype=np.float32)
    return Read(np.zeros(1, dtype=np.float32), words, places, meaning), text


def shown(text: str, ranges: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in ranges]


def test_a_marked_piece_marks_its_whole_word() -> None:
    found, text = read("You are unbelievably stupid.", "stup")
    assert shown(text, toxic_ranges(found, plain(text), text)) == ["stupid"]


def test_neighbouring_words_are_one_mark() -> None:
    found, text = read("A liar, coward and friend", "liar", "coward")
    assert shown(text, toxic_ranges(found, plain(text), text)) == ["liar, coward"]


def test_a_disguised_word_is_marked_as_it_was_written() -> None:
    found, text = read("you f.o.o.l there", "fool")
    assert shown(text, toxic_ranges(found, plain(text), text)) == ["f.o.o.l"]


def test_toxic_words_go_to_the_clause_that_was_named() -> None:
    found, text = read("you fool", "fool")
    assert clause_ranges(found, plain(text), text, ["personal_attack"]) == [
        ("personal_attack", (4, 8))
    ]


def test_promotion_is_marked_by_its_own_words_only() -> None:
    found, text = read("you fool", "fool")
    assert clause_ranges(found, plain(text), text, ["commercial_promotion"]) == []
    found, text = read("cheap loans here", "loans", clause="commercial_promotion")
    marked = clause_ranges(found, plain(text), text, ["commercial_promotion"])
    assert marked == [("commercial_promotion", (6, 11))]


@given(st.text(max_size=60), st.integers(0, 59), st.integers(1, 20))
def test_no_mark_cuts_a_word(text: str, start: int, length: int) -> None:
    end = min(len(text), start + length)
    if start >= end:
        return
    first, last = whole_words(text, start, end)
    assert first <= start < end <= last
    assert not (first and text[first - 1].isalnum() and text[first].isalnum())
    assert not (last < len(text) and text[last - 1].isalnum() and text[last].isalnum())


@pytest.mark.parametrize("tokens", [0, 1, WINDOW - 2, WINDOW - 1, 200, 5_000, 100_000])
def test_windows_reach_the_end_and_are_few(tokens: int) -> None:
    found = windows(tokens)
    assert found[0][0] == 0
    assert found[-1][1] == tokens
    assert len(found) <= 8
    assert all(end - start <= WINDOW - 2 for start, end in found)


@given(st.integers(0, 560))
def test_windows_leave_no_token_out(tokens: int) -> None:
    covered = {at for start, end in windows(tokens) for at in range(start, end)}
    assert covered == set(range(tokens))
