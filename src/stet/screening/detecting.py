"""The rule layers in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from stet.screening.disguises import Listed
from stet.screening.findings import Case, Finding, Layer
from stet.screening.grammar import shipped_grammar
from stet.screening.lexicon import Lexicon
from stet.screening.people import PeopleRules
from stet.screening.promotion import find_promotion
from stet.screening.quality import find_disorder, find_qualities
from stet.screening.reading import Reader, Reading
from stet.screening.things import ThingRules
from stet.screening.wording import find_disguised, find_words

Detect = Callable[[Reading], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Detectors that share one reading of each text. They are one layer: the same words feed all."""

    name: str
    reader: Reader
    detectors: tuple[Detect, ...]

    def find(self, cases: Sequence[Case]) -> list[Sequence[Finding]]:
        readings = map(self.reader.read, cases)
        return [
            tuple(chain.from_iterable(detect(reading) for detect in self.detectors))
            for reading in readings
        ]


def rule_layers(lexicon: Lexicon) -> tuple[Layer, ...]:
    """The rules-based screening as layers, for a given set of word lists."""
    grammar = shipped_grammar()

    listed = Listed(lexicon.disguisable)

    def disguised(reading: Reading) -> Iterable[Finding]:
        return find_disguised(reading, listed)

    detectors: tuple[Detect, ...] = (
        find_words,
        disguised,
        PeopleRules(grammar).find,
        ThingRules(grammar).find,
        find_promotion,
        find_qualities,
        find_disorder,
    )
    return (Rules("rules", Reader(lexicon, grammar), detectors),)


def word_layer(lexicon: Lexicon) -> Layer:
    """The words of a list alone, plain and in disguise, with the doubts about quoting and mention."""
    listed = Listed(lexicon.disguisable)

    def disguised(reading: Reading) -> Iterable[Finding]:
        return find_disguised(reading, listed)

    return Rules("words", Reader(lexicon, shipped_grammar()), (find_words, disguised))
