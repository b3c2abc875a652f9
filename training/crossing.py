"""What the n-grams reach on written examples they have not seen, for languages with too few to keep a part aside.

    python -m training.crossing --corpus DIR --languages ckb,ku

Cross-validation: in turn a fifth of a language's written examples and of its templates, whole families of them, is
left out, and scored by a model of the rest. Other languages' rows stay.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from scipy import sparse

from stet.screening.corpora.reading import written_example
from stet.screening.model.plain import plain
from training.courses import lesson_of
from training.gathering import Lesson, own_examples, public_lessons
from training.linear import Course, chosen, fit, normalised, pieces_of
from training.ranking import figures
from training.templates import generate
from training.train_ngrams import (
    COURSE,
    LEAST_TEXTS,
    NEIGHBOURS,
    TEMPLATES,
    Rows,
    rows_of,
    written_here,
)

FOLDS = 5


def fold_of(key: str) -> int:
    return int.from_bytes(sha256(f"fold:{key}".encode()).digest()[:4], "big") % FOLDS


def folded(language: str) -> list[tuple[int, Lesson]]:
    """A language's examples and filled templates, each with the fold that leaves it out."""
    own = [
        (fold_of(example.key), lesson_of(example))
        for example in own_examples()
        if example.lang == language
    ]
    count = TEMPLATES.get(language, 0)
    made = generate(count, seed=1, weights={language: 1.0}) if count else iter(())
    rows = [
        (fold_of(row["template"]), lesson_of(written_example(row, "templates"))) for row in made
    ]
    return own + rows


def scored(rows: Rows, left_out: Sequence[Lesson], course: Course) -> np.ndarray:
    """[left out, heads] the log-odds from a model of the rows."""
    texts = [plain(lesson.text).text for lesson in left_out]
    pieces = pieces_of([*rows.texts, *texts])
    known = sparse.csr_matrix(pieces.counts[: len(rows.texts)]).getnnz(axis=0) >= LEAST_TEXTS
    counts = chosen(pieces, np.flatnonzero(known)).counts
    seen = normalised(counts[: len(rows.texts)])
    fitting = fit(seen, rows.targets, rows.shares, rows.sources, course)
    return fitting.logits(normalised(counts[len(rows.texts) :]))


def crossed(
    language: str, public: Sequence[Lesson], course: Course = COURSE
) -> dict[str, dict[str, float]]:
    """The ROC AUC of each head, on all folds together: of the written examples, and of the templates."""
    mine = folded(language)
    beside = [x for tag in NEIGHBOURS.get(language, ()) for x in written_here(tag)]
    taught = [x for x in public if x.lang == language and x.labels]
    out: list[Lesson] = []
    logits = []
    for fold in range(FOLDS):
        left_out = [lesson for at, lesson in mine if at == fold]
        kept = [lesson for at, lesson in mine if at != fold]
        rows = rows_of(taught, [*kept, *beside])
        out += left_out
        logits.append(scored(rows, left_out, replace(course, seed=fold)))
    together = np.concatenate(logits)
    templates = [at for at, lesson in enumerate(out) if lesson.source == "templates"]
    own = [at for at, lesson in enumerate(out) if lesson.source != "templates"]
    return {"own": figures(out, together, own), "templates": figures(out, together, templates)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--languages", default="ckb,ku")
    asked = parser.parse_args()
    public = public_lessons(asked.corpus)
    for language in asked.languages.split(","):
        print(language, json.dumps(crossed(language, public)), flush=True)


if __name__ == "__main__":
    main()
