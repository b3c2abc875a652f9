"""Where suggestions begin: from what each threshold costs on rows that no model learned from."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stet.screening.corpora.heads import CLAUSES, OVERALL, PROMOTION, TOXIC
from stet.screening.model.combining import Combination
from stet.screening.policy import Policy

if TYPE_CHECKING:
    from training.fitting import Row

PRECISION = 0.9
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
# A clause for which thousands of messages were annotated is named as its annotators would; what is missed so
# is still looked at for its overall score.
ANNOTATED = {"sexism": "edos"}
# However precise on the dev rows, half of which are violations: on a newsroom's page most are fine. The n-grams
# give every text that names a people at least a tenth: below 0.18 that showed fine ones and caught nothing more.
LOOK_LEAST = {"en": 0.12, "other": 0.18}
REJECT_LEAST = 0.55
ABUSIVE_LEAST = 0.82
# There are eleven clauses to be wrongly named for, and far more fine comments than others. The n-grams read
# no sentences: where only they look, a person should look sooner.
FALSE_ALARM = {"en": 1.5, "other": 1.0}
# Nothing is lost by a look, and something by none.
MISSED = 1.5
# From this many written rows on either side a language has its own threshold for the whole.
ENOUGH = 20
# However few written rows say so: what is as likely abusive as this is looked at.
HOSTILE_GRID = np.arange(0.10, 0.45, 0.02)


def thresholds(rows: list[Row], groups: dict[str, dict[str, Any]], language: str) -> dict[str, Any]:
    """Where a clause is named and where `reject` is suggested, from what each costs on the dev rows.

    `reject` begins where PRECISION of those above it break the guidelines, under this clause or another. A clause
    is named where a missed violation and FALSE_ALARM wrongly shown fine comments weigh the same.
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
        look_at[head] = _balanced(chance, truth, weight, language)
        if head in ANNOTATED:
            annotated = [row for row in rows if row.source == ANNOTATED[head]]
            look_at[head] = _named(annotated, head, combination, language) or look_at[head]
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


def _named(rows: list[Row], head: str, combination: Combination, language: str) -> float | None:
    """The threshold with the highest macro F1; None without rows enough on either side."""
    known = [row for row in rows if head in row.labels]
    truth = np.array([row.labels[head] > 0.5 for row in known], dtype=bool)
    if min(truth.sum(), (~truth).sum()) < ENOUGH:
        return None
    chance = np.array([combination.of_values(r.language, r.values)[head] for r in known])
    grid = np.arange(LOOK_LEAST[language], 0.6, 0.01)
    return round(float(max(grid, key=lambda at: macro_f1(truth, chance >= at))), 2)


def macro_f1(truth: np.ndarray, said: np.ndarray) -> float:
    """The mean of the F1 of yes and of no."""
    both = [(truth, said), (~truth, ~said)]
    return sum(2 * float((t & s).sum()) / max(float(t.sum() + s.sum()), 1.0) for t, s in both) / 2


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


def _balanced(chance: np.ndarray, truth: np.ndarray, weight: np.ndarray, language: str) -> float:
    grid = np.arange(LOOK_LEAST[language], 0.5, 0.01)
    costs = [
        weight[truth & (chance < at)].sum() / weight[truth].sum()
        + FALSE_ALARM[language] * weight[~truth & (chance >= at)].sum() / weight[~truth].sum()
        for at in grid
    ]
    return round(float(grid[int(np.argmin(costs))]), 2)


def policies(
    rows: list[Row], groups: dict[str, dict[str, Any]], written_weight: float
) -> dict[str, dict[str, Any]]:
    """Thresholds for English and for all other languages; for each with written rows enough, its own
    one for the whole, as the overall score of one language is not worth that of another."""
    english = [row for row in rows if row.language == "en"]
    others = [row for row in rows if row.language != "en"]
    made = {
        "en": thresholds(english, groups, "en"),
        "other": thresholds(others, groups, "other"),
    }
    combination = Combination.from_json(json.dumps({"groups": groups}))
    for language in sorted({row.language for row in rows}):
        known = [r for r in rows if r.language == language and r.weight >= written_weight]
        base = made["en" if language == "en" else "other"]
        broken = sum(_breaks(row.labels) for row in known)
        if min(broken, len(known) - broken) >= ENOUGH:
            at = _hostile(known, combination, Policy(**base))
            made[language] = base | {"hostile_at": at}
    return made


def _hostile(rows: list[Row], combination: Combination, base: Policy) -> float:
    """From which overall score a person looks: where a violation let through weighs as much as
    MISSED harmless comments looked at, the other thresholds given."""
    truth = np.array([_breaks(row.labels) for row in rows])
    scores = [scores_of(row, combination) for row in rows]
    sums = []
    for at in HOSTILE_GRID:
        policy = replace(base, hostile_at=float(at))
        shown = np.array([suggested(policy, each) != "approve" for each in scores])
        sums.append(MISSED * shown[truth].mean() - shown[~truth].mean())
    # Of equals the highest: it shows least.
    best = max(range(len(sums)), key=lambda n: (round(sums[n], 4), n))
    return round(float(HOSTILE_GRID[best]), 2)


def scores_of(row: Row, combination: Combination) -> dict[str, float]:
    return dict.fromkeys(TOXIC, 0.0) | combination.of_values(row.language, row.values)


def suggested(policy: Policy, scores: dict[str, float]) -> str:
    return policy.suggest(scores, scores.get(OVERALL, 0.0), readable=True, doubt=False)


def tell_suggestions(rows: list[Row], made: dict[str, Any], least_weight: float) -> None:
    """Prints, by language, what would be suggested for the rows of some weight, the written ones."""
    combination = Combination.from_json(json.dumps(made))
    known = {name: Policy(**given) for name, given in made["policy"].items()}
    told: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.weight < least_weight:
            continue
        policy = known.get(row.language, known["other"])
        said = suggested(policy, scores_of(row, combination))
        told[row.language, _breaks(row.labels)][said] += 1
    for (language, broken), counted in sorted(told.items()):
        shares = {said: f"{n / counted.total():.2f}" for said, n in sorted(counted.items())}
        print(f"{language:4} {'breaks' if broken else 'fine':6} {counted.total():4} {shares}")
