"""The words by which a text is found: folded as the match key folds, so that spellings meet.

"Köprü", "kopru" and "KÖPRÜ" are one word, and so are the keyboards' variants of Arabic and Kurdish
letters. The Arabic article and what is written together with it ("wa-l-", "bi-l-", "li-l-") are left
off, since readers search for the noun. Nothing else is known about any language: a word is found by
its beginning, which serves the endings of Turkish, Kurdish and German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stet.text.folds import loosen
from stet.text.matchkey import match_key

# A longer run without a space is no word; PostgreSQL takes at most 2,046 bytes.
LONGEST: Final = 40

_WORD: Final = re.compile(r"[^\W_]+")
# The article needs a noun of at least three letters behind it: "الا" is a word of its own.
_ARTICLE: Final = re.compile("(?:[وف]?[بک]?ال|[وف]?لل)(?=.{3})")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and the code points of the text that it came from, half open."""

    word: str
    start: int
    end: int


def words_in(text: str) -> list[str]:
    """The folded words of ``text`` in its order. Total: any string has some or none."""
    return [_folded(found[0]) for found in _WORD.finditer(match_key(text, leet=False).key)]


def placed_words(text: str) -> Iterator[Word]:
    """The same with the place of each in ``text``."""
    key = match_key(text, leet=False)
    for found in _WORD.finditer(key.key):
        start, end = key.original_span(*found.span())
        yield Word(_folded(found[0]), start, end)


@lru_cache(maxsize=65_536)
def _folded(token: str) -> str:
    loose = loosen(token)
    if not loose.isascii():
        loose = _ARTICLE.sub("", loose, count=1) if _ARTICLE.match(loose) else loose
    return loose[:LONGEST]
