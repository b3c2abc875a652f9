"""A linear model over hashed character n-grams, words and pairs of words, for each language served.

Weights are whole numbers and are summed as such, so that a text's scores do not depend on what it
is read together with. A score is the sum of the weights of a text's known pieces over the root of
their number: long comments are not guilty of their length. Nor may length hide a thing: of a long text
the score is the mean of the whole's and of its worst window's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Final, Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import HEADS
from stet.screening.model.hashing import (
    Counts,
    Hashes,
    Words,
    of_pairs,
    of_words,
    token_places,
    tokens,
)
from stet.screening.model.table import BadNgrams, Floats, Table, place_and_mark

Places = Sequence[tuple[int, int]]

# Of a longer text nothing more is read: no comment is that long, and time must have a bound.
MOST_CHARACTERS: Final = 1 << 17
# So many characters of words are hashed together: enough to hide the cost of each call, few to hold.
_TOGETHER: Final = 1 << 16
# In tokens. Chosen on texts of more than 60 words of the dev part, where it adds 0.01 to the ROC AUC.
LONG: Final = 60
_WINDOW: Final = 20
_STRIDE: Final = 10


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
        at, column = self._language.get(language), HEADS.index(head)
        places = token_places(text[:MOST_CHARACTERS])
        if not places or at is None or column >= self._heads:
            return np.zeros(len(text), dtype=np.float32)
        if np.isnan(self.table.bias[at, column]):
            return np.zeros(len(text), dtype=np.float32)
        shares = self._shares(text, places, language, column)
        if len(places) > LONG:
            sums = self._windows(
                self._of_tokens([text[start:end] for start, end in places], language)
            )
            worst = int(np.argmax(self._scores(sums, at)[:, column]))
            start = _window_starts(len(places))[worst]
            there = self._shares(text, places[start : start + _WINDOW], language, column)
            shares = (shares + there) / 2
        return np.asarray(shares * float(self.table.scales[at, column]), dtype=np.float32)

    def _shares(
        self, text: str, places: Places, language: str, column: int
    ) -> npt.NDArray[np.float64]:
        """[len(text)] each character's part in the sum of the weights of some tokens' pieces over its root."""
        shares = np.zeros(len(text), dtype=np.float64)
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
        shares /= np.sqrt(max(known, 1))
        return shares

    def _of(self, texts: Sequence[str], language: str) -> Floats:
        at = self._language[language]
        words = [tokens(text) for text in texts]
        counts = np.array([len(each) for each in words])
        sums = np.zeros((len(texts), self._heads + 1), dtype=np.int64)
        if not counts.any():
            return np.asarray(self._scores(sums, at), dtype=np.float32)
        of_tokens = self._of_tokens(
            [word for each in words for word in each],
            language,
            np.repeat(np.arange(len(texts)), counts),
        )
        ends = np.cumsum(counts)
        some = np.flatnonzero(counts)
        sums[some] = np.add.reduceat(of_tokens.sum(axis=1), (ends - counts)[some], axis=0)
        scores = self._scores(sums, at)
        for long in np.flatnonzero(counts > LONG):
            mine = of_tokens[ends[long] - counts[long] : ends[long]]
            worst = self._scores(self._windows(mine), at).max(axis=0)
            scores[long] = (scores[long] + worst) / 2
        return np.asarray(scores, dtype=np.float32)

    def _scores(self, sums: Counts, at: int) -> npt.NDArray[np.float64]:
        """[n, heads] log-odds from [n, heads + 1] sums of weights and how many pieces they are of."""
        weight = sums[:, :-1] / np.sqrt(np.maximum(sums[:, -1:], 1))
        made: npt.NDArray[np.float64] = self.table.bias[at] + self.table.scales[at] * weight
        return made

    def _windows(self, of_tokens: Counts) -> Counts:
        """[windows, heads + 1] the sums of each window of one text."""
        starts = _window_starts(len(of_tokens))
        running = np.concatenate((np.zeros_like(of_tokens[:1]), np.cumsum(of_tokens, axis=0)))
        words: Counts = running[starts + _WINDOW, 0] - running[starts, 0]
        # The last word's pair has its other half outside.
        pairs: Counts = running[starts + _WINDOW - 1, 1] - running[starts, 1]
        words += pairs
        return words

    def _of_tokens(
        self, words: Sequence[str], language: str, owners: Counts | None = None
    ) -> Counts:
        """[tokens, 2, heads + 1] sums of weights and how many: of each token, and of its pair with the next.

        `owners` says which text a token is of; without, all are of one.
        """
        index: dict[str, int] = {}
        used = np.array([index.setdefault(word, len(index)) for word in words])
        of_word, whole = self._of_words(list(index), language)
        sums = np.zeros((len(words), 2, self._heads + 1), dtype=np.int64)
        sums[:, 0] = of_word[used]
        whole = whole[used]
        inside = np.arange(len(words) - 1)
        if owners is not None:
            inside = np.flatnonzero(owners[:-1] == owners[1:])
        self._add(sums[:, 1], of_pairs(whole[inside], whole[inside + 1]), inside, language)
        return sums

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


def _window_starts(count: int) -> Counts:
    """Where the windows of so many tokens begin; the last one ends with them."""
    return np.append(np.arange(0, count - _WINDOW, _STRIDE), count - _WINDOW)


def _pieces_in(text: str, places: Places) -> Iterator[tuple[Hashes, Counts, Counts]]:
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
