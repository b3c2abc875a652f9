"""What a head reads of a comment: the screener's scores as log-odds, and hashed pieces of its words.

A text's row never depends on its neighbours, so a batch gives what its texts give alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.screening.clauses import DEFAULT_CLAUSES, SCORED, Clause
from stet.screening.model.hashing import Hashes, Words, of_pairs, of_words, tokens
from stet.screening.model.plain import plain

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Criticism of the publisher is welcome, so no head learns from it.
READ: Final = tuple(str(c) for c in SCORED if c is not Clause.PUBLISHER_CRITICISM)
DENSE: Final = 1 + len(READ)
# Room for a newsroom's vocabulary: 65,536 places for words, pairs and pieces of four letters.
PLACES: Final = 2**16
WIDTH: Final = DENSE + PLACES
_PIECES: Final = 4
# Characters that are read: no honest comment is longer, and a hostile one stays cheap.
_MOST: Final = 5_000
# Log-odds are cut here, as in `model.combining`: no witness is infinitely sure.
_SUREST: Final = 6.0
_UNKNOWN: Final = 0.02  # what rules give a clause of which nothing was found


def logit(chance: float) -> float:
    """Log-odds, cut at both ends."""
    kept = min(max(chance, 1e-6), 1.0 - 1e-6)
    return float(np.clip(np.log(kept / (1.0 - kept)), -_SUREST, _SUREST))


def sigmoid(raw: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(raw, -30.0, 30.0)))


def risk(scores: Mapping[str, float]) -> float:
    """The highest probability over the clauses of the default guidelines, as the queue ranks by."""
    return max(scores.get(clause, 0.0) for clause in DEFAULT_CLAUSES)


@dataclass(frozen=True)
class Rows:
    """Rows of features: `dense` [n, DENSE], the first column 1; and for each place that is set its row
    (`owners`, rising), its column of `columns` and its value. A row's places have length 1 together."""

    dense: Floats
    owners: Ints
    places: Ints
    values: Floats
    columns: int = PLACES

    def __len__(self) -> int:
        return len(self.dense)

    def part(self, start: int, end: int) -> Rows:
        """The rows from `start` to before `end`."""
        first, last = np.searchsorted(self.owners, [start, end])
        return Rows(
            self.dense[start:end],
            self.owners[first:last] - start,
            self.places[first:last],
            self.values[first:last],
            self.columns,
        )

    def packed(self) -> tuple[Rows, Ints]:
        """The same rows without the columns that none of them sets, and which columns are left."""
        left, places = np.unique(self.places, return_inverse=True)
        return Rows(self.dense, self.owners, places, self.values, len(left)), left

    def times(self, weights: Floats) -> Floats:
        """[n] each row's product with `weights` [DENSE + columns]."""
        own = self.values * weights[DENSE + self.places]
        # Summed row by row, in the row's own order: the same however many rows there are.
        sums = np.bincount(self.owners, weights=own, minlength=len(self))
        dense: Floats = (self.dense * weights[:DENSE]).sum(axis=1)
        return dense + sums

    def back(self, per_row: Floats, *, squared: bool = False) -> Floats:
        """[DENSE + columns] the rows' sum, each times its number; `squared`: of the rows' squares."""
        power = 2 if squared else 1
        dense = (self.dense**power * per_row[:, None]).sum(axis=0)
        own = self.values**power * per_row[self.owners]
        return np.concatenate(
            [dense, np.bincount(self.places, weights=own, minlength=self.columns)]
        )


def rows_of(texts: Sequence[str], scores: Sequence[Mapping[str, float]]) -> Rows:
    """The rows of texts and of what the screener scored them."""
    return joined([one_row(*each) for each in zip(texts, scores, strict=True)])


@dataclass(frozen=True, slots=True)
class Row:
    """One comment's features, small enough to keep by the ten thousand."""

    dense: npt.NDArray[np.float32]
    places: npt.NDArray[np.uint16]


def one_row(text: str, scores: Mapping[str, float]) -> Row:
    found = [1.0, *(logit(scores.get(clause, _UNKNOWN)) for clause in READ)]
    return Row(np.array(found, dtype=np.float32), _places(text[:_MOST]))


def joined(rows: Iterable[Row]) -> Rows:
    kept = list(rows)
    lengths = np.array([len(row.places) for row in kept], dtype=np.int64)
    values = np.repeat(1.0 / np.sqrt(np.maximum(lengths, 1)), lengths)
    places = [row.places for row in kept] or [np.empty(0, np.uint16)]
    dense = [row.dense for row in kept] or [np.empty((0, DENSE), np.float32)]
    return Rows(
        np.vstack(dense).astype(np.float64),
        np.repeat(np.arange(len(kept)), lengths),
        np.concatenate(places).astype(np.int64),
        values,
    )


def _places(text: str) -> npt.NDArray[np.uint16]:
    """The places of the text's words, pairs of words and pieces of words, each once, rising."""
    words = tokens(plain(text).text)
    if not words:
        return np.empty(0, np.uint16)
    found = np.concatenate(list(_hashes(words)))
    return np.unique(found & np.uint64(PLACES - 1)).astype(np.uint16)


def _hashes(words: Sequence[str]) -> Iterator[Hashes]:
    table = Words(words)
    whole = table.whole()
    yield of_words(whole)
    yield of_pairs(whole[:-1], whole[1:])
    for order, _owners, _starts, hashes in table.pieces():
        if order == _PIECES:
            yield hashes
