"""Packs what was learned of each language into the one table that ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from stet.screening.model.hashing import Hashes
from stet.screening.model.table import Table, place_and_mark
from training.linear import Floats

Places = npt.NDArray[np.int64]

# A few outsized weights would leave all others few of the 255 steps; they are cut off.
_OUTLIERS = 0.0002


@dataclass(frozen=True)
class Learned:
    """One language's model: weights [pieces, H] for the hashes, bias [H] with NaN where nothing was taught."""

    hashes: Hashes
    weights: Floats
    bias: Floats


def settled(
    worth: Mapping[str, tuple[Hashes, Floats]], wanted: Mapping[str, int], bits: int
) -> dict[str, Places]:
    """Which pieces of each language get a place: the worthiest, at most as many as wanted, one in a place.

    Where two want the same place, the one nearer to the top of its own language has it.
    """
    columns: list[Places] = []
    of: list[Places] = []
    places: list[Places] = []
    standing: list[npt.NDArray[np.float64]] = []
    for at, (language, (hashes, worths)) in enumerate(worth.items()):
        best = np.argsort(-worths, kind="stable")[: wanted[language]]
        columns.append(best)
        of.append(np.full(len(best), at))
        places.append(place_and_mark(hashes[best], language, bits)[0])
        standing.append(np.arange(len(best)) / wanted[language])
    order = np.argsort(np.concatenate(standing), kind="stable")
    _, first = np.unique(np.concatenate(places)[order], return_index=True)
    winners = np.sort(order[first])
    column, owner = np.concatenate(columns), np.concatenate(of)
    return {
        language: np.sort(column[winners[owner[winners] == at]])
        for at, language in enumerate(worth)
    }


def packed(learned: Mapping[str, Learned], bits: int) -> Table:
    """The table of all languages. No two of their pieces may want the same place: see `settled`."""
    languages = tuple(learned)
    heads = next(iter(learned.values())).weights.shape[1]
    marks = np.zeros(1 << bits, dtype=np.uint8)
    places: list[Places] = []
    weights: list[npt.NDArray[np.int8]] = []
    scales = np.ones((len(languages), heads), dtype=np.float32)
    for at, (language, model) in enumerate(learned.items()):
        where, mark = place_and_mark(model.hashes, language, bits)
        marks[where] = mark
        places.append(where)
        # What is not taught is NaN by its bias; its weights are noise and are not kept.
        known = np.where(np.isnan(model.bias), 0.0, model.weights)
        largest = np.quantile(np.abs(known), 1.0 - _OUTLIERS, axis=0)
        scales[at] = np.maximum(largest, 1e-9) / 127.0
        steps = np.clip(np.rint(known / scales[at]), -127, 127)
        weights.append(steps.astype(np.int8))
    everywhere = np.concatenate(places)
    if len(np.unique(everywhere)) != len(everywhere):
        raise ValueError("two pieces want the same place")
    return Table(
        languages,
        marks,
        np.concatenate(weights)[np.argsort(everywhere)],
        scales,
        np.stack([model.bias for model in learned.values()]).astype(np.float32),
    )
