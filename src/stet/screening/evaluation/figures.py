"""From columns to figures: of a head, a set, a language, an identity group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from stet.screening.corpora.heads import CLAUSES, HATE, OVERALL, PROMOTION
from stet.screening.corpora.splits import EVALUATE_ONLY
from stet.screening.evaluation.identities import GROUPS
from stet.screening.evaluation.measuring import MEASURED, Measured
from stet.screening.evaluation.metrics import (
    NAN,
    Bools,
    average_precision,
    calibration_error,
    macro_f1,
    precision_recall,
    roc_auc,
    share,
)

# What a set is mainly about, where it is not whether a comment is abusive.
MAIN: Final = {"edos": "sexism", "youtube_spam": PROMOTION}
# Fewer rows of a class than this say nothing of a mean.
ENOUGH: Final = 10
# Below this many positives an error of calibration is mostly chance.
ENOUGH_TO_CALIBRATE: Final = 200
CALIBRATED: Final = (OVERALL, *CLAUSES)


@dataclass(frozen=True, slots=True)
class OfHead:
    """How well one head does: `auc` and `average_precision` by rank, the rest at the shipped threshold."""

    head: str
    rows: int
    positives: int
    auc: float
    average_precision: float
    precision: float
    recall: float
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """The shares of each suggestion among some rows."""

    of: str
    rows: int
    approve: float
    look: float
    reject: float


@dataclass(frozen=True, slots=True)
class OfSet:
    """One set: each head its annotators were asked about, suggestions, relevance and spans."""

    name: str
    rows: int
    langs: tuple[str, ...]
    heads: tuple[OfHead, ...]
    reject_precision: float
    reject_recall: float
    fine: Suggested
    violations: Suggested
    relevance_rows: int
    relevance_auc: float
    span_rows: int
    span_f1: float


@dataclass(frozen=True, slots=True)
class OfClause:
    """One head over all sets: `auc` is the mean of the sets' own, the rest is of their rows together.

    `held_out_error` is the calibration error without the sets of which no part may be trained on; nan
    where there are too few positives.
    """

    head: str
    rows: int
    positives: int
    sets: int
    auc: float
    precision: float
    recall: float
    calibration_error: float
    held_out_error: float


@dataclass(frozen=True, slots=True)
class OfLanguage:
    lang: str
    rows: int
    positives: int
    sets: int
    auc: float
    fine: Suggested
    violations: Suggested


@dataclass(frozen=True, slots=True)
class OfGroup:
    """Rows that mention a group: `auc` is the mean of the sets' own, `fine` the suggestions for harmless ones."""

    group: str
    rows: int
    positives: int
    sets: int
    auc: float
    fine: Suggested


def of_head(head: str, rows: Measured) -> OfHead | None:
    """The figures of a head on some rows; None where nothing is known of it."""
    truth, score, named = rows.asked(head)
    if not len(truth):
        return None
    precision, recall = precision_recall(truth, named)
    # With one class only these two would praise or blame whatever was said.
    both = bool(truth.any()) and not truth.all()
    return OfHead(
        head=head,
        rows=len(truth),
        positives=int(truth.sum()),
        auc=roc_auc(truth, score),
        average_precision=average_precision(truth, score) if both else NAN,
        precision=precision,
        recall=recall,
        macro_f1=macro_f1(truth, named) if both else NAN,
    )


def of_set(rows: Measured) -> OfSet:
    """All the figures of one set."""
    heads = (of_head(head, rows) for head in MEASURED)
    known = rows.known(OVERALL)
    truth = rows.labels[OVERALL] > 0.5
    rejected = rows.suggestions == "reject"
    precision, recall = precision_recall(truth[known], rejected[known])
    main = rows.labels[MAIN.get(rows.name, OVERALL)]
    paired = ~np.isnan(rows.relevance) & ~np.isnan(rows.on_topic)
    marked = ~np.isnan(rows.spans)
    return OfSet(
        name=rows.name,
        rows=len(rows),
        langs=tuple(sorted(set(rows.langs.tolist()))),
        heads=tuple(one for one in heads if one is not None),
        reject_precision=precision,
        reject_recall=recall,
        fine=suggested("fine", rows, main <= 0.5),
        violations=suggested("violation", rows, main > 0.5),
        relevance_rows=int(paired.sum()),
        relevance_auc=roc_auc(rows.on_topic[paired] > 0.5, rows.relevance[paired]),
        span_rows=int(marked.sum()),
        span_f1=float(rows.spans[marked].mean()) if marked.any() else NAN,
    )


