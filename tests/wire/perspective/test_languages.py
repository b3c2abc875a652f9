"""The text tells its language; what a caller says of it is echoed and hardly believed."""

from __future__ import annotations

import pytest

from stet.newsroom.models import Site
from stet.screening.lexicon import LANGUAGES
from tests.wire.perspective.conftest import ANALYZE, FINE, Api, asked

GERMAN = "Die Brücke hätte schon im Mai geschlossen werden müssen, und der Rat wusste das."
RUSSIAN = "Этот мост давно закрыли, и все об этом знают."
SPOKEN = {
    "en": FINE,
    "de": GERMAN,
    "fr": "Le pont aurait dû être fermé en mai, et le conseil le savait très bien.",
    "tr": "Köprü mayıs ayında kapatılmalıydı ve belediye bunu çok iyi biliyordu.",
    "ar": "كان يجب إغلاق الجسر في أيار، وكان المجلس يعرف ذلك جيدا.",
    "fa": "این پل باید در ماه مه بسته می‌شد و شورا این را خوب می‌دانست.",
    "ckb": "دەبوو پردەکە لە مانگی پێنجدا دابخرێت، ئەنجومەنیش ئەوەی دەزانی.",
    "ku": "Diviya bû ku pir di meha gulanê de were girtin, û şaredarî jî bi vê yekê dizanibû.",
}


def test_every_language_that_the_screener_reads_is_answered(api: Api) -> None:
    assert SPOKEN.keys() == set(LANGUAGES)
    for tag, text in SPOKEN.items():
        found = api.analyze(text, "TOXICITY", "INSULT", "SPAM")
        assert (found["languages"], found["detectedLanguages"]) == ([tag], [tag])


def test_a_comment_declared_english_is_read_in_the_language_it_is_in(api: Api) -> None:
    insult = "Du bist so ein dummes Arschloch, halt endlich deine Fresse."

    found = api.analyze(insult, languages=["en"])

    assert found["languages"] == ["en"]
    assert found["detectedLanguages"] == ["de"]
    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] > 0.8


def test_a_language_that_nobody_here_reads_is_not_guessed_at(api: Api) -> None:
    [detail] = api.refused(ANALYZE, asked(RUSSIAN, languages=["en"]))["details"]

    assert detail["languageNotSupportedByAttributeError"]["detectedLanguages"] == ["ru"]


@pytest.mark.parametrize("text", ["123", "👍👍", "?!"])
def test_a_text_without_words_needs_a_declared_language(api: Api, text: str) -> None:
    assert api.refused(ANALYZE, asked(text))["message"] == "Unable to detect language"

    found = api.analyze(text, languages=["de"])

    assert found["languages"] == ["de"]
    assert found["detectedLanguages"] == ["und"]
    assert found["attributeScores"]["TOXICITY"]["summaryScore"]["value"] < 0.5


@pytest.mark.parametrize("declared", ["en-US", "EN", "de_AT", "kmr", "ku-Latn", "fa-AF", "ckb"])
def test_longer_tags_are_understood_and_echoed_as_they_came(api: Api, declared: str) -> None:
    assert api.analyze(FINE, languages=[declared])["languages"] == [declared]


@pytest.mark.parametrize("declared", ["ja", "hi-Latn", "english", "x" * 5000])
def test_a_declared_language_that_is_not_served_is_refused(api: Api, declared: str) -> None:
    found = api.refused(ANALYZE, asked(FINE, languages=[declared]))

    assert found["message"].startswith(
        f"Attribute TOXICITY does not support request languages: {declared[:50]}"
    )
    assert len(found["message"]) < 300


def test_attributes_that_do_not_know_the_language_are_dropped_if_so_asked(api: Api) -> None:
    names = ["TOXICITY", "OFF_TOPIC", "FLIRTATION", "INSULT"]

    found = api.analyze(GERMAN, *names, dropUnsupportedAttributes=True)

    assert list(found["attributeScores"]) == ["TOXICITY", "INSULT"]
    assert api.analyze(RUSSIAN, dropUnsupportedAttributes=True)["attributeScores"] == {}


def test_an_attribute_for_english_alone_is_refused_for_german(api: Api) -> None:
    found = api.refused(ANALYZE, asked(GERMAN, "TOXICITY", "OFF_TOPIC"))

    assert found["message"] == "Attribute OFF_TOPIC does not support request languages: de"


def test_a_declared_english_stands_where_few_words_tell_anything(api: Api) -> None:
    """One word that others have as well is no more Spanish than a loan, if the caller says so."""
    assert api.refused(ANALYZE, asked("gracias"))["message"].endswith("languages: es")

    assert api.analyze("gracias", languages=["en"])["detectedLanguages"] == ["en"]


def test_a_few_uncommon_words_are_read_as_english_and_many_are_not(api: Api) -> None:
    assert api.analyze("friendly greetings")["detectedLanguages"] == ["en"]

    finnish = "Siltahan suljettiin toukokuussa, valtuusto tiesi asian kyllin hyvin."
    assert api.refused(ANALYZE, asked(finnish))["message"] == "Unable to detect language"


def test_swearing_in_no_language_at_all_is_found(api: Api, site: Site) -> None:
    found = api.analyze("fvckk 666", "PROFANITY")

    assert found["languages"] == ["en"]
    assert found["attributeScores"]["PROFANITY"]["summaryScore"]["value"] >= 0.5
