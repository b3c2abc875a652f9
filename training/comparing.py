"""Prints what int8 costs: the ROC AUC of the float graph and of the one that ships, on the same dev rows.

    python -m training.comparing --corpus DIR --models DIR

Exits with 1 where the mean over heads and sets falls by LOSS or more.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from stet.screening.corpora.heads import HEADS
from stet.screening.model.encoder import Encoder
from stet.screening.model.plain import plain
from training.gathering import Lesson, public_lessons

LOSS = 0.003
# Enough for a difference of a thousandth to be more than chance, as both graphs read the same rows.
MOST = 300
# A set tells something of a head with this many rows on either side.
ENOUGH = 25


def chosen(corpus: Path) -> list[Lesson]:
    """At most MOST English dev rows of each set."""
    lessons = [lesson for lesson in public_lessons(corpus, part="dev") if lesson.lang == "en"]
    random.Random(5).shuffle(lessons)
    by_set: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        if lesson.labels and len(by_set[lesson.source]) < MOST:
            by_set[lesson.source].append(lesson)
    return [lesson for rows in by_set.values() for lesson in rows]


def areas(lessons: list[Lesson], logits: np.ndarray) -> dict[tuple[str, str], float]:
    """(set, head) -> ROC AUC of logits [rows, heads], where the rows can tell."""
    made = {}
    for at, head in enumerate(HEADS):
        for name in sorted({lesson.source for lesson in lessons}):
            rows = [n for n, x in enumerate(lessons) if x.source == name and head in x.labels]
            truth = np.array([lessons[n].labels[head] > 0.5 for n in rows], dtype=bool)
            if min(truth.sum(), (~truth).sum()) >= ENOUGH:
                made[name, head] = float(roc_auc_score(truth, logits[rows, at]))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    asked = parser.parse_args()
    lessons = chosen(asked.corpus)
    vocabulary = (asked.models / "vocabulary.json").read_bytes()
    found = []
    for name in ("encoder.float.onnx", "encoder.onnx"):
        encoder = Encoder((asked.models / name).read_bytes(), vocabulary)
        logits = np.stack([encoder.read(plain(lesson.text)).logits for lesson in lessons])
        found.append(areas(lessons, logits))
    whole, small = found
    for key, area in whole.items():
        print(f"{key[0]:22} {key[1]:22} float {area:.4f} int8 {small[key]:.4f}")
    lost = float(np.mean([area - small[key] for key, area in whole.items()]))
    print(f"mean over {len(whole)}: int8 loses {lost:.4f} (less than {LOSS} is asked for)")
    return int(lost >= LOSS)


if __name__ == "__main__":
    sys.exit(main())
