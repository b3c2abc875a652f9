"""From what rules, encoder and n-grams found to one calibrated probability per head.

A logistic regression per head over the witnesses' log-odds (stacking; Wolpert 1992), fitted on rows that none of
them learned from, and a monotone map on top where that made the probabilities truer (isotonic regression;
Zadrozny and Elkan 2002), kept as a few knots.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
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
_AT: Final = {head: at for at, head in enumerate(HEADS)}


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


def witnesses(evidence: Evidence, head: str) -> Floats:
    """[len(WITNESSES)] log-odds for a head; 0 where a witness does not know."""
    wider = family_of(head)
    heads = (head, wider, OVERALL)
    values = [_rule_logit(evidence.rules, head)]
    for logits in (evidence.encoder, evidence.ngrams):
        values += [0.0 if logits is None else float(logits[_AT[name]]) for name in heads]
    known = np.nan_to_num(np.array(values, dtype=np.float32))
    return np.clip(known, -_SUREST, _SUREST)


def _rule_logit(rules: Mapping[str, float], head: str) -> float:
    parts = {OVERALL: TOXIC, HATE: ABUSE, PROMOTION: PROMOTIONS}.get(head, (head,))
    highest = max((rules.get(part, 0.02) for part in parts), default=0.02)
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
        fits = self._fits(language)
        return self.of_values(language, {head: witnesses(evidence, head) for head in fits})

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
