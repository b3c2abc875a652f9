"""Gathers what may be learned from: each text once, with what every set says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stet.screening.corpora.reading import Example, examples, kept_apart, sets_in, written
from stet.screening.corpora.splits import EVALUATE_ONLY, PERMISSIVE, place

EXAMPLES = Path(__file__).parent / "examples" / "train"


@dataclass
class Lesson:
    """One text to learn from; labels of several sets that hold it are joined."""

    text: str
    lang: str
    source: str
    labels: dict[str, float]
    spans: tuple[tuple[int, int, str], ...] | None = None
    sources: set[str] = field(default_factory=set)


# Kept from the models, so that their weights in the end can be chosen on rows none of them saw.
OWN_DEV_SHARE = 0.15


def own_examples(part: str = "train", folder: Path = EXAMPLES) -> Iterator[Example]:
    """The project's written examples of one part, "train" or "dev"."""
    for path in sorted(folder.glob("*.jsonl")):
        for example in written(path):
            if (place("own:" + example.key) < OWN_DEV_SHARE) == (part == "dev"):
                yield example


def public_examples(corpus: Path, licences: str = "all") -> Iterator[Example]:
    """Every row of the sets that may be learned from, of any part."""
    for name in sets_in(corpus):
        if name in EVALUATE_ONLY or (licences == "permissive" and name not in PERMISSIVE):
            continue
        yield from examples(corpus, name)


def gathered(rows: Iterable[Example], apart: set[str], part: str = "train") -> dict[str, Lesson]:
    """Text key -> lesson, for the rows of one part whose text no other part holds.

    A text that is anywhere in a test part is left out everywhere, and one in a dev part is not in train.
    """
    rows = list(rows)
    barred = {row.key for row in rows if row.split == "test"} | apart
    if part == "train":
        barred |= {row.key for row in rows if row.split == "dev"}
    lessons: dict[str, Lesson] = {}
    for row in rows:
        if row.split != part or row.key in barred:
            continue
        lesson = lessons.setdefault(row.key, Lesson(row.text, row.lang, row.source, {}))
        lesson.sources.add(row.source)
        for head, value in row.labels.items():
            lesson.labels.setdefault(head, value)
        if row.spans is not None and (
            lesson.spans is None or row.source == "toxic_spans_semeval2021"
        ):
            # Offsets hold only in their own text, and copies may differ in spaces.
            lesson.text, lesson.spans = row.text, row.spans
    return lessons


def public_lessons(corpus: Path, part: str = "train", licences: str = "all") -> list[Lesson]:
    """The lessons that the public sets give."""
    return list(gathered(public_examples(corpus, licences), kept_apart(corpus), part).values())
