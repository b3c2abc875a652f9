"""The interface's words are whole in every language: nothing is left in English, cut or mistyped."""

import gettext
import re
from collections import Counter

import pytest
from django.utils import translation

from stet.config.catalogues import TRANSLATED, Key, catalogue, entries, extracted, path_of
from stet.web.languages import LANGUAGES

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]", re.ASCII)
# Those that are filled in here; scripts fill in what begins with two.
FILLED = re.compile(r"(?<!%)(?:%%)*%\((\w+)\)[a-z]", re.ASCII)
TAG = re.compile(r"</?\w+[^>]*>")
ADDRESS = re.compile(r"https?://\S+")
# What Unicode CLDR counts: none, one, two, few, many and other in Arabic; one and other elsewhere.
FORMS = {"ar": 6, "ckb": 2, "ku": 2, "tr": 2}
RIGHT_TO_LEFT = ("ar", "ckb")
# Lists of ASCII signs that programs read or keyboards have, not sentences.
SIGNS = ("yes,no", "One of the letters a to z, or one of")
# So much longer than English may words be before buttons and columns burst: the longest today are
# at some three quarters of it.
LONGEST = 2.2
SPARE = 12

every_language = pytest.mark.parametrize("language", TRANSLATED)


@pytest.fixture(scope="module")
def source() -> set[Key]:
    return set(extracted())


def sample(key: Key) -> str:
    """The English words that the last form of a translation stands for."""
    return key[2] or key[1]


def whole(text: str) -> list[Counter[str]]:
    """The placeholders and the tags of a text."""
    return [Counter(pattern.findall(text)) for pattern in (PLACEHOLDER, FILLED, TAG)]


def texts(language: str) -> list[tuple[Key, str]]:
    return [(key, text) for key, forms in entries(catalogue(language)).items() for text in forms]


def test_every_language_of_the_interface_has_its_catalogue() -> None:
    assert {"en", *TRANSLATED} == {one.tag for one in LANGUAGES}


@every_language
def test_it_has_every_word_of_the_source_and_no_other(language: str, source: set[Key]) -> None:
    """After a change of words: ``scripts/translate``, and translate (docs/translating.md)."""
    assert set(entries(catalogue(language))) == source


@every_language
def test_nothing_is_left_in_english_or_guessed(language: str) -> None:
    assert [key for key, text in texts(language) if not text.strip()] == []
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []


@every_language
def test_every_count_has_its_words(language: str) -> None:
    kept = catalogue(language)
    assert kept.num_plurals == FORMS[language]
    wrong = [
        key
        for key, forms in entries(kept).items()
        if len(forms) != (FORMS[language] if key[2] else 1)
    ]
    assert wrong == []


@every_language
def test_placeholders_and_tags_are_the_sources(language: str) -> None:
    """A form for one or two may do without the number, and the last form has all there is."""
    wrong = []
    for key, forms in entries(catalogue(language)).items():
        known = set(PLACEHOLDER.findall(key[1] + key[2]))
        strange = any(set(PLACEHOLDER.findall(text)) - known for text in forms)
        if strange or whole(forms[-1]) != whole(sample(key)):
            wrong.append(key)
    assert wrong == []


@every_language
def test_whatever_is_filled_in_can_be_filled_in(language: str) -> None:
    """Python refuses a ``%`` that is neither a placeholder nor doubled, and a letter astray."""
    for key, forms in entries(catalogue(language)).items():
        names = FILLED.findall(key[1] + key[2])
        for text in forms if names else ():
            filled = text % dict.fromkeys(names, 7)
            assert "7" in filled or text != forms[-1], key


@every_language
def test_nothing_grows_so_long_that_it_bursts_its_place(language: str) -> None:
    long = [text for key, text in texts(language) if len(text) > LONGEST * len(sample(key)) + SPARE]
    assert long == []


@pytest.mark.parametrize("language", RIGHT_TO_LEFT)
def test_sentences_end_and_pause_with_signs_of_their_script(language: str) -> None:
    wrong = []
    for key, text in texts(language):
        # A key of the keyboard and a number keep their own.
        plain = re.sub(r"(?<=\d),(?=\d)| و?\?(?= )", "", ADDRESS.sub("", TAG.sub("", text)))
        if not key[1].startswith(SIGNS) and re.search(r"[?;,]", plain):
            wrong.append(text)
    assert wrong == []


@every_language
def test_it_begins_and_ends_as_the_source_does(language: str) -> None:
    """Spaces at the ends hold sentences apart."""
    wrong = [
        text
        for key, text in texts(language)
        if (text[0].isspace(), text[-1].isspace())
        != (sample(key)[0].isspace(), sample(key)[-1].isspace())
    ]
    assert wrong == []


@every_language
def test_what_is_served_is_what_was_written(language: str) -> None:
    """The compiled file is kept too, so that no installation needs a step for it."""
    with path_of(language).with_suffix(".mo").open("rb") as file:
        served = gettext.GNUTranslations(file)
    for (context, one, many), forms in entries(catalogue(language)).items():
        if many:
            assert served.ngettext(one, many, 5) in forms, one
        else:
            said = served.pgettext(context, one) if context else served.gettext(one)
            assert said == forms[0], one


@pytest.mark.parametrize(
    ("language", "counts", "forms"),
    [("ar", (0, 1, 2, 3, 11, 100), 6), ("ckb", (1, 2), 2), ("ku", (1, 5), 2), ("tr", (1, 2), 1)],
)
def test_each_number_gets_its_own_form(language: str, counts: tuple[int, ...], forms: int) -> None:
    with translation.override(language):
        said = {
            translation.ngettext("%(n)s comment waits", "%(n)s comments wait", count)
            for count in counts
        }
    assert len(said) == forms
