"""How well the n-grams rank the rows of sets, by head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from stet.screening.corpora.heads import HEADS
from stet.screening.model.ngrams import Ngrams
from stet.screening.model.plain import plain
from training.gathering import Lesson

# A figure from fewer rows of either side would be chance.
LEAST = 5


def by_set(model: Ngrams, lessons: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    """The ROC AUC of each head that a set says enough of; a text counts in every set that holds it."""
    served = [x for x in lessons if x.lang in model.languages and x.labels]
    texts = [plain(lesson.text).text for lesson in served]
    logits = model.logits(texts, [lesson.lang for lesson in served])
    members: dict[str, list[int]] = defaultdict(list)
    for at, lesson in enumerate(served):
        for source in lesson.sources:
            members[f"{lesson.lang} {source}"].append(at)
    return {name: figures(served, logits, rows) for name, rows in members.items()}


def figures(lessons: Sequence[Lesson], logits: np.ndarray, rows: list[int]) -> dict[str, float]:
    """The ROC AUC of each head on the given rows, where they say enough of it."""
    found = {"rows": float(len(rows))}
    for column, head in enumerate(HEADS):
        asked = [at for at in rows if head in lessons[at].labels]
        truth = np.array([lessons[at].labels[head] > 0.5 for at in asked], dtype=bool)
        scores = logits[asked, column]
        if min(truth.sum(), (~truth).sum()) >= LEAST and not np.isnan(scores).any():
            found[head] = round(float(roc_auc_score(truth, scores)), 4)
    return found
