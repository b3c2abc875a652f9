"""Screens labelled comments and keeps what was said of them as columns, never their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from stet.screening.corpora.heads import (
    ABUSE,
    ADVISORY,
    CLAUSES,
    HATE,
    OVERALL,
    PROMOTION,
    PROMOTIONS,
    TOXIC,
)
from stet.screening.corpora.reading import Example
from stet.screening.evaluation.identities import GROUPS, groups_in
from stet.screening.evaluation.metrics import NAN, Bools, Floats, span_f1
from stet.screening.evaluation.working import Batches
from stet.screening.types import ArticleContext, Screening, Submission

Texts = NDArray[np.str_]
Count = Callable[[int], None]

BATCH: Final = 64
ON_TOPIC: Final = "on_topic"
RIVAL: Final = "perspective_api_score"
# Measured in this order: what is asked of a screening, then what its advisory scores claim.
MEASURED: Final = (OVERALL, HATE, PROMOTION, *CLAUSES, *ADVISORY)
_JOINED: Final = {HATE: ABUSE, PROMOTION: PROMOTIONS}


def score_of(screening: Screening, head: str) -> float:
    """The probability of a head; nan where the screener does not score it."""
    if head == OVERALL:
        return screening.overall
    if head in _JOINED:
        return max(screening.scores[clause] for clause in _JOINED[head])
    return screening.scores.get(head, NAN)


def names(screening: Screening, head: str) -> bool:
    """Whether the screening asserts a head at its shipped thresholds; advisory heads are never asserted."""
    if head == OVERALL:
        return screening.suggestion != "approve"
    return not set(_JOINED.get(head, (head,))).isdisjoint(screening.clauses)


@dataclass(frozen=True, slots=True)
class Measured:
    """One set's rows and what the screener said of them, as columns of equal length.

    `labels` and `scores` have nan where nobody was asked. `rival` is the score of the real Perspective,
    `spans` the span F1 of the row; `groups` says whether the row mentions an identity.
    """

    name: str
    langs: Texts
    kinds: Texts
    labels: Mapping[str, Floats]
    scores: Mapping[str, Floats]
    named: Mapping[str, Bools]
    suggestions: Texts
    relevance: Floats
    on_topic: Floats
    rival: Floats
    spans: Floats
    groups: Mapping[str, Bools]

    def __len__(self) -> int:
        return len(self.langs)

    def known(self, head: str) -> Bools:
        """Where both the annotators and the screener say something of a head."""
        return ~np.isnan(self.labels[head]) & ~np.isnan(self.scores[head])

    def asked(self, head: str) -> tuple[Bools, Floats, Bools]:
        """Truth, score and whether it was named, of the rows where the head is known."""
        rows = self.known(head)
        return self.labels[head][rows] > 0.5, self.scores[head][rows], self.named[head][rows]

    def rows(self, where: Bools) -> Measured:
        """Only some of the rows."""

        def cut(columns: Mapping[str, Any]) -> dict[str, Any]:
            return {key: column[where] for key, column in columns.items()}

        return Measured(
            self.name, self.langs[where], self.kinds[where], cut(self.labels), cut(self.scores),
            cut(self.named), self.suggestions[where], self.relevance[where], self.on_topic[where],
            self.rival[where], self.spans[where], cut(self.groups),
        )  # fmt: skip

    def mentions(self) -> Bools:
        """Whether a row mentions any identity."""
        anyone: Bools = np.any([*self.groups.values()], axis=0)
        return anyone


def joined(sets: Sequence[Measured]) -> Measured:
    """The rows of several sets as one."""

    def stack(columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return {key: np.concatenate([each[key] for each in columns]) for key in columns[0]}

    return Measured(
        "+".join(one.name for one in sets),
        np.concatenate([one.langs for one in sets]),
        np.concatenate([one.kinds for one in sets]),
        stack([one.labels for one in sets]),
        stack([one.scores for one in sets]),
        stack([one.named for one in sets]),
        np.concatenate([one.suggestions for one in sets]),
        np.concatenate([one.relevance for one in sets]),
        np.concatenate([one.on_topic for one in sets]),
        np.concatenate([one.rival for one in sets]),
        np.concatenate([one.spans for one in sets]),
        stack([one.groups for one in sets]),
    )


def submission_of(example: Example) -> Submission:
    """What the screener would get of a labelled comment: without a hint of its language."""
    given = example.article or {}
    context = ArticleContext(given.get("title") or "", given.get("description") or "")
    return Submission(
        id=example.id,
        text=example.text,
        article=context if context.title or context.text else None,
        parent=given.get("parent_comment") or None,
    )


def screened(batches: Batches, rows: Sequence[Example], count: Count) -> list[Screening]:
    """The screenings of the rows, in their order; rows of like length share a batch."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].text))
    chosen = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    sent = ([submission_of(rows[at]) for at in places] for places in chosen)
    found: dict[int, Screening] = {}
    for places, results in zip(chosen, batches(sent), strict=True):
        found |= zip(places, results, strict=True)
        count(len(places))
    return [found[at] for at in range(len(rows))]


def measured(
    name: str, rows: Sequence[Example], batches: Batches, count: Count = lambda _: None
) -> Measured:
    """What the screener says of the rows of a set."""
    found = screened(batches, rows, count)
    mentioned = [groups_in(row.text, row.lang) for row in rows]
    return Measured(
        name=name,
        langs=_texts(row.lang for row in rows),
        kinds=_texts(row.kind for row in rows),
        labels={h: _floats(row.labels.get(h, NAN) for row in rows) for h in MEASURED},
        scores={h: _floats(score_of(one, h) for one in found) for h in MEASURED},
        named={h: _bools(names(one, h) for one in found) for h in MEASURED},
        suggestions=_texts(one.suggestion for one in found),
        relevance=_floats(NAN if one.relevance is None else one.relevance for one in found),
        on_topic=_floats(row.said.get(ON_TOPIC, NAN) for row in rows),
        rival=_floats(row.said.get(RIVAL, NAN) for row in rows),
        spans=_floats(_span_f1(row, one) for row, one in zip(rows, found, strict=True)),
        groups={group: _bools(group in there for there in mentioned) for group in GROUPS},
    )


def _span_f1(row: Example, screening: Screening) -> float:
    """How well the words of the abusive clauses are those that annotators marked."""
    if row.spans is None:
        return NAN
    return span_f1(
        ((start, end) for start, end, _ in row.spans),
        ((span.start, span.end) for span in screening.spans if span.clause in TOXIC),
    )


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([NAN if value is None else value for value in values], dtype=np.float64)


def _bools(values: Iterable[bool]) -> Bools:
    return np.array(list(values), dtype=np.bool_)


def _texts(values: Iterable[str]) -> Texts:
    return np.array(list(values), dtype=np.str_)
