"""Fits the linear n-gram model: texts as sparse counts of hashed pieces, weights by Adagrad.

The counts come from the same hashing that runs in the shipped model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from stet.screening.model.hashing import Hashes, Words, of_pairs, of_words, tokens

Floats = npt.NDArray[np.float32]

# Annotators err, and a model should not be sure of noise.
SMOOTHING = 0.02
# Longer texts are rare, and their ends teach little.
CUT = 1500
_PORTION = 4000


@dataclass(frozen=True)
class Pieces:
    """What the texts are made of: a row a text, a column a piece, and each column's hash."""

    counts: Any
    hashes: Hashes


def pieces_of(texts: Sequence[str]) -> Pieces:
    """The pieces of plain texts, counted."""
    index: dict[str, int] = {}
    rows: list[int] = []
    ids: list[int] = []
    for at, text in enumerate(texts):
        words = tokens(text[:CUT])
        ids += [index.setdefault(word, len(index)) for word in words]
        rows += [at] * len(words)
    vocabulary, used, owners = list(index), np.array(ids), np.array(rows)
    hashes, of = _within(vocabulary)
    whole = Words(vocabulary).whole()
    beside = np.flatnonzero(owners[:-1] == owners[1:])
    pairs = of_pairs(whole[used[beside]], whole[used[beside + 1]])
    known, place = np.unique(np.concatenate((hashes, pairs)), return_inverse=True)
    count = len(hashes)
    ones = np.ones(max(len(place), len(used)), dtype=np.float32)
    by_word = sparse.csr_matrix(
        (ones[:count], (of, place[:count])), shape=(len(vocabulary), len(known))
    )
    in_text = sparse.csr_matrix(
        (ones[: len(used)], (owners, used)), shape=(len(texts), len(vocabulary))
    )
    paired = sparse.csr_matrix(
        (ones[: len(pairs)], (owners[beside], place[count:])), shape=(len(texts), len(known))
    )
    return Pieces((in_text @ by_word + paired).tocsr(), known)


def _within(vocabulary: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """The hashes of words and of their n-grams, and whose they are."""
    hashes, owners = [], []
    for at in range(0, len(vocabulary), _PORTION):
        words = Words(vocabulary[at : at + _PORTION])
        whole = words.whole()
        hashes.append(of_words(whole))
        owners.append(np.arange(at, at + len(whole)))
        for _, of, _, found in words.pieces():
            hashes.append(found)
            owners.append(of + at)
    return np.concatenate(hashes), np.concatenate(owners)


def often(pieces: Pieces, least: int) -> Pieces:
    """The pieces that at least so many texts hold."""
    return chosen(pieces, np.flatnonzero(pieces.counts.getnnz(axis=0) >= least))


def chosen(pieces: Pieces, columns: npt.NDArray[np.int64]) -> Pieces:
    """The given pieces alone."""
    return Pieces(pieces.counts[:, columns].tocsr(), pieces.hashes[columns])


def normalised(counts: Any) -> Any:
    """Each row over the root of its sum, as the model does with what it knows of a text."""
    made = counts.astype(np.float32)
    sums = np.asarray(made.sum(axis=1)).ravel()
    made.data /= np.repeat(np.sqrt(np.maximum(sums, 1.0)), np.diff(made.indptr)).astype(np.float32)
    return made


@dataclass(frozen=True)
class Course:
    """How to fit: `rate` falls to nothing over the epochs; `decay` is the weight of the L2 penalty."""

    rate: float = 0.8
    decay: float = 5.0e-6
    epochs: int = 6
    batch: int = 256
    seed: int = 0


@dataclass(frozen=True)
class Part:
    """Some rows to learn from; `shares` is how much each counts, `targets` below 0 are unknown."""

    rows: Any
    targets: Floats
    shares: Floats
    sets: npt.NDArray[np.int64]


class Fitting:
    """Weights [pieces, heads] and bias [heads], with a bias for each set that is left out in the end.

    What share of a set is toxic says how its rows were picked, not how its readers talk: that is each set's own bias.
    """

    def __init__(self, columns: int, heads: int, sets: int) -> None:
        self.weights = np.zeros((columns, heads), dtype=np.float32)
        self.bias = np.zeros(heads, dtype=np.float32)
        self._of_set = np.zeros((sets, heads), dtype=np.float32)
        # Sums of squared gradients (Duchi, Hazan and Singer, 2011); not zero, so that first steps stay finite.
        self._weights_seen = np.full_like(self.weights, 1e-6)
        self._bias_seen = np.full_like(self.bias, 1e-3)
        self._set_seen = np.full_like(self._of_set, 1e-3)

    def logits(self, rows: Any) -> Floats:
        made: Floats = rows @ self.weights + self.bias
        return made

    def step(self, part: Part, rate: float, decay: float) -> None:
        """One batch."""
        rows = part.rows
        guess = expit(self.logits(rows) + self._of_set[part.sets])
        wanted = np.clip(part.targets, SMOOTHING, 1.0 - SMOOTHING)
        counting = (part.targets >= 0) * part.shares[:, None] / len(part.shares)
        slope = (guess - wanted) * counting
        used = np.unique(rows.indices)
        local = sparse.csr_matrix(
            (rows.data, np.searchsorted(used, rows.indices), rows.indptr),
            shape=(rows.shape[0], len(used)),
        )
        weights = self.weights[used]
        change = local.T @ slope.astype(np.float32) + decay * weights
        seen = self._weights_seen[used] + change**2
        self._weights_seen[used] = seen
        self.weights[used] = weights - rate * change / np.sqrt(seen)
        total = slope.sum(axis=0)
        self._bias_seen += total**2
        self.bias -= rate * total / np.sqrt(self._bias_seen)
        by_set = np.zeros_like(self._of_set)
        np.add.at(by_set, part.sets, slope)
        self._set_seen += by_set**2
        self._of_set -= rate * by_set / np.sqrt(self._set_seen)


def fit(
    rows: Any, targets: Floats, shares: Floats, sources: Sequence[str], course: Course
) -> Fitting:
    """Fits to normalised rows; the same for the same seed."""
    names = {name: at for at, name in enumerate(Counter(sources))}
    sets = np.array([names[source] for source in sources])
    fitting = Fitting(rows.shape[1], targets.shape[1], len(names))
    chance = np.random.default_rng(course.seed)
    for epoch in range(course.epochs):
        order = chance.permutation(rows.shape[0])
        rate = course.rate * (1.0 - epoch / course.epochs)
        for at in range(0, len(order), course.batch):
            which = order[at : at + course.batch]
            part = Part(rows[which], targets[which], shares[which], sets[which])
            fitting.step(part, rate, course.decay)
    return fitting
