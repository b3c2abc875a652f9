"""A head: for all rejections together and for single clauses, what moves the screener's log-odds."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from stet.screening.clauses import DEFAULT_CLAUSES, Clause
from stet.screening.own.features import DENSE, PLACES, WIDTH, Floats, Rows, logit, risk, sigmoid
from stet.screening.policy import LOOK_AT

# The part that learned from every rejection, whatever it cites.
ANY: Final = "*"
_FORMAT: Final = 1
# A weight below this moves no score in its fourth digit, even all of a text's together.
_NOTHING: Final = 1e-5
_CEILING: Final = 0.99
_DEFAULT: Final = frozenset(map(str, DEFAULT_CLAUSES))

Scores = Mapping[str, float]


class BadHead(ValueError):
    """These bytes are no head, or not the one they ought to be."""


@dataclass(frozen=True)
class Part:
    """The weights [WIDTH] of one part; `clause` is a clause's key or `ANY`."""

    clause: str
    weights: Floats

    def steps(self, rows: Rows) -> Floats:
        """[n] how far this part moves each row's log-odds."""
        return rows.times(self.weights)


@dataclass(frozen=True)
class Head:
    """The parts that were found to be better. `kin` names the models whose scores it was fitted on."""

    kin: str
    parts: tuple[Part, ...]

    def scores(self, rows: Rows, given: Sequence[Scores]) -> list[dict[str, float]]:
        """The scores of each row, moved; see `moved`."""
        steps = {part.clause: part.steps(rows) for part in self.parts}
        return [
            moved(scores, {clause: float(column[at]) for clause, column in steps.items()})
            for at, scores in enumerate(given)
        ]

    def to_bytes(self) -> bytes:
        """As it is kept: numpy's npz, without pickles."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        for at, part in enumerate(self.parts):
            kept = np.flatnonzero(np.abs(part.weights[DENSE:]) > _NOTHING)
            arrays[f"dense{at}"] = part.weights[:DENSE]
            arrays[f"places{at}"] = kept.astype(np.uint16)
            arrays[f"values{at}"] = part.weights[DENSE:][kept].astype(np.float32)
        about = {"format": _FORMAT, "kin": self.kin, "parts": [p.clause for p in self.parts]}
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
        return out.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes, checksum: str) -> Head:
        """The head that was kept; raises `BadHead` if it is not the one with this checksum."""
        if digest_of(kept) != checksum:
            raise BadHead("the checksum is another one")
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as arrays:
                about = json.loads(arrays["about"].tobytes())
                if about["format"] != _FORMAT:
                    raise BadHead("this format is not known")
                parts = tuple(
                    Part(clause, _weights(arrays, at)) for at, clause in enumerate(about["parts"])
                )
        except (KeyError, ValueError, TypeError, OSError, EOFError, BadZipFile) as problem:
            raise BadHead("these bytes are no head") from problem
        return cls(str(about["kin"]), parts)


def digest_of(kept: bytes) -> str:
    """SHA-256, in hex."""
    return sha256(kept).hexdigest()


def _weights(arrays: Mapping[str, npt.NDArray[Any]], at: int) -> Floats:
    weights = np.zeros(WIDTH)
    weights[:DENSE] = arrays[f"dense{at}"]
    weights[DENSE:][arrays[f"places{at}"]] = arrays[f"values{at}"]
    if not np.isfinite(weights).all() or len(weights) != DENSE + PLACES:
        raise BadHead("the weights are no numbers")
    return weights


def moved(given: Scores, steps: Mapping[str, float]) -> dict[str, float]:
    """The screener's scores after the steps of a head's parts.

    A clause with a part of its own moves by its own step; the other clauses of the default
    guidelines by that of all rejections, so that the highest of them moves just so. Where the
    screener found criticism of the publisher, nothing rises: what is welcome by the guidelines does
    not become suspect by what was decided. Advisory scores stay.
    """
    found = dict(given)
    for clause, score in given.items():
        step = steps.get(clause, steps.get(ANY) if clause in _DEFAULT else None)
        if step is not None:
            found[clause] = after(score, step, given)
    return found


def after(chance: float, step: float, given: Scores) -> float:
    """A probability after a step of its log-odds, for a text that the screener scored `given`."""
    there = min(_CEILING, float(sigmoid(np.array(logit(chance) + step))))
    if given.get(Clause.PUBLISHER_CRITICISM, 0.0) >= LOOK_AT:
        there = min(chance, there)
    return round(there, 4)


def base_of(clause: str, scores: Scores) -> float:
    """What the screener says to a part's question: the clause's score, or the highest of all."""
    return risk(scores) if clause == ANY else scores.get(clause, 0.0)
