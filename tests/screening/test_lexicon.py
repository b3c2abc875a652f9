"""A publisher's edits of the word lists."""

import pytest

from stet.screening.lexicon import LANGUAGES, Lexicon, Term, shipped_terms
from stet.screening.screener import build_screener, default_screener
from tests.screening.conftest import rules, screen


def test_an_added_term_is_found_as_a_whole_word() -> None:
    screener = build_screener([("add", "en", "ferrymonger", "personal_attack", "strong")])
    assert screen("What a Ferrymonger!", screener).clauses == ("personal_attack",)
    assert screen("What ferrymongering!", screener).clauses == ()


def test_an_added_phrase_is_found() -> None:
    screener = build_screener([("add", "en", "bridge troll", "personal_attack", "strong")])
    assert screen("Look at the bridge  troll.", screener).suggestion == "reject"
    assert screen("A troll under the bridge.", screener).suggestion != "reject"


def test_a_removed_term_is_found_no_more() -> None:
    assert screen("What bullshit.").suggestion == "reject"
    screener = build_screener([("remove", "en", "bullshit", "profanity", "strong")])
    assert screen("What bullshit.", screener).suggestion == "approve"


def test_an_added_term_replaces_the_shipped_one() -> None:
    screener = build_screener([("add", "en", "bullshit", "profanity", "medium")])
    assert screen("What bullshit.", screener).suggestion == "look"


def test_a_term_in_a_language_without_a_list_is_found() -> None:
    screener = build_screener([("add", "es", "canalla", "personal_attack", "strong")])
    result = screen("El ministro es un canalla y nadie le dice nada.", screener)
    assert (result.lang, result.suggestion) == ("es", "reject")


def test_a_term_can_serve_a_clause_that_the_publisher_added() -> None:
    screener = build_screener([("add", "en", "spoiler alert", "spoilers", "strong")])
    result = screen("Spoiler alert: the ferry sinks.", screener)
    assert result.clauses == ("spoilers",)
    assert result.scores["spoilers"] > 0.8
    assert screen("The ferry sinks.", screener).scores["spoilers"] < 0.1


def test_every_edit_changes_the_version() -> None:
    versions = {
        default_screener().version,
        build_screener([("add", "en", "ferrymonger", "personal_attack", "strong")]).version,
        build_screener([("add", "en", "ferrymonger", "personal_attack", "mild")]).version,
        build_screener([("remove", "en", "bullshit", "profanity", "strong")]).version,
    }
    assert len(versions) == 4
    assert build_screener().version == default_screener().version


@pytest.mark.parametrize(
    "edit",
    [
        ("swap", "en", "word", "profanity", "strong"),
        ("add", "en", "word", "profanity", "huge"),
        ("add", "en", "!!!", "profanity", "strong"),
    ],
)
def test_it_refuses_an_edit_that_means_nothing(edit: tuple[str, str, str, str, str]) -> None:
    with pytest.raises(ValueError, match="term"):
        build_screener([edit])


def test_a_safe_phrase_shields_the_word_in_it() -> None:
    rules = build_screener(models=False)
    assert screen("A maine coon sat on the wall.", rules).suggestion == "approve"
    screener = build_screener(extra_terms=[Term("bullshit detector", "en", None, "safe")])
    assert screen("Every reporter needs a bullshit detector.", screener).suggestion == "approve"


def test_every_language_has_a_list() -> None:
    assert {term.language for term in shipped_terms()} == set(LANGUAGES)


def test_the_order_of_terms_does_not_change_the_digest() -> None:
    terms = shipped_terms()
    assert Lexicon(terms).digest == Lexicon(reversed(terms)).digest


@pytest.mark.parametrize(
    "text",
    [
        "Turkish: çok sık yazıyorsunuz, canım sıkıldı.",
        "هیچ کس نیامد و هر کس رفت.",
        "يا عبد الله، شكرا لك على الخبر",
    ],
)
def test_words_that_only_resemble_listed_ones_are_left_alone(text: str) -> None:
    assert screen(text, rules()).clauses == ()
