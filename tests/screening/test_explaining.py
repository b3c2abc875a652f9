"""Every reason has one plain sentence in five languages, and a kept one finds it again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.screening.clauses import DEFAULT_CLAUSES
from stet.screening.explaining import (
    ADDED,
    CLAUSES_OF,
    LANGUAGES,
    Explanation,
    _words,
    sentence,
    told,
)
from stet.screening.lexicon import Term
from stet.screening.reasons import Reason
from stet.screening.screener import build_screener
from tests.screening.conftest import screen

POSSIBLE = [
    Explanation("no_ads" if clause == ADDED else clause, code)
    for code in Reason
    for clause in CLAUSES_OF.get(code, ("",))
]
ARABIC = ("ar", "ckb")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_a_short_whole_sentence(lang: str) -> None:
    for one in POSSIBLE:
        words = one.sentence(lang)
        assert len(words) <= 160, words
        assert words.endswith("."), words
        assert not set(words) & set("{}*_"), words
        assert words == unicodedata.normalize("NFC", words).strip()
        first = words[0]
        if lang in ARABIC:
            assert unicodedata.name(first).startswith("ARABIC LETTER"), words
            assert not any(c.isascii() and c.isalpha() for c in words), words
        else:
            assert first.isupper(), words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_stands_for_two_explanations(lang: str) -> None:
    said = [one.sentence(lang) for one in POSSIBLE]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_languages_have_the_same_sentences(lang: str) -> None:
    def shape(words: object) -> object:
        return {key: shape(value) for key, value in words.items()} if isinstance(words, dict) else 0

    assert shape(_words(lang)) == shape(_words("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_model_says_of_each_clause_what_it_saw(lang: str) -> None:
    for code in (Reason.MODEL, Reason.MODEL_UNSURE):
        said = {sentence(code, clause, lang) for clause in DEFAULT_CLAUSES}
        assert len(said) == len(DEFAULT_CLAUSES)
        names = {str(_words(lang)["clauses"][clause]) for clause in DEFAULT_CLAUSES}
        assert not any(one.partition(":")[0] in names for one in said)


def test_the_other_languages_are_no_copies_of_the_english() -> None:
    for one in POSSIBLE:
        assert len({one.sentence(lang) for lang in LANGUAGES}) == len(LANGUAGES)


def test_a_sentence_names_the_clause() -> None:
    assert (
        sentence(Reason.WORD_DISGUISED, "profanity")
        == "Profanity: it uses a word on the list, spelled so as to hide it."
    )
    assert screen("What bullshit.").reason_codes == ("profanity:word",)
    assert screen("What bullshit.").reasons == ("Profanity: it uses a word or phrase on the list.",)


def test_a_clause_that_a_publisher_added_is_spoken_of_without_its_key() -> None:
    screener = build_screener(extra_terms=[Term("tombola", "en", "no_gambling", "strong")])
    result = screen("Come to the tombola on Friday.", screener)
    assert result.reason_codes[0] == "no_gambling:word"
    assert result.reasons[0] == "A clause of this site: it uses a word or phrase on the list."


def test_it_refuses_what_cannot_be() -> None:
    for code, clause, lang in (
        (Reason.THREAT_PERSON, "profanity", "en"),
        (Reason.WORD, "", "en"),
        (Reason.CRITICISM, "threat", "en"),
        (Reason.WORD, "threat", "de"),
    ):
        with pytest.raises(LookupError):
            sentence(code, clause, lang)


@given(st.sampled_from(POSSIBLE))
def test_an_explanation_is_read_as_it_was_written(one: Explanation) -> None:
    assert Explanation.read(str(one)) == one
    assert Explanation.of(one.code, one.clause) == one


@given(st.sampled_from(POSSIBLE), st.sampled_from([*LANGUAGES, "tr-TR", "AR", "de", ""]))
def test_a_kept_reason_is_told_in_the_viewers_language(one: Explanation, lang: str) -> None:
    primary = lang.lower().partition("-")[0]
    wanted = one.sentence(primary if primary in LANGUAGES else "en")
    assert told([str(one)], [one.sentence()], lang) == [wanted]


@given(st.lists(st.text(max_size=12)), st.lists(st.text(max_size=12)))
def test_whatever_was_kept_is_told(codes: list[str], reasons: list[str]) -> None:
    assert len(told(codes, reasons, "ckb")) == len(reasons)


@pytest.mark.parametrize("codes", [None, [], ["word"], ["not_a_code"], ["threat:word", "x"]])
def test_what_has_no_translation_is_told_in_english(codes: list[str] | None) -> None:
    assert told(codes, ["A word on the list for this clause."], "ar") == [
        "A word on the list for this clause."
    ]
