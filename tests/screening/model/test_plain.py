"""What the models read: disguises undone, ordinary words left alone, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.model.plain import plain


@pytest.mark.parametrize(
    "disguised",
    ["idiot", "1d1ot", "i d i o t", "i.d.i.o.t", "i-d-i-o-t", "id\u200biot", "ｉｄｉｏｔ", "іdiоt", "IDIOT"],
)  # fmt: skip
def test_a_disguised_word_reads_like_the_plain_one(disguised: str) -> None:
    assert plain(f"you {disguised} there").text == "you idiot there"


@pytest.mark.parametrize(
    "ordinary",
    ["the 4th of may 2019", "covid19 and mp3", "room a1, 10am", "$100 or 50 cents", "u.s.a. and e.u.", "f-35 jets"],
)  # fmt: skip
def test_ordinary_digits_and_initials_stay(ordinary: str) -> None:
    assert plain(ordinary).text == ordinary


def test_addresses_shrink_to_their_hosts() -> None:
    assert plain("see https://www.news.example/a/b?c=d now").text == "see http news.example now"
    assert plain("write to ann@news.example or @ann").text == "write to mail@user or @user"


def test_pictures_become_words_once() -> None:
    assert "snake" in plain("🐍🐍🐍🐍").text
    assert plain("🐍🐍🐍🐍").text == plain("🐍").text


def test_escaped_signs_are_read() -> None:
    assert plain("you &amp; me").text == "you & me"


@given(st.text(max_size=200))
def test_every_character_knows_where_it_came_from(text: str) -> None:
    form = plain(text)
    assert len(form.starts) == len(form.ends) == len(form.text)
    for at in range(len(form.text)):
        start, end = form.original(at, at + 1)
        assert 0 <= start < end <= len(text)
    assert list(form.starts) == sorted(form.starts)


@given(st.text(alphabet="a1 .@u$!\u200b🐍&;", max_size=300))
def test_no_pattern_is_slow_or_fails_on_signs(text: str) -> None:
    assert plain(text).text.count("  ") <= len(text)


def test_a_range_can_be_kept_from_the_models() -> None:
    text = "What b.u.l.l.s.h.i.t, he said."
    form = plain(text).edited([(5, 20, "")])
    assert form.text.split() == ["what", ",", "he", "said."]
    assert len(form.text) == len(form.starts) == len(form.ends)


def test_a_disguised_word_can_be_read_as_the_one_it_hides() -> None:
    text = "You f*ol, he said."
    form = plain(text).edited([(4, 8, "fool")])
    assert form.text == "you fool, he said."
    assert form.original(4, 8) == (4, 8)
    assert form.original(6, 7) == (4, 8)


@given(st.text(max_size=80), st.integers(0, 80), st.integers(1, 20), st.sampled_from(["", "word"]))
def test_only_what_is_in_the_range_is_replaced(
    text: str, start: int, length: int, word: str
) -> None:
    form = plain(text)
    edited = form.edited([(start, start + length, word)])
    inside = [
        at
        for at in range(len(form.text))
        if form.starts[at] < start + length and form.ends[at] > start
    ]
    if not inside:
        assert edited == form
        return
    rest = form.text[: inside[0]], form.text[inside[-1] + 1 :]
    assert edited.text.startswith(rest[0])
    assert edited.text.endswith(rest[1])
    assert edited.text[len(rest[0]) : len(edited.text) - len(rest[1])].strip() == word
    assert len(edited.starts) == len(edited.ends) == len(edited.text)


@pytest.mark.parametrize("signs", ["@", "!|", "__a__", "1!", "ab", "a+b", "01", "hxxp"])
def test_a_very_long_text_of_the_same_signs_is_read_to_its_end(signs: str) -> None:
    text = signs * (60_000 // len(signs)) + " and the end"
    assert plain(text).text.endswith("the end")