def of_clauses(sets: Sequence[Measured], together: Measured) -> list[OfClause]:
    """Every head over all sets that know it, in the order of the heads."""
    found = []
    for head in MEASURED:
        truth, _, named = together.asked(head)
        if not truth.any():
            continue
        areas = aucs(sets, head)
        precision, recall = precision_recall(truth, named)
        similar = [one for one in sets if one.name not in EVALUATE_ONLY]
        found.append(
            OfClause(
                head=head,
                rows=len(truth),
                positives=int(truth.sum()),
                sets=len(areas),
                auc=mean(areas),
                precision=precision,
                recall=recall,
                calibration_error=_calibration_error(head, [together]),
                held_out_error=_calibration_error(head, similar),
            )
        )
    return found


def _calibration_error(head: str, sets: Sequence[Measured]) -> float:
    if head not in CALIBRATED or not sets:
        return NAN
    columns = [one.asked(head) for one in sets]
    truth = np.concatenate([truth for truth, _, _ in columns])
    if truth.sum() < ENOUGH_TO_CALIBRATE:
        return NAN
    return calibration_error(truth, np.concatenate([score for _, score, _ in columns]))


def of_languages(sets: Sequence[Measured], together: Measured) -> list[OfLanguage]:
    """Every language, the one with most rows first."""
    known = together.known(OVERALL)
    truth = together.labels[OVERALL] > 0.5
    found = []
    for lang in set(together.langs[known].tolist()):
        here = together.langs == lang
        areas = aucs([one.rows(one.langs == lang) for one in sets], OVERALL)
        found.append(
            OfLanguage(
                lang=lang,
                rows=int((here & known).sum()),
                positives=int((here & known & truth).sum()),
                sets=len(areas),
                auc=mean(areas),
                fine=suggested("fine", together, here & known & ~truth),
                violations=suggested("violation", together, here & truth),
            )
        )
    return sorted(found, key=lambda one: -one.rows)


def of_groups(sets: Sequence[Measured], together: Measured) -> list[OfGroup]:
    """Every identity group, before them rows that mention any and rows that mention none."""
    anyone = together.mentions()
    found = [
        _of_group("no mention", [one.rows(~one.mentions()) for one in sets], together, ~anyone),
        _of_group("any mention", [one.rows(one.mentions()) for one in sets], together, anyone),
    ]
    found += [
        _of_group(
            group, [one.rows(one.groups[group]) for one in sets], together, together.groups[group]
        )
        for group in GROUPS
    ]
    return [one for one in found if one.rows]


def _of_group(group: str, sets: Sequence[Measured], together: Measured, here: Bools) -> OfGroup:
    known = here & together.known(OVERALL)
    truth = together.labels[OVERALL] > 0.5
    hate = together.labels[HATE] > 0.5
    areas = aucs(sets, OVERALL)
    return OfGroup(
        group=group,
        rows=int(known.sum()),
        positives=int((known & truth).sum()),
        sets=len(areas),
        auc=mean(areas),
        fine=suggested("fine", together, known & ~truth & ~hate),
    )


def suggested(of: str, rows: Measured, where: Bools) -> Suggested:
    """The suggestions for some of the rows."""
    there = rows.suggestions[where]
    shares = [share(there == each) for each in ("approve", "look", "reject")]
    return Suggested(of, len(there), *shares)


def aucs(sets: Iterable[Measured], head: str) -> list[float]:
    """The ROC AUC of each set with enough rows of both classes."""
    found = []
    for one in sets:
        truth, score, _ = one.asked(head)
        if min(truth.sum(), (~truth).sum()) >= ENOUGH:
            found.append(roc_auc(truth, score))
    return found


def mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else NAN
