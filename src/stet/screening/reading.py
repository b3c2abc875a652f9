"""One text as the rules read it: its words, the listed words among them, and the string of marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stet.screening.findings import Case
from stet.screening.grammar import COMMA, QUESTION, QUOTE, STOP, WORD, Grammar, Roles
from stet.screening.lexicon import Lexicon, Terms
from stet.text.facts import TextFacts

_STOPS: Final = re.compile(r"[.!;\n\r…۔؛|]")
_QUESTIONS: Final = re.compile(r"[?؟]")
_COMMAS: Final = re.compile(r"[,،:–—()]|\s-+\s")
_QUOTES: Final = re.compile(r'["“”«»„‟]|(?:^|\s)\'|\'(?:\s|$)')


@dataclass(frozen=True, slots=True)
class Reading:
    """A case with its marks. `first[i]` and `last[i]` are the words that marks[i] stands for."""

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
        tokens = self.facts.tokens
        return self.facts.key.original_span(tokens[start].start, tokens[end - 1].end)

    def span_of_marks(self, start: int, end: int) -> tuple[int, int]:
        """The original span of marks[start:end], which must hold at least one word."""
        words = [at for at in range(start, end) if self.first[at] >= 0]
        return self.span(self.first[words[0]], self.last[words[-1]])

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around marks[at] begins and ends."""
        start = max(self.marks.rfind(STOP, 0, at), self.marks.rfind(QUESTION, 0, at)) + 1
        ends = [e for mark in (STOP, QUESTION) if (e := self.marks.find(mark, at)) >= 0]
        return start, min(ends, default=len(self.marks))

    def mark_of_word(self, word: int) -> int:
        """The place among the marks of words[word]."""
        for at, last in enumerate(self.last):
            if last > word and self.first[at] >= 0:
                return at
        return len(self.marks) - 1


class Reader:
    """Makes readings, with a lexicon and the grammar."""

    def __init__(self, lexicon: Lexicon, grammar: Grammar) -> None:
        self.lexicon = lexicon
        self.grammar = grammar

    def read(self, case: Case) -> Reading:
        """The reading of one case. A text of no known language is read with the English roles."""
        facts = case.facts
        language = facts.language.tag
        words = tuple([token.word for token in facts.tokens])
        tables = self.grammar.tables
        served = language if language in tables else "en"
        lexicon_language = "en" if language == "und" else language
        terms = tuple(self.lexicon.table(lexicon_language).matches(words))
        marks: list[str] = []
        first: list[int] = []
        last: list[int] = []
        roles: list[Roles] = []
        mark_of = self.grammar.marks
        for start, end, has in _pieces(tables[served].matches(words), len(words)):
            gap = self._gap(facts, start)
            if gap:
                marks.append(gap)
                first.append(-1)
                last.append(-1)
                roles.append(_NO_ROLES)
            marks.append(mark_of[has] if has else WORD)
            first.append(start)
            last.append(end)
            roles.append(has)
        closing = self._gap(facts, len(words))
        return Reading(
            case, language, words, terms, "".join(marks) + closing,
            (*first, -1) if closing else tuple(first), (*last, -1) if closing else tuple(last),
            (*roles, _NO_ROLES) if closing else tuple(roles),
            frozenset().union(*set(roles)),
        )  # fmt: skip

    @staticmethod
    def _gap(facts: TextFacts, word: int) -> str:
        """The mark for what stands between words[word - 1] and words[word], "" for mere space."""
        tokens, key = facts.tokens, facts.key.key
        start = tokens[word - 1].end if word else 0
        end = tokens[word].start if word < len(tokens) else len(key)
        if end - start <= 1 and key[start:end] in ("", " ", "-", "'"):
            return ""
        gap = key[start:end]
        if _QUESTIONS.search(gap):
            return QUESTION
        if _STOPS.search(gap):
            return STOP
        if _QUOTES.search(gap):
            return QUOTE
        return COMMA if _COMMAS.search(gap) else ""


_NO_ROLES: Final[Roles] = frozenset()


def _pieces(
    matches: Iterator[tuple[int, int, Roles]], count: int
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
