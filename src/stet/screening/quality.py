"""Advisory scores and the two optional clauses: modest heuristics, said to be no more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.findings import Finding
from stet.screening.phrases import PhraseTable
from stet.screening.reading import Reading
from stet.screening.reasons import Reason
from stet.text.contacts import ContactKind
from stet.text.facts import words_of

Kinds = tuple[str, ...]

# Card numbers in groups and IBANs (ISO 13616: two letters, two digits, 11 to 30 letters or digits).
_CARD: Final = re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_ADDRESS: Final = re.compile(
    r"\b(?:lives?|living|address|home)\s+(?:\w+\s+){0,3}?(?:at|is|on)\s+(?:number\s+)?\d{1,5}\s+\w+",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\d{2,}")
_CONSONANTS: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")

# A reader who reasons needs some words to do it in, and rarely more than a column.
_REASONED: Final = range(15, 400)


@cache
def _cues() -> PhraseTable[Kinds]:
    source = files("stet.screening").joinpath("lexicons", "advisory.txt").read_text("utf-8")
    table: PhraseTable[Kinds] = PhraseTable("und")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            kind, _, phrases = line.partition(": ")
            for phrase in phrases.split("|"):
                words = words_of(phrase)
                if words:
                    table.add(words, lambda there, kind=kind: (*(there or ()), kind))  # type: ignore[misc]
    return table


def find_qualities(reading: Reading) -> Iterator[Finding]:
    """Constructive, criticism of the publisher, evidence for a claim: advice, never a ground."""
    counts: dict[str, int] = {}
    places: list[tuple[int, int]] = []
    for start, end, kinds in _cues().matches(reading.words):
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1
        if "failing" in kinds:
            places.append(reading.span(start, end))
    if counts.get("publisher") and counts.get("failing"):
        # One word of each is a fair sign, more of either make it likelier.
        more = counts["publisher"] + counts["failing"] - 2
        yield Finding(
            Clause.PUBLISHER_CRITICISM, min(0.9, 0.55 + 0.1 * more), Reason.CRITICISM, tuple(places)
        )
    words = len(reading.words)
    asked = "?" in reading.facts.text or "؟" in reading.facts.text
    if words in _REASONED and (counts.get("reason") or asked):
        weight = 0.3 + 0.12 * min(4, counts.get("reason", 0)) + (0.1 if asked else 0.0)
        yield Finding(Clause.CONSTRUCTIVE, min(0.85, weight), Reason.CONSTRUCTIVE)
    linked = any(c.kind is ContactKind.LINK for c in reading.facts.contacts)
    told = counts.get("evidence", 0) + 2 * linked
    if told:
        figures = 0.1 if _NUMBER.search(reading.facts.text) else 0.0
        yield Finding(
            Clause.CLAIM_EVIDENCE, min(0.85, 0.3 + 0.12 * told + figures), Reason.EVIDENCE
        )


def find_disorder(reading: Reading) -> Iterator[Finding]:
    """Repetition, unreadable text, private data: clauses that are off by default."""
    facts = reading.facts
    if facts.repetition >= 0.5:
        yield Finding(
            Clause.UNINTELLIGIBLE_OR_REPEATED, min(0.9, 0.3 + facts.repetition), Reason.REPEATED
        )
    elif facts.same_sign:
        yield Finding(Clause.UNINTELLIGIBLE_OR_REPEATED, 0.4, Reason.REPEATED)
    if _CONSONANTS.search(facts.key.key):
        garbled = sum(bool(_CONSONANTS.search(word)) for word in reading.words)
        if garbled and 2 * garbled >= len(reading.words):
            yield Finding(Clause.UNINTELLIGIBLE_OR_REPEATED, 0.7, Reason.UNINTELLIGIBLE)
    if not _NUMBER.search(facts.text):
        return
    for pattern in (_CARD, _IBAN, _ADDRESS):
        spans = tuple(found.span() for found in pattern.finditer(facts.text))
        if spans:
            yield Finding(Clause.UNLAWFUL_OR_PRIVATE, 0.7, Reason.PRIVATE_DATA, spans)
