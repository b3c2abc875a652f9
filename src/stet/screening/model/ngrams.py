"""A linear model over hashed character n-grams, words and pairs of words, for each language served.

Weights are whole numbers and are summed as such, so that a text's scores do not depend on what it
is read together with. A score is the sum of the weights of a text's known pieces over the root of
their number: long comments are not guilty of their length.

Each known piece owns one place of a hashed table, where a mark of eight bits tells it from others;
what the training did not keep is unknown and counts for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import HEADS
from stet.screening.model.hashing import (
    Counts,
    Hashes,
    Words,
    mixed,
    of_pairs,
    of_words,
    token_places,
    tokens,
)

Floats = npt.NDArray[np.float32]

# Of a longer text nothing more is read: no comment is that long, and time must have a bound.
MOST_CHARACTERS: Final = 1 << 17
# So many characters of words are hashed together: enough to hide the cost of each call, few to hold.
_TOGETHER: Final = 1 << 16


class BadNgrams(ValueError):
    """The file does not hold such a model."""


@dataclass(frozen=True, slots=True)
class Table:
    """What the file holds, for L languages and H heads.

    `marks` [places] 0 where no piece lives; `weights` [pieces, H] in the order of their places; `scales` [L, H];
    `bias` [L, H] with NaN where the language was taught nothing. All languages live in one table, told apart by salt.
    """

    languages: tuple[str, ...]
    marks: npt.NDArray[np.uint8]
    weights: npt.NDArray[np.int8]
    scales: Floats
    bias: Floats

    def save(self, file: Path) -> None:
        with file.open("wb") as out:
            np.savez(
                out,
                heads=np.array(HEADS),
                languages=np.array(self.languages),
                marks=self.marks,
                weights=self.weights,
                scales=self.scales,
                bias=self.bias,
            )

    @classmethod
    def read(cls, held: Any) -> Self:
        """From an open archive of arrays.

        Raises BadNgrams where arrays are missing or do not fit each other.
        """
        try:
            heads = tuple(map(str, held["heads"]))
            table = cls(
                tuple(map(str, held["languages"])),
                held["marks"],
                held["weights"],
                held["scales"],
                held["bias"],
            )
        except KeyError as missing:
            raise BadNgrams(f"the n-gram file lacks {missing}") from None
        pieces = (np.count_nonzero(table.marks), len(heads))
        each = (len(table.languages), len(heads))
        shapes = (table.weights.shape, table.scales.shape, table.bias.shape)
        if heads != HEADS[: len(heads)] or shapes != (pieces, each, each):
            raise BadNgrams("the n-gram file has other heads or another table than it says")
        if len(table.marks) & (len(table.marks) - 1):
            raise BadNgrams("the n-gram file's table is not a power of two long")
        return table


def place_and_mark(
    hashes: Hashes, language: str, bits: int
) -> tuple[Counts, npt.NDArray[np.uint8]]:
    """Where in a table of 2**bits places each hash belongs for a language, and its mark."""
    salt = int.from_bytes(language.encode()[:8], "little")
    salted = mixed(hashes ^ mixed(np.array([salt], dtype=np.uint64)))
    marks = np.maximum(salted & np.uint64(255), np.uint64(1)).astype(np.uint8)
    return (salted >> np.uint64(64 - bits)).astype(np.int64), marks


class Ngrams:
    """A loaded model. Threads may share it; the same text always gives the same numbers."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._bits = len(table.marks).bit_length() - 1
        # The row of weights of whatever lives at a place.
        self._rows = np.cumsum(table.marks != 0, dtype=np.int32) - 1
        self._heads = table.weights.shape[1]
        self._language = {tag: at for at, tag in enumerate(table.languages)}

    @classmethod
    def load(cls, file: Path) -> Self:
        return cls.from_bytes(file.read_bytes())

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Raises BadNgrams."""
        try:
            with np.load(BytesIO(content), allow_pickle=False) as held:
                return cls(Table.read(held))
        except BadNgrams:
            raise
        except (OSError, EOFError, TypeError, ValueError, BadZipFile):
            raise BadNgrams("not a file of n-gram weights") from None

    @property
    def languages(self) -> tuple[str, ...]:
        return self.table.languages

    def logits(self, plain_texts: Sequence[str], languages: Sequence[str]) -> Floats:
        """[texts, len(HEADS)] log-odds.

        NaN for heads that the language's data never taught, and throughout for languages not served.
        """
        found = np.full((len(plain_texts), len(HEADS)), np.nan, dtype=np.float32)
        for language in sorted(set(languages) & self._language.keys()):
            mine = [at for at, tag in enumerate(languages) if tag == language]
            for part in _portions(mine, plain_texts):
                found[part, : self._heads] = self._of(
                    [plain_texts[at][:MOST_CHARACTERS] for at in part], language
                )
        return found

    def weights_by_character(self, text: str, language: str, head: str) -> Floats:
        """[len(text)] what each character adds to a head's log-odds; they sum to logit minus bias.

        A piece's weight is spread evenly over its characters. All zero where `logits` has NaN.
        """
        shares = np.zeros(len(text), dtype=np.float64)
        at, column = self._language.get(language), HEADS.index(head)
        if at is None or column >= self._heads or np.isnan(self.table.bias[at, column]):
            return shares.astype(np.float32)
        places = token_places(text[:MOST_CHARACTERS])
        if not places:
            return shares.astype(np.float32)
        known = 0
        for hashes, starts, ends in _pieces_in(text, places):
            rows, hit = self._known(hashes, language)
            known += len(rows)
            weights = self.table.weights[rows, column] / (ends - starts)[hit]
            # Differences at both ends of each piece; their running sum is each character's share.
            change = np.zeros(len(text) + 1)
            np.add.at(change, starts[hit], weights)
            np.add.at(change, ends[hit], -weights)
            shares += np.cumsum(change)[:-1]
        scale = float(self.table.scales[at, column]) / np.sqrt(max(known, 1))
        return np.asarray(shares * scale, dtype=np.float32)

    def _of(self, texts: Sequence[str], language: str) -> Floats:
        at = self._language[language]
        index: dict[str, int] = {}
        ids: list[int] = []
        counts: list[int] = []
        for text in texts:
            words = tokens(text)
            counts.append(len(words))
            ids += [index.setdefault(word, len(index)) for word in words]
        sums = np.zeros((len(texts), self._heads + 1), dtype=np.int64)
        if ids:
            of_word, whole = self._of_words(list(index), language)
            used = np.array(ids)
            ends = np.cumsum(counts, dtype=np.int64)
            starts: Counts = ends - counts
            some = np.flatnonzero(counts)
            sums[some] = np.add.reduceat(of_word[used], starts[some], axis=0)
            owners = np.repeat(np.arange(len(texts)), counts)
            self._add_pairs(sums, whole[used], owners, language)
        weight = sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], 1))
        logits = self.table.bias[at] + self.table.scales[at].astype(np.float64) * weight
        return np.asarray(logits, dtype=np.float32)

    def _of_words(self, words: Sequence[str], language: str) -> tuple[Counts, Hashes]:
        """[words, heads + 1] the sum of each word's weights and how many pieces it has; their hashes."""
        sums: list[Counts] = []
        wholes: list[Hashes] = []
        for part in _portions(range(len(words)), words):
            made = Words([words[at] for at in part])
            summed = np.zeros((len(part), self._heads + 1), dtype=np.int64)
            whole = made.whole()
            self._add(summed, of_words(whole), np.arange(len(part)), language)
            for _, owners, _, hashes in made.pieces():
                self._add(summed, hashes, owners, language)
            sums.append(summed)
            wholes.append(whole)
        return np.concatenate(sums), np.concatenate(wholes)

    def _add_pairs(self, sums: Counts, whole: Hashes, owners: Counts, language: str) -> None:
        """Adds to [texts, heads + 1] the weights of neighbouring words."""
        inside = np.flatnonzero(owners[:-1] == owners[1:])
        self._add(sums, of_pairs(whole[inside], whole[inside + 1]), owners[inside], language)

    def _add(self, sums: Counts, hashes: Hashes, owners: Counts, language: str) -> None:
        """Adds the weights of known pieces to their owners' rows; `owners` never falls."""
        rows, hit = self._known(hashes, language)
        if not len(rows):
            return
        owners = owners[hit]
        first = np.flatnonzero(np.concatenate(([True], owners[1:] != owners[:-1])))
        weights = self.table.weights.take(rows, axis=0)
        sums[owners[first], :-1] += np.add.reduceat(weights, first, axis=0, dtype=np.int32)
        sums[owners[first], -1] += np.diff(np.append(first, len(rows)))

    def _known(self, hashes: Hashes, language: str) -> tuple[npt.NDArray[np.int32], Counts]:
        """The weights' rows of the known pieces, and which of the hashes those are."""
        places, marks = place_and_mark(hashes, language, self._bits)
        hit = np.flatnonzero(self.table.marks[places] == marks)
        return self._rows[places[hit]], hit


def _portions(which: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """The given places in turn, so many at a time that their texts stay few to hold."""
    part: list[int] = []
    held = 0
    for at in which:
        if part and held + len(texts[at]) > _TOGETHER:
            yield part
            part, held = [], 0
        part.append(at)
        held += len(texts[at])
    if part:
        yield part


def _pieces_in(
    text: str, places: Sequence[tuple[int, int]]
) -> Iterator[tuple[Hashes, Counts, Counts]]:
    """The hashes of all pieces of a text, with the half-open range of the characters of each."""
    words = Words([text[start:end] for start, end in places])
    starts = np.array([start for start, _ in places])
    ends = np.array([end for _, end in places])
    whole = words.whole()
    yield of_words(whole), starts, ends
    for order, owners, inside, hashes in words.pieces():
        # The spaces around a word are part of a piece but no characters of the text's.
        first = np.maximum(starts[owners] + inside, starts[owners])
        last = np.minimum(starts[owners] + inside + order, ends[owners])
        yield hashes, first, last
    if len(places) > 1:
        neighbours = list(pairwise(range(len(places))))
        left = np.array([a for a, _ in neighbours])
        yield of_pairs(whole[left], whole[left + 1]), starts[left], ends[left + 1]
