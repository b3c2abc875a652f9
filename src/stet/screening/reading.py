"""One text as the rules read it: its words, the listed words among them, and the string of marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from stet.screening.findings import Case
from stet.screening.grammar import COMMA, QUESTION, QUOTE, STOP, WORD, Grammar, Roles
from stet.screening.lexicon import Lexicon, Terms
from stet.text.facts import TextFacts
from stet.text.languages import UNDETERMINED

_SIGNS: Final = re.compile(r"[.!;\n\r…۔؛|?؟,،:–—()\"“”«»„‟]|(?<=\s)'|'(?=\s|$)|^'|\s-+\s")
_MARK_OF: Final = {
    **dict.fromkeys(".!;\n\r…۔؛|", STOP),
    **dict.fromkeys("?؟", QUESTION),
    **dict.fromkeys("\"“”«»„‟'", QUOTE),
}
# Where several stand between two words, the one that says most: a question ends a sentence too.
_STRENGTH: Final = {COMMA: 0, QUOTE: 1, STOP: 2, QUESTION: 3}


# More findings of a kind than this change no answer; a limit keeps hostile texts cheap.
MOST: Final = 200

# English first: where two lists have as much of a text, the earlier one is believed.
_BY_SCRIPT: Final = {"Latin": ("en", "tr", "de", "fr", "ku"), "Arabic": ("ar", "ckb", "fa")}


@dataclass(frozen=True, slots=True)
class Reading:
    """A case with its marks. marks[i] stands for words[first[i]:last[i]].

    A mark that stands for no word has -1 as its `first` and the next word as its `last`.
    """

    case: Case
    language: str
    words: tuple[str, ...]
    terms: tuple[tuple[int, int, Terms], ...]
    marks: str
    first: tuple[int, ...]
    last: tuple[int, ...]
    roles: tuple[Roles, ...]
    present: frozenset[str]

    @property
    def facts(self) -> TextFacts:
        return self.case.facts

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original span of words[start:end]."""
        places = self.facts.places
        return self.facts.key.original_span(places[start][0], places[end - 1][1])

    def span_of_marks(self, start: int, end: int) -> tuple[int, int]:
        """The original span of marks[start:end], which must hold at least one word."""
        words = [at for at in range(start, end) if self.first[at] >= 0]
        return self.span(self.first[words[0]], self.last[words[-1]])

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around marks[at] begins and ends."""
        start = max(self.marks.rfind(STOP, 0, at), self.marks.rfind(QUESTION, 0, at)) + 1
        ends = [e for mark in (STOP, QUESTION) if (e := self.marks.find(mark, at)) >= 0]
        return start, min(ends, default=len(self.marks))

    def quoted(self, start: int, end: int) -> bool:
        """Whether marks[start:end] stand between quotation marks."""
        return self.marks[:start].count(QUOTE) % 2 == 1 and QUOTE in self.marks[end:]

    def mark_of_word(self, word: int) -> int:
        """The place among the marks of words[word]."""
        return min(bisect_right(self.last, word), len(self.marks) - 1)


class Reader:
    """Makes readings, with a lexicon and the grammar."""

    def __init__(self, lexicon: Lexicon, grammar: Grammar) -> None:
        self.lexicon = lexicon
        self.grammar = grammar

    def read(self, case: Case) -> Reading:
        """The reading of one case. A text of no known language is read with the English roles."""
        facts = case.facts
        words = facts.words
        language = facts.language.tag
        if language == UNDETERMINED:
            language = self._language_of_terms(case)
        tables = self.grammar.tables
        served = language if language in tables else "en"
        terms = tuple(islice(self.lexicon.table(language).matches(words), MOST))
        marks: list[str] = []
        first: list[int] = []
        last: list[int] = []
        roles: list[Roles] = []
        mark_of = self.grammar.marks
        gaps = _gaps(facts)
        for start, end, has in _pieces(tables[served].matches(words), len(words)):
            gap = gaps.get(start)
            if gap:
                marks.append(gap)
                first.append(-1)
                last.append(start)
                roles.append(_NO_ROLES)
            marks.append(mark_of[has] if has else WORD)
            first.append(start)
            last.append(end)
            roles.append(has)
        closing = gaps.get(len(words), "")
        return Reading(
            case, language, words, terms, "".join(marks) + closing,
            (*first, -1) if closing else tuple(first),
            (*last, len(words)) if closing else tuple(last),
            (*roles, _NO_ROLES) if closing else tuple(roles),
            frozenset().union(*set(roles)),
        )  # fmt: skip

    def _language_of_terms(self, case: Case) -> str:
        """For a text too short to tell its language: the one in whose list most of it stands.

        Texts in Latin letters without a listed word are read as English, others as nothing known.
        """
        facts = case.facts
        best, most = "en" if facts.language.script == "Latin" else UNDETERMINED, 0
        for language in _BY_SCRIPT.get(facts.language.script, ()):
            found = self.lexicon.table(language).matches(facts.words)
            covered = sum(end - start for start, end, _ in found)
            if covered > most:
                best, most = language, covered
        return best


def _gaps(facts: TextFacts) -> dict[int, str]:
    """For each word with more than space before it, the mark of that; the end counts as a word."""
    starts = [place[0] for place in facts.places]
    found: dict[int, str] = {}
    for sign in _SIGNS.finditer(facts.key.key):
        word = bisect_right(starts, sign.start())
        mark = _MARK_OF.get(sign[0], COMMA)
        there = found.get(word)
        if there is None or _STRENGTH[mark] > _STRENGTH[there]:
            found[word] = mark
    return found


_NO_ROLES: Final[Roles] = frozenset()


def _pieces(
    matches: Iterable[tuple[int, int, Roles]], count: int
) -> Iterator[tuple[int, int, Roles]]:
    """The matches and, between them, the words without a role one by one."""
    at = 0
    for start, end, has in matches:
        for word in range(at, start):
            yield word, word + 1, _NO_ROLES
        yield start, end, has
        at = end
    for word in range(at, count):
        yield word, word + 1, _NO_ROLES
