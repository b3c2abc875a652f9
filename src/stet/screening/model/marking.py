"""Which words the encoder holds against a text, as ranges of the original that never cut a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import CLAUSES, PROMOTIONS, TOXIC
from stet.screening.model.encoder import Read
from stet.screening.model.plain import Plain

Floats = npt.NDArray[np.float32]
Range = tuple[int, int]

# A toxic word of any kind is marked from here: the best character F1 on the dev part of the sets with
# marked words (training/marking_curve.py prints the curve).
ANY_AT: Final = 0.45
# A clause's own words have fewer examples behind them, so they must be surer.
OWN_AT: Final = 0.5
# Marks this near to one another, with no word between, are one: "you, liar".
_GAP: Final = 2
# Log-odds that one word must add before it is shown as the reason.
_LEAST_WEIGHT: Final = 0.3
_WORD: Final = re.compile(r"\w+")


def words_of_tokens(form: Plain, places: Sequence[Range]) -> list[tuple[int, int, int, int]]:
    """(first token, after last token, start, end in the plain text) of each word made of tokens."""
    words: list[tuple[int, int, int, int]] = []
    for at, (start, end) in enumerate(places):
        last = words[-1] if words else None
        if last and last[3] == start and form.text[start - 1].isalnum() and form.text[start].isalnum():  # fmt: skip
            words[-1] = (last[0], at + 1, last[2], end)
        elif end > start:
            words.append((at, at + 1, start, end))
    return words


def toxic_ranges(read: Read, form: Plain, text: str, *, at: float = ANY_AT) -> list[Range]:
    """The words that speak against a text for whatever clause."""
    chosen = [
        (start, end)
        for first, last, start, end in words_of_tokens(form, read.places)
        if _chance(read.words[first:last, 0].max()) >= at and _is_word(form.text[start:end])
    ]
    return ranges_of(chosen, form, text)


def clause_ranges(
    read: Read, form: Plain, text: str, named: Iterable[str]
) -> list[tuple[str, Range]]:
    """(clause, range) of the words that speak for each of the clauses named.

    A clause's own words count for it; a toxic word that no clause claims goes to the likeliest of them.
    """
    wanted = [clause for clause in named if clause in CLAUSES]
    abusive = [clause for clause in wanted if clause in TOXIC]
    by_clause: dict[str, list[Range]] = {}
    for first, last, start, end in words_of_tokens(form, read.places):
        if not _is_word(form.text[start:end]):
            continue
        best = read.words[first:last].max(axis=0)
        own = [c for c in wanted if _chance(_of(best, c)) >= OWN_AT]
        if not own and abusive and _chance(best[0]) >= ANY_AT:
            own = [max(abusive, key=lambda c: float(_of(best, c)))]
        for clause in own:
            by_clause.setdefault(clause, []).append((start, end))
    return [
        (clause, found)
        for clause, ranges in by_clause.items()
        for found in ranges_of(ranges, form, text)
        if clause in PROMOTIONS or clause in TOXIC
    ]


def weighty_ranges(weights: Floats, form: Plain, text: str) -> list[Range]:
    """The words that weigh most for a clause: `weights` is what each character of the form adds.

    Those that add half as much as the heaviest word, if that one adds enough to speak of.
    """
    found = [(place.start(), place.end()) for place in _WORD.finditer(form.text)]
    sums = [float(weights[start:end].sum()) for start, end in found]
    heaviest = max(sums, default=0.0)
    if heaviest < _LEAST_WEIGHT:
        return []
    chosen = [place for place, weight in zip(found, sums, strict=True) if weight >= heaviest / 2]
    return ranges_of(chosen, form, text)


def ranges_of(chosen: Sequence[Range], form: Plain, text: str) -> list[Range]:
    """Ranges of the plain text as whole words of the original, near ones joined."""
    found: list[Range] = []
    for start, end in chosen:
        first, last = whole_words(text, *form.original(start, end))
        if found and first - found[-1][1] <= _GAP and not _has_word(text[found[-1][1] : first]):
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def whole_words(text: str, start: int, end: int) -> Range:
    """The range made wider until it cuts no word."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _of(best: Floats, clause: str) -> np.float32:
    value: np.float32 = best[1 + CLAUSES.index(clause)]
    return value


def _chance(logit: float | np.float32) -> float:
    return 1.0 / (1.0 + float(np.exp(-float(logit))))


def _is_word(piece: str) -> bool:
    return any(character.isalnum() for character in piece)


def _has_word(piece: str) -> bool:
    return _is_word(piece)
