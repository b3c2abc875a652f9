"""Harsh words that are said of a thing: an article, an argument, a law, a bridge.

To call an argument stupid is criticism, and welcome; to call its author so is not. Models learn the
word before they learn of whom it is said, so where every harsh word of a text is said of a thing
and nobody is spoken to or named, they are not believed beyond a doubt that a person looks into.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.findings import Finding
from stet.screening.grammar import GROUP, Grammar
from stet.screening.people import NO_COPULA
from stet.screening.reading import Reading
from stet.screening.reasons import Reason

# About as likely as not: a person looks.
_AT_MOST: Final = 0.45
# What needs somebody who is meant. Swearing and threats do not.
_BOUNDED: Final = (
    Clause.PERSONAL_ATTACK,
    Clause.SEXISM,
    Clause.RACISM,
    Clause.HOMOPHOBIA,
    Clause.XENOPHOBIA,
    Clause.OTHER_ABUSE,
)
_HARSH: Final = frozenset(
    {"bad", "bad_mild", "insult", "insult_literal", "insult_mild", "contempt"}
)
_SOMEONE: Final = frozenset({"you", "you_are", "person_here"})

_BEFORE: Final = "{harsh}(?:{filler|harsh}|,)*w?{thing}"
_SAID: Final = "{thing}{filler}*{are|past}(?:{filler|all|not|harsh}|,)*{harsh}"
_BEHIND: Final = "{thing}(?:{filler|harsh}|,)*{harsh}"
# French puts most adjectives behind, as those languages do that need no "is".
_ADJECTIVE_BEHIND: Final = NO_COPULA | {"fr"}


class ThingRules:
    """The patterns, compiled for one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        harsh = "|".join(sorted(_HARSH))
        said = f"{_BEFORE}|{_SAID}".replace("harsh", harsh)
        self._said = grammar.compile(said)
        self._behind = grammar.compile(f"{_BEHIND}|{said}".replace("harsh", harsh))
        self._things = grammar.chars("thing")

    def find(self, reading: Reading) -> Iterator[Finding]:
        """A finding for each clause that needs somebody, which bounds what it may weigh; or none."""
        present = reading.present
        if "thing" not in present or present.isdisjoint(_HARSH):
            return
        if not present.isdisjoint(_SOMEONE) or any(role.startswith(GROUP) for role in present):
            return
        pattern = self._behind if reading.language in _ADJECTIVE_BEHIND else self._said
        ranges = [found.span() for found in pattern.finditer(reading.marks)]
        of_things = {at for start, end in ranges for at in range(start, end)}
        harsh = (at for at, has in enumerate(reading.roles) if not has.isdisjoint(_HARSH))
        if ranges and of_things.issuperset(harsh):
            spans = tuple(reading.span_of_marks(start, end) for start, end in ranges)
            for clause in _BOUNDED:
                yield Finding(clause, 0.0, Reason.INSULT_UNAIMED, spans, at_most=_AT_MOST)
