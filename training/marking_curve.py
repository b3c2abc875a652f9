"""Prints how well marked words match people's, by threshold: where `model.marking.ANY_AT` comes from.

    python -m training.marking_curve --corpus DIR

On the dev part of the SemEval-2021 set, with the models that ship. The figure is the task's: the mean over
texts of the F1 of characters (Pavlopoulos and others, 2021).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from stet.screening.corpora.reading import examples
from stet.screening.model.marking import toxic_ranges
from stet.screening.model.mind import shipped_mind
from stet.screening.model.plain import plain

THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    corpus = parser.parse_args().corpus
    encoder = shipped_mind().encoder
    totals = dict.fromkeys(THRESHOLDS, 0.0)
    texts = 0
    for row in examples(corpus, "toxic_spans_semeval2021"):
        if row.split != "dev" or row.spans is None:
            continue
        texts += 1
        form = plain(row.text)
        read = encoder.read(form)
        given = characters((start, end) for start, end, _ in row.spans)
        for at in THRESHOLDS:
            totals[at] += f1(given, characters(toxic_ranges(read, form, row.text, at=at)))
    for at, total in totals.items():
        print(f"from {at:.2f}: {total / max(texts, 1):.4f} over {texts} texts")


def characters(ranges: Iterable[tuple[int, int]]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


def f1(given: set[int], found: set[int]) -> float:
    """1 where both are empty, 0 where one is."""
    if not given or not found:
        return float(not given and not found)
    return 2 * len(given & found) / (len(given) + len(found))


if __name__ == "__main__":
    main()
