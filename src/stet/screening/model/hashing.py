"""Numbers for pieces of words: 64-bit hashes of character n-grams, of words and of pairs of words.

The hash of a piece depends on its characters alone: not on where it stands, on the machine or on
the run. All words of a batch are hashed together, as arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.int64]

# A run of letters and digits, or a run of signs: "idiot!!" and "idiot" share their word.
_TOKEN: Final = re.compile(r"\w+|[^\w\s]+")

# Of two, three and four letters and more: shorter pieces say little, longer ones are near whole words.
ORDERS: Final = (2, 3, 4, 5)
# A word's own hash reads so many characters; its n-grams read all of it.
_LONGEST: Final = 64

# Odd constants with well spread bits, from the golden ratio and from splitmix64 (Steele and others, 2014).
_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_POWERS: Final = np.concatenate(
    (np.ones(1, np.uint64), np.multiply.accumulate(np.full(_LONGEST - 1, _BASE)))
)
_WORD: Final = np.uint64(101)
_PAIR: Final = np.uint64(102)


def token_places(text: str) -> list[tuple[int, int]]:
    """The half-open range of each token."""
    return [found.span() for found in _TOKEN.finditer(text)]


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


class Words:
    """Different words (none empty), and the hashes of what they are made of.

    Between the words' characters stand spaces, so that a piece knows the beginning and end of its word.
    """

    def __init__(self, words: Sequence[str]) -> None:
        text = "".join([f" {word} " for word in words])
        # Halves of surrogate pairs have code points too.
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._values = codes.astype(np.uint64) * _FIRST + _SECOND
        self._ends = np.cumsum(lengths + 2)
        # Where each word begins, behind the space before it.
        self._starts = self._ends - lengths - 1
        self._owners = np.repeat(np.arange(len(words)), lengths + 2)
        self.lengths: Counts = lengths

    def whole(self) -> Hashes:
        """[words] a hash of each word, not yet mixed for a table."""
        length = np.minimum(self.lengths, _LONGEST)
        first = np.cumsum(length) - length
        inside = np.arange(int(length.sum())) - np.repeat(first, length)
        places = np.repeat(self._starts, length) + inside
        powered = self._values[places] * _POWERS[inside]
        return np.add.reduceat(powered, first) if len(first) else powered

    def pieces(self) -> Iterator[tuple[int, Counts, Counts, Hashes]]:
        """For each order: its length, each piece's word and where it begins in it, and its hash.

        A piece that begins with the space before its word begins at -1.
        """
        count = len(self._values)
        rolling = self._values
        for order in range(2, max(ORDERS) + 1):
            if count < order:
                return
            rolling = rolling[:-1] * _BASE + self._values[order - 1 :]
            places = np.flatnonzero(self._owners[: count - order + 1] == self._owners[order - 1 :])
            owners = self._owners[places]
            yield (
                order,
                owners,
                places - self._starts[owners],
                mixed(rolling[places] + np.uint64(order)),
            )


def of_words(whole: Hashes) -> Hashes:
    """The hashes of words as features of their own."""
    return mixed(whole + _WORD)


def of_pairs(left: Hashes, right: Hashes) -> Hashes:
    """The hash of each pair of neighbours; order counts."""
    return mixed(mixed(left + _PAIR) + right)


def mixed(hashes: Hashes) -> Hashes:
    """Spreads each bit over all others (the finaliser of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * _FIRST
    hashes = (hashes ^ (hashes >> np.uint64(27))) * _SECOND
    return hashes ^ (hashes >> np.uint64(31))
