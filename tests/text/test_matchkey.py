import unicodedata

import pytest
from hypothesis import given

from stet.text.matchkey import MatchKey, match_key, name_skeleton
from tests.text.strategies import texts


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("FUUUUCK", "fuuck"),
        ("ｆｕｃｋ", "fuck"),
        ("f\u200bu\u00adc\u2060k", "fuck"),
        ("f\u0336u\u0336c\u0336k", "fuck"),
        ("fuсk", "fuck"),  # a Cyrillic es
        ("sh1t", "shit"),
        ("a$$", "ass"),
        ("b!tch", "bitch"),
        ("ﻻ", "لا"),
        ("كتــاب", "کتاب"),
        ("يَوْم", "یوم"),
        ("أحمد", "احمد"),
        ("ئه\u200cم", "ئهم"),
        ("ئەم", "ئهم"),
        ("١٢۳", "123"),
        ("STRASSE ẞ", "strasse ss"),
        ("İstanbul", "istanbul"),
        ("don’t", "don't"),
    ],
)
def test_it_brings_variant_spellings_to_one_key(written: str, key: str) -> None:
    assert match_key(written).key == key


@pytest.mark.parametrize(
    "word",
    [
        "москва",
        "идиот",
        "αθήνα",
        "1999",
        "a55",
        "covid 19",
        "sık",
        "göt",
        "schön",
        "¿qué?",
        "idiot!",
    ],
)
def test_it_leaves_ordinary_words_alone(word: str) -> None:
    assert match_key(word).key == word


def test_it_finds_the_way_back_to_what_was_written() -> None:
    text = "Oh, f\u200bu\u0336u\u0336u\u0336uck it"
    key = match_key(text)
    start = key.key.index("fuuck")
    assert text[slice(*key.original_span(start, start + 5))] == "f\u200bu\u0336u\u0336u\u0336uck"


def test_it_never_cuts_a_letter_from_its_marks() -> None:
    text = "ke\u0301k"
    key = match_key(text)
    assert text[slice(*key.original_span(0, 2))] == "ke\u0301"


def test_it_has_a_second_key_without_separators() -> None:
    text = "x f.u c-k!"
    compact = match_key(text).compact(2)
    assert compact.key == "fuck"
    assert text[slice(*compact.original_span(0, 4))] == "f.u c-k"


@pytest.mark.parametrize("span", [(0, 0), (-1, 1), (2, 1), (0, 99)])
def test_it_refuses_a_span_that_maps_to_nothing(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="span"):
        match_key("word").original_span(*span)


def _is_sound(text: str, key: MatchKey) -> bool:
    previous = 0
    for at in range(len(key.key)):
        start, end = key.original_span(at, at + 1)
        if not (0 <= start < end <= len(text) and start >= previous):
            return False
        previous = start
    return key.length == len(text)


@given(texts)
def test_it_maps_every_character_into_the_text_and_in_order(text: str) -> None:
    key = match_key(text)
    assert _is_sound(text, key)
    assert _is_sound(text, key.compact())


@given(texts)
def test_it_gives_composed_and_decomposed_spellings_one_key(text: str) -> None:
    latin = "".join(
        c for c in text if unicodedata.name(c, "").startswith(("LATIN", "ARABIC LETTER"))
    )
    composed = match_key(unicodedata.normalize("NFC", latin)).key
    assert match_key(unicodedata.normalize("NFD", latin)).key == composed


@given(texts)
def test_it_has_no_invisible_character_and_no_capital(text: str) -> None:
    key = match_key(text).key
    assert not set(key) & set("\u200b\u200c\u200d\u202e\ufeff\u0640\u064b\x00")
    assert key == key.casefold()


@pytest.mark.parametrize(
    "name",
    [
        "Alice",
        "Аlice",
        "ALICE",
        " A l i c e ",
        "Al\u200bice",
        "Álice",
        "A1ice",
        "Ａｌｉｃｅ",
        "a.l.i.c.e",
    ],
)
def test_it_gives_names_that_look_alike_one_skeleton(name: str) -> None:
    assert name_skeleton(name) == name_skeleton("alice")


@pytest.mark.parametrize("name", ["Bob", "Alicia", "Malice", "محمد", "А"])
def test_it_tells_other_names_apart(name: str) -> None:
    assert name_skeleton(name) != name_skeleton("Alice")


@given(texts)
def test_a_skeleton_does_not_change_under_case_and_hidden_characters(text: str) -> None:
    assert name_skeleton(text) == name_skeleton(text.replace("\u200b", ""))
