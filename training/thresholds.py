"""Where suggestions begin: from what each threshold costs on rows that no model learned from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from stet.screening.corpora.heads import CLAUSES, OVERALL, PROMOTION, TOXIC
from stet.screening.model.combining import Combination
from stet.screening.policy import Policy

if TYPE_CHECKING:
    from training.fitting import Row

PRECISION = 0.92
# Short messages from other places, labelled by other rules: thresholds are for comments.
# Of civil comments chosen for being borderline, most annotators could not agree.
FAR = frozenset(
    {
        "davidson",
        "olid",
        "hasoc2019",
        "implicit_hate",
        "mlma",
        "hatemoji",
        "edos",
        "toxic_spans_civil",
    }
)
# However precise on the dev rows, half of which are violations: on a newsroom's page most are fine.
LOOK_LEAST = 0.16
REJECT_LEAST = 0.65
ABUSIVE_LEAST = 0.87
# There are eleven clauses to be wrongly named for, and far more fine comments than others. The n-grams read
# no sentences: where only they look, a person should look sooner.
FALSE_ALARM = {"en": 3.0, "other": 1.0}


def thresholds(
    rows: list[Row], groups: dict[str, dict[str, Any]], false_alarm: float
) -> dict[str, Any]:
    """Where a clause is named and where `reject` is suggested, from what each costs on the dev rows.

    `reject` begins where PRECISION of those above it break the guidelines, under this clause or another. A clause
    is named where a missed violation and `false_alarm` wrongly shown fine comments weigh the same.
    """
    combination = Combination.from_json(json.dumps({"groups": groups}))
    scored = [
        (combination.of_values(row.language, row.values), row.labels, row.weight)
        for row in rows
        if row.source not in FAR
    ]
    reject_at, look_at = {}, {}
    for head in (*CLAUSES, OVERALL):
        known = [(p[head], y, w) for p, y, w in scored if head in y and head in p]
        chance = np.array([p for p, _, _ in known])
        truth = np.array([y[head] for _, y, _ in known]) > 0.5
        broken = np.array([_breaks(y) for _, y, _ in known])
        weight = np.array([w for _, _, w in known])
        least = ABUSIVE_LEAST if head == OVERALL else REJECT_LEAST
        reject_at[head] = _precise(chance, broken, weight, least)
        look_at[head] = _balanced(chance, truth, weight, false_alarm)
        above = chance >= reject_at[head]
        shown = chance >= look_at[head]
        print(
            f"{head:22} look {look_at[head]:.2f} recall {shown[truth].mean():.3f} of fine {shown[~broken].mean():.3f}; "
            f"reject {reject_at[head]:.2f} recall {above[truth].mean():.3f} precision {broken[above].mean() if above.any() else 0:.3f}"
        )  # fmt: skip
    return {
        "hostile_at": look_at.pop(OVERALL),
        "abusive_at": reject_at.pop(OVERALL),
        "reject_at": reject_at,
        "look_at": look_at,
    }


def _breaks(labels: dict[str, float]) -> bool:
    return any(labels.get(head, 0.0) > 0.5 for head in (OVERALL, PROMOTION, *CLAUSES))


def _precise(chance: np.ndarray, truth: np.ndarray, weight: np.ndarray, least: float) -> float:
    """The lowest threshold from `least` to 0.95 above which the precision holds, with one doubtful row more."""
    for at in np.arange(least, 0.95, 0.01):
        above = chance >= at
        total = weight[above].sum()
        if above.sum() >= 6 and (weight * truth)[above].sum() / (total + 1.0) >= PRECISION:
            return round(float(at), 2)
    return 0.95


def _balanced(
    chance: np.ndarray, truth: np.ndarray, weight: np.ndarray, false_alarm: float
) -> float:
    grid = np.arange(LOOK_LEAST, 0.5, 0.01)
    costs = [
        weight[truth & (chance < at)].sum() / weight[truth].sum()
        + false_alarm * weight[~truth & (chance >= at)].sum() / weight[~truth].sum()
        for at in grid
    ]
    return round(float(grid[int(np.argmin(costs))]), 2)


def policies(rows: list[Row], groups: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Thresholds for English and for all other languages."""
    english = [row for row in rows if row.language == "en"]
    others = [row for row in rows if row.language != "en"]
    return {
        "en": thresholds(english, groups, FALSE_ALARM["en"]),
        "other": thresholds(others, groups, FALSE_ALARM["other"]),
    }


def tell_suggestions(rows: list[Row], made: dict[str, Any], least_weight: float) -> None:
    """Prints, by language, what would be suggested for the rows of some weight, the written ones."""
    combination = Combination.from_json(json.dumps(made))
    known = {name: Policy(**given) for name, given in made["policy"].items()}
    told: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.weight < least_weight:
            continue
        scores = dict.fromkeys(TOXIC, 0.0) | combination.of_values(row.language, row.values)
        policy = known["en" if row.language == "en" else "other"]
        said = policy.suggest(scores, scores.get(OVERALL, 0.0), readable=True, doubt=False)
        told[row.language, _breaks(row.labels)][said] += 1
    for (language, broken), counted in sorted(told.items()):
        shares = {said: f"{n / counted.total():.2f}" for said, n in sorted(counted.items())}
        print(f"{language:4} {'breaks' if broken else 'fine':6} {counted.total():4} {shares}")
