"""The suggestions for the project's own held-out comments: harmless ones that look hard, and violations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stet.screening.corpora.heads import CLAUSES, OVERALL
from stet.screening.evaluation.figures import Suggested, suggested
from stet.screening.evaluation.measuring import Measured
from stet.screening.evaluation.metrics import Bools


@dataclass(frozen=True, slots=True)
class OfOwn:
    """`clauses` is for violations only: how often each broken clause is itself named is its `named`."""

    hard_negatives: Suggested
    violations: Suggested
    hard_by_kind: tuple[Suggested, ...]
    hard_by_lang: tuple[Suggested, ...]
    violations_by_kind: tuple[Suggested, ...]
    violations_by_lang: tuple[Suggested, ...]
    violations_by_clause: tuple[Suggested, ...]
    named_by_clause: dict[str, float]


def of_own(rows: Measured) -> OfOwn:
    """A row that breaks a clause is a violation; one that breaks none is a hard negative.

    Rows on which readers would disagree (no clause, overall unknown) count as neither.
    """
    broken = np.any([rows.labels[clause] > 0.5 for clause in CLAUSES], axis=0)
    hard = ~broken & (rows.labels[OVERALL] <= 0.5)
    kinds = [kind.split(".")[0] for kind in rows.kinds.tolist()]
    langs = rows.langs.tolist()
    named = {}
    by_clause = []
    for clause in CLAUSES:
        breaks = rows.labels[clause] > 0.5
        if breaks.any():
            by_clause.append(suggested(clause, rows, breaks))
            named[clause] = float(rows.named[clause][breaks].mean())
    return OfOwn(
        hard_negatives=suggested("hard negatives", rows, hard),
        violations=suggested("violations", rows, broken),
        hard_by_kind=_by(kinds, rows, hard),
        hard_by_lang=_by(langs, rows, hard),
        violations_by_kind=_by(kinds, rows, broken),
        violations_by_lang=_by(langs, rows, broken),
        violations_by_clause=tuple(by_clause),
        named_by_clause=named,
    )


def _by(keys: Sequence[str], rows: Measured, where: Bools) -> tuple[Suggested, ...]:
    """The suggestions for each key, the one with most rows first."""
    column = np.array(keys, dtype=np.str_)
    found = [suggested(key, rows, where & (column == key)) for key in sorted(set(keys))]
    return tuple(sorted((one for one in found if one.rows), key=lambda one: -one.rows))
