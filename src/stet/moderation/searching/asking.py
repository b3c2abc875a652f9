"""What somebody typed into the search field, and the same in the language of either index.

Words match from their beginning (three letters and more), all of them must be there, in any order;
words in quotation marks match whole and in that order; a minus before a word or a quotation leaves
out what holds it. There is no other syntax, and nothing typed can be wrong: what holds no letter or
digit asks for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from stet.moderation.searching.words import (
    HEADLINE,
    NAME,
    SEARCHED,
    article_mark,
    lang_mark,
    state_mark,
)
from stet.text.searchwords import words_in

LONGEST: Final = 200  # code points; what is beyond is not looked at
# The index has no words for shorter beginnings, and half the newsroom's comments hold "a…".
SHORTEST_BEGINNING: Final = 3

_PIECE: Final = re.compile(r'(-?)(?:["“”«»„]([^"“”«»„]*)["“”«»„]?|([^\s"“”«»„]+))')


class Place(StrEnum):
    """Where the words are looked for."""

    SAID = ""  # the text and its author's name
    NAME = "name"
    HEADLINE = "headline"
    EVERYWHERE = "all"


# The marks before the words of each place, any of which will do.
_MARKS = {
    Place.SAID: ("",),
    Place.NAME: (NAME,),
    Place.HEADLINE: (HEADLINE,),
    Place.EVERYWHERE: ("", HEADLINE),
}


@dataclass(frozen=True)
class Term:
    """Words that stand behind one another; the last one may go on unless the term is ``whole``."""

    words: tuple[str, ...]
    whole: bool
    left_out: bool

    def matches(self, word: str) -> bool:
        """Whether ``word`` of a text is one of these: what is shown as found."""
        last = self.words[-1]
        return word in self.words or (self.goes_on and word.startswith(last))

    @property
    def goes_on(self) -> bool:
        return not self.whole and len(self.words[-1]) >= SHORTEST_BEGINNING


@dataclass(frozen=True)
class Sought:
    """A search. Empty fields do not filter; ``since`` counts, ``before`` does not."""

    query: str = ""
    place: Place = Place.SAID
    state: str = ""
    article: UUID | None = None
    lang: str = ""
    since: datetime | None = None
    before: datetime | None = None

    @property
    def terms(self) -> list[Term]:
        return terms_of(self.query)

    @property
    def means_nothing(self) -> bool:
        """Whether something was typed that holds no word."""
        return bool(self.query.strip()) and not self.terms


def terms_of(query: str) -> list[Term]:
    """Total: any string has some terms or none."""
    found = []
    for minus, quoted, bare in _PIECE.findall(query[:LONGEST]):
        words = tuple(words_in(quoted or bare))
        if words:
            found.append(Term(words, whole=bool(quoted), left_out=bool(minus)))
    return found


def in_fts5(sought: Sought) -> str:
    """The search in FTS5's language; empty if it leaves nothing out."""
    wanted = [f'"{mark}"' for mark in _facts(sought)]
    unwanted: list[str] = []
    for term in _indexed(sought):
        said = " AND ".join(
            f"({' OR '.join(_fts5_word(mark + word, begins) for mark in _MARKS[sought.place])})"
            for word, begins in _each(term)
        )
        (unwanted if term.left_out else wanted).append(f"({said})")
    if unwanted and not wanted:
        states = " OR ".join(f'"{state_mark(state)}"' for state in SEARCHED)
        wanted = [f"({states})"]
    found = " AND ".join(wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _fts5_word(word: str, begins: bool) -> str:
    return f'"{word}" *' if begins else f'"{word}"'


def in_tsquery(sought: Sought) -> str:
    """The search in the language of PostgreSQL's tsquery; empty if it leaves nothing out."""
    parts = [f"'{mark}'" for mark in _facts(sought)]
    for term in _indexed(sought):
        said = " & ".join(
            f"({' | '.join(_lexeme(mark + word, begins) for mark in _MARKS[sought.place])})"
            for word, begins in _each(term)
        )
        parts.append(f"!({said})" if term.left_out else f"({said})")
    return " & ".join(parts)


def _lexeme(word: str, begins: bool) -> str:
    return f"'{word}':*" if begins else f"'{word}'"


def phrases(sought: Sought) -> list[tuple[list[str], bool]]:
    """What the line must hold one of, or none of, beyond single words: pieces, and whether it must.

    A left-out phrase is not left out by the index, which would leave out its words in any order.
    """
    return [
        (
            [
                f" {' '.join(mark + word for word in term.words)}{'' if term.goes_on else ' '}"
                for mark in _MARKS[sought.place]
            ],
            not term.left_out,
        )
        for term in sought.terms
        if len(term.words) > 1
    ]


def _indexed(sought: Sought) -> list[Term]:
    """The terms that the index can answer, or narrow down."""
    return [term for term in sought.terms if not term.left_out or len(term.words) == 1]


def _each(term: Term) -> list[tuple[str, bool]]:
    """Each word, and whether it may go on."""
    return [*((word, False) for word in term.words[:-1]), (term.words[-1], term.goes_on)]


def _facts(sought: Sought) -> list[str]:
    return [
        *([state_mark(sought.state)] if sought.state else []),
        *([article_mark(sought.article)] if sought.article else []),
        *([lang_mark(sought.lang)] if sought.lang else []),
    ]
