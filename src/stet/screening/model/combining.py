"""From what rules, encoder and n-grams found to one calibrated probability per head.

A logistic regression per head over the witnesses' log-odds (stacking; Wolpert 1992), fitted on rows that none of
them learned from, and a monotone map on top where that made the probabilities truer (isotonic regression;
Zadrozny and Elkan 2002), kept as a few knots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.heads import (
    ABUSE,
    HATE,
    HEADS,
    OVERALL,
    PROMOTION,
    PROMOTIONS,
    TOXIC,
)

Floats = npt.NDArray[np.float32]

WITNESSES: Final = ("rule", "encoder", "encoder_family", "encoder_overall", "ngrams", "ngrams_family", "ngrams_overall")  # fmt: skip
# Swearing and crude talk can be friendly; the rest of abuse cannot.
HOSTILE: Final = frozenset(TOXIC) - {"profanity", "vulgarity"}
# Rules never say 0 or 1; nor may a witness outvote all others by being infinitely sure.
_SUREST: Final = 6.0
_PARTS: Final = {OVERALL: TOXIC, HATE: ABUSE, PROMOTION: PROMOTIONS}
_AT: Final = {head: at for at, head in enumerate(HEADS)}
_TOXIC_AT: Final = np.array(sorted(_AT[clause] for clause in TOXIC))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the witnesses say of one text; logits of HEADS, None or NaN where one does not know."""

    rules: Mapping[str, float]
    encoder: Floats | None
    ngrams: Floats | None


def family_of(head: str) -> str:
    """The wider head that a clause belongs to."""
    if head in ABUSE or head == HATE:
        return HATE
    return PROMOTION if head in PROMOTIONS or head == PROMOTION else OVERALL


def witnesses(evidence: Evidence, heads: Sequence[str]) -> Floats:
    """[len(heads), len(WITNESSES)] log-odds for each head; 0 where a witness does not know.

    The whole has no wider family: in its place stands the clause that is likeliest broken.
    """
    at = _places_of(tuple(heads))
    table = np.zeros((len(heads), len(WITNESSES)), dtype=np.float32)
    table[:, 0] = [_rule_logit(evidence.rules, head) for head in heads]
    if evidence.encoder is not None:
        table[:, 1:4] = _with_likeliest(evidence.encoder)[at]
    if evidence.ngrams is not None:
        table[:, 4:7] = _with_likeliest(evidence.ngrams)[at]
    return np.nan_to_num(table, copy=False).clip(-_SUREST, _SUREST)


@lru_cache(maxsize=64)
def _places_of(heads: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """[len(heads), 3]: where each head, its family and the overall head stand, the likeliest clause last."""
    families = [len(HEADS) if head == OVERALL else _AT[family_of(head)] for head in heads]
    return np.array(
        [[_AT[h], family, _AT[OVERALL]] for h, family in zip(heads, families, strict=True)]
    )


def _with_likeliest(logits: Floats) -> Floats:
    """The logits of HEADS and behind them the highest of an abusive clause, NaN where none is known."""
    known = logits[_TOXIC_AT]
    known = known[~np.isnan(known)]
    return np.append(logits, known.max() if len(known) else np.nan)


def _rule_logit(rules: Mapping[str, float], head: str) -> float:
    parts = _PARTS.get(head)
    highest = rules.get(head, 0.02) if parts is None else max(rules.get(p, 0.02) for p in parts)
    return log(highest / (1.0 - highest))


@dataclass(frozen=True, slots=True)
class Fit:
    """One head's regression and, where measured to help, its monotone map."""

    weights: tuple[float, ...]
    bias: float
    knots: tuple[tuple[float, float], ...] = ()

    def probability(self, values: Floats) -> float:
        raw = float(np.dot(np.asarray(self.weights, dtype=np.float64), values)) + self.bias
        chance = 1.0 / (1.0 + float(np.exp(-raw)))
        if self.knots:
            across, up = zip(*self.knots, strict=True)
            chance = float(np.interp(chance, across, up))
        return chance


@dataclass(frozen=True)
class Combination:
    """The fits of each language: "en", others with rows enough, and "other" for what those lack."""

    groups: Mapping[str, Mapping[str, Fit]]

    @classmethod
    def from_json(cls, text: str) -> Combination:
        given: dict[str, Any] = json.loads(text)
        return cls(
            {
                group: {
                    head: Fit(
                        tuple(fit["weights"]),
                        fit["bias"],
                        tuple((x, y) for x, y in fit.get("knots") or ()),
                    )
                    for head, fit in heads.items()
                }
                for group, heads in given["groups"].items()
            }
        )

    def probabilities(self, language: str, evidence: Evidence) -> dict[str, float]:
        """A probability for each head fitted for the language."""
        heads = tuple(self._fits(language))
        table = witnesses(evidence, heads)
        return self.of_values(language, dict(zip(heads, table, strict=True)))

    def of_values(self, language: str, values: Mapping[str, Floats]) -> dict[str, float]:
        """The same, from what the witnesses said of each head.

        Where a text is surely hateful or promotion but of no sure kind, the likeliest kind carries it: somebody
        has to look under some heading.
        """
        fits = self._fits(language)
        found = {head: fit.probability(values[head]) for head, fit in fits.items()}
        for wider, kinds in ((HATE, ABUSE), (PROMOTION, PROMOTIONS)):
            known = [kind for kind in kinds if kind in found]
            if wider in found and known:
                likeliest = max(known, key=lambda kind: (found[kind], kind))
                found[likeliest] = max(found[likeliest], found[wider])
        if OVERALL in found:
            # Who is hostile to a person or a people is hostile: the part is no likelier than the whole.
            for clause in HOSTILE & found.keys():
                found[clause] = min(found[clause], found[OVERALL])
        return found

    def _fits(self, language: str) -> Mapping[str, Fit]:
        """A language's own fits where there was enough to learn from, those of all others elsewhere."""
        if language == "en":
            return self.groups["en"]
        return {**self.groups["other"], **self.groups.get(language, {})}
