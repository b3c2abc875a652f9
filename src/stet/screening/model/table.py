"""The file of the n-gram model: one table for all languages, in which each known piece owns a place.

A mark of eight bits at each place tells its owner from other pieces that want the same place. What the
training did not keep is unknown, and counts for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import HEADS
from stet.screening.model.hashing import Counts, Hashes, mixed

Floats = npt.NDArray[np.float32]


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
