import pytest
from hypothesis import given

from stet.text.facts import text_facts
from stet.text.invisible import find_invisible
from tests.text.strategies import texts


def test_it_names_what_cannot_be_seen() -> None:
    [found] = find_invisible("a\u200bb").found
    assert (found.at, found.code_point, found.name, found.bidi) == (
        1,
        0x200B,
        "ZERO WIDTH SPACE",
        False,
    )
    assert find_invisible("a\u200bb").suspicious


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "می‌روم",
        "👩‍🚒",
        "❤️",
        "سڵاو\u200f!",
        "1️⃣",
        "\u2068Bob\u2069",
        "🏴\U000e0067\U000e0062\U000e007f",
    ],
)
def test_it_is_not_alarmed_by_honest_writing(text: str) -> None:
    assert not find_invisible(text).suspicious


@pytest.mark.parametrize(
    "text", ["a\u202eb\u202c", "a\u202ab", "a\u2069b", "a\u2066\u202cb", "f\u200duck"]
)
def test_it_flags_overrides_and_open_runs(text: str) -> None:
    assert find_invisible(text).suspicious


@given(texts)
def test_every_place_it_gives_holds_that_character(text: str) -> None:
    assert all(ord(text[found.at]) == found.code_point for found in find_invisible(text).found)


def test_it_measures_shouting_but_not_in_acronyms() -> None:
    assert text_facts("WHY DOES NOBODY EVER LISTEN TO US").shouting == 1
    assert text_facts("NATO, ISIS, YPG").shouting == 0
    assert text_facts("چرا هیچکس به حرف ما گوش نمی‌دهد هرگز").shouting == 0


def test_it_measures_repetition() -> None:
    assert text_facts("buy now " * 20).repetition > 0.9
    assert (
        text_facts("The bridge was built by my grandfather in the spring of 1950.").repetition == 0
    )
    assert text_facts("No" + "o" * 12).same_sign


@given(texts)
def test_its_words_stand_where_it_says(text: str) -> None:
    facts = text_facts(text)
    assert [facts.key.key[start:end] for start, end in facts.places] == list(facts.words)
