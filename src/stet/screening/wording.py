"""Findings from the word lists, with their doubts: mention, quotation, condemnation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from stet.screening.clauses import ABUSE_CLAUSES, Clause
from stet.screening.disguises import Listed, masked, run_together, spelled_out, split_in_two
from stet.screening.findings import Finding
from stet.screening.lexicon import Term
from stet.screening.reading import Reading
from stet.screening.reasons import Reason
from stet.text.facts import words_of
from stet.text.folds import loosen

# A slur that is quoted, reported or condemned is more often a complaint than an attack, but not
# always: a person should look. Quoted profanity is still profanity on the page.
_MENTIONED: Final = 0.45
_QUOTED_PROFANITY: Final = 0.6
# A threat or insult with an armed group, a regime or "they" as its subject is mostly a report.
_OTHERS: Final = 0.3
# How many marks before a word "said", "called me" or "the word" still reach it.
_REACH: Final = 5

_DISCUSSABLE: Final = frozenset({*ABUSE_CLAUSES, Clause.THREAT, Clause.PERSONAL_ATTACK})
_RUN: Final = re.compile(r"(.)\1+")
_COARSE: Final = frozenset({Clause.PROFANITY, Clause.VULGARITY})


def find_words(reading: Reading) -> Iterator[Finding]:
    """Listed words and phrases as they stand."""
    for start, end, terms in reading.terms:
        spans = (reading.span(start, end),)
        for term in terms:
            if term.clause is not None:
                probability, reason = _weigh(reading, start, term)
                hidden = _hidden(reading.words[start:end], term.term)
                yield Finding(term.clause, probability, reason, spans, hidden)


def _hidden(written: Sequence[str], listed: str) -> str:
    """The listed word where it was stretched or given accents, else "" (inflected words too)."""
    plain = words_of(listed)
    if list(written) == list(plain) or len(written) != len(plain):
        return ""
    alike = (
        _RUN.sub(r"\1", loosen(w)) == _RUN.sub(r"\1", p)
        for w, p in zip(written, plain, strict=True)
    )
    return listed if all(alike) else ""


def find_disguised(reading: Reading, listed: Listed) -> Iterator[Finding]:
    """Strong words in disguise. They count as the plain word: a disguise shows intent."""
    facts = reading.facts
    if facts.language.script not in ("Latin", "Common"):
        return
    hidden = chain(
        spelled_out(facts, listed), split_in_two(facts, listed), run_together(facts, listed)
    )
    for found, reason in (
        *((h, Reason.WORD_DISGUISED) for h in hidden),
        *((m, Reason.WORD_MASKED) for m in masked(facts, listed)),
    ):
        start, end, terms = found
        for term in terms:
            if term.clause is not None:
                span = facts.key.original_span(start, end)
                yield Finding(term.clause, term.probability, reason, (span,), term.term)


def _weigh(reading: Reading, word: int, term: Term) -> tuple[float, Reason]:
    probability = term.probability
    reason = Reason.WORD if term.strength in ("strong", "firm") else Reason.WORD_AMBIGUOUS
    if term.clause in _DISCUSSABLE and probability > _OTHERS:
        doubt = _doubt(reading, word, term)
        if doubt is not None and doubt < probability:
            return doubt, Reason.WORD_MENTIONED
    if term.clause in _COARSE and probability > _QUOTED_PROFANITY and _quoted(reading, word):
        return _QUOTED_PROFANITY, Reason.WORD_MENTIONED
    return probability, reason


def _doubt(reading: Reading, word: int, term: Term) -> float | None:
    """The probability left when the word seems to be someone else's, or None."""
    mark = reading.mark_of_word(word)
    start, end = reading.sentence(mark)
    before = reading.roles[max(start, mark - _REACH) : mark]
    if term.clause in (Clause.THREAT, Clause.PERSONAL_ATTACK):
        first = any("first" in has or "first_will" in has for has in before)
        if not first and any("exempt" in has or "third" in has for has in before):
            return _OTHERS
    said = any("reported" in has for has in before)
    condemned = any("condemn" in has for has in reading.roles[start:end])
    if said or condemned or _quoted(reading, word):
        return _MENTIONED
    return None


def _quoted(reading: Reading, word: int) -> bool:
    """Whether the word stands between quotation marks."""
    mark = reading.mark_of_word(word)
    return reading.quoted(mark, mark + 1)
