"""Everything the screening wants to know about a text, found once and frozen."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Final, NamedTuple

from stet.text.contacts import Contact, find_contacts
from stet.text.invisible import InvisibleFacts, find_invisible
from stet.text.languages import LanguageGuess, guess_language
from stet.text.matchkey import MatchKey, match_key

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SAME_SIGN: Final = re.compile(r"([^\w\s.])\1{7,}|(\w)\2{9,}")

# Below this many letters capitals are acronyms (ISIS, YPG, NATO), not shouting.
_SHOUTING_LETTERS: Final = 20


class Token(NamedTuple):
    """A word of the match key and its half-open span there."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a text is.

    `shouting` is the share of capitals among cased letters (0 for short texts and for scripts
    without case); `repetition` the share of words that repeat an earlier word beyond what prose
    does; `same_sign` whether one sign or letter is held down.
    """

    text: str
    key: MatchKey
    tokens: tuple[Token, ...]
    words: frozenset[str]
    language: LanguageGuess
    contacts: tuple[Contact, ...]
    invisible: InvisibleFacts
    shouting: float
    repetition: float
    same_sign: bool


def words_of(text: str) -> list[str]:
    """The words of a text in match-key spelling."""
    return _TOKEN.findall(match_key(text).key)


def text_facts(text: str, hint: str | None = None) -> TextFacts:
    """Read a text once. Total: any string has facts. `hint` is a language tag that may be wrong."""
    key = match_key(text)
    tokens = tuple([Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(key.key)])
    words = [token.word for token in tokens]
    return TextFacts(
        text=text,
        key=key,
        tokens=tokens,
        words=frozenset(words),
        language=guess_language(text, words, hint),
        contacts=find_contacts(text),
        invisible=find_invisible(text),
        shouting=_shouting(text),
        repetition=_repetition(words),
        same_sign=_SAME_SIGN.search(text) is not None,
    )


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
