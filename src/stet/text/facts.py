"""Everything the screening wants to know about a text, found once and frozen."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

from stet.text.contacts import Contact, find_contacts
from stet.text.invisible import InvisibleFacts, find_invisible
from stet.text.languages import LanguageGuess, guess_language
from stet.text.matchkey import MatchKey, match_key

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A sign or letter this many times in a row was held down; fewer is emphasis. Full stops lead on.
_HELD: Final = 9

# Below this many letters capitals are acronyms (ISIS, YPG, NATO), not shouting.
_SHOUTING_LETTERS: Final = 20


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a text is.

    `words` are those of the match key in their order, words[i] at key[places[i][0]:places[i][1]].
    `shouting` is the share of capitals among cased letters (0 for short texts and for scripts
    without case); `repetition` the share of words that repeat an earlier word beyond what prose
    does; `same_sign` whether one sign or letter is held down.
    """

    text: str
    key: MatchKey
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    language: LanguageGuess
    contacts: tuple[Contact, ...]
    invisible: InvisibleFacts
    shouting: float
    repetition: float
    same_sign: bool


def words_of(text: str | MatchKey) -> list[str]:
    """The words of a text in match-key spelling."""
    key = match_key(text) if isinstance(text, str) else text
    return _TOKEN.findall(key.key)


def text_facts(text: str, hint: str | None = None) -> TextFacts:
    """Read a text once. Total: any string has facts. `hint` is a language tag that may be wrong."""
    key = match_key(text)
    words = _TOKEN.findall(key.key)
    return TextFacts(
        text=text,
        key=key,
        words=tuple(words),
        places=tuple([found.span() for found in _TOKEN.finditer(key.key)]),
        language=guess_language(text, words, hint),
        contacts=find_contacts(text),
        invisible=find_invisible(text),
        shouting=_shouting(text),
        repetition=_repetition(words),
        same_sign=_holds_down(text),
    )


def _holds_down(text: str) -> bool:
    return any(sign * _HELD in text for sign in set(text) if not sign.isspace() and sign != ".")


_UPPER: Final = re.compile("[A-Z]")
_LOWER: Final = re.compile("[a-z]")


def _shouting(text: str) -> float:
    if text.isascii():
        upper, lower = len(_UPPER.findall(text)), len(_LOWER.findall(text))
    else:
        upper, lower = sum(map(str.isupper, text)), sum(map(str.islower, text))
    cased = upper + lower
    return upper / cased if cased >= _SHOUTING_LETTERS else 0.0


def _repetition(words: list[str]) -> float:
    """Share of neighbouring word pairs that were there before. Prose of a few words has none."""
    if len(words) < 6:
        return 0.0
    pairs = Counter(itertools.pairwise(words))
    return 1.0 - len(pairs) / (len(words) - 1)
