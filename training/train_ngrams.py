"""Trains the character-level model of all languages.

    python -m training.train_ngrams --corpus DIR --out ngrams.npz

Each language is fitted twice: first with all pieces that are not rare, then with those alone that got a place in
the table. Each learns beside its neighbours from what was written here.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stet.screening.corpora.heads import HEADS
from stet.screening.corpora.reading import written_example
from stet.screening.model.ngrams import Ngrams
from stet.screening.model.plain import plain
from training.courses import WEIGHTS, lesson_of
from training.gathering import Lesson, own_examples, public_examples, public_lessons
from training.linear import (
    Course,
    Fitting,
    Floats,
    Pieces,
    chosen,
    fit,
    normalised,
    often,
    pieces_of,
)
from training.packing import Learned, packed, settled
from training.ranking import by_set
from training.templates import generate

# How many pieces of each language the table holds: as there is data, and 9 MB in all.
PIECES = {
    "en": 120_000, "tr": 95_000, "ar": 95_000, "de": 60_000, "fa": 36_000, "fr": 36_000,
    "ckb": 44_000, "ku": 44_000,
}  # fmt: skip
BITS = 20
# How many filled templates of each language.
TEMPLATES = {"en": 9000, "ar": 5000, "ckb": 5000, "ku": 5000, "tr": 5000, "de": 4000, "fr": 4000}
# Names, loans and the forms of contempt are shared, and readers mix languages: each learns from what was written
# here in these others too. Not from their public sets: those were tried, and made the overall score of Kurdish worse.
NEIGHBOURS = {
    "ar": ("ckb", "fa", "en"), "ckb": ("ar", "fa", "tr", "en"), "de": ("en", "fr"), "fa": ("ar", "ckb", "en"),
    "fr": ("en", "de"), "ku": ("tr", "de", "fr", "en"), "tr": ("ku", "en"),
}  # fmt: skip
# How often the rows written here count, against one of a public set.
OWN_WEIGHT = 5.0
# A piece of fewer texts is a name or a slip.
LEAST_TEXTS = 3
# A head with fewer rows on either side is not taught.
LEAST_ROWS = 5
COURSE = Course()
# The first fit only has to say which pieces matter.
SIFTING = replace(COURSE, epochs=2)


@dataclass(frozen=True)
class Rows:
    """Lessons in numbers."""

    texts: list[str]
    targets: Floats
    shares: Floats
    sources: list[str]


def targets_of(lessons: Iterable[Lesson]) -> Floats:
    """[lessons, heads] the labels, -1 where nobody was asked."""
    asked = [[lesson.labels.get(head, -1.0) for head in HEADS] for lesson in lessons]
    return np.array(asked, dtype=np.float32).reshape(-1, len(HEADS))


def filled(language: str, held_out: bool = False) -> list[Lesson]:
    """The lessons of a language's templates, or of those that measure."""
    count = TEMPLATES.get(language, 0) // (10 if held_out else 1)
    if not count:
        return []
    rows = generate(count, seed=1, weights={language: 1.0}, held_out=held_out)
    return [lesson_of(written_example(row, "templates")) for row in rows]


def written_here(language: str) -> list[Lesson]:
    own = [lesson_of(example) for example in own_examples() if example.lang == language]
    return own + filled(language)


def rows_of(public: Sequence[Lesson], written: Sequence[Lesson]) -> Rows:
    lessons = [*public, *written]
    # The writer of a row names its set: the sets of different languages are different sets.
    sources = [x.source for x in public] + [f"{x.lang} {x.source}" for x in written]
    shares = [WEIGHTS.get(x.source, 1.0) for x in public]
    shares += [1.0 if x.source == "templates" else OWN_WEIGHT for x in written]
    texts = [plain(lesson.text).text for lesson in lessons]
    return Rows(texts, targets_of(lessons), np.array(shares, dtype=np.float32), sources)


def lessons_of(language: str, public: Sequence[Lesson]) -> Rows:
    """All that a language learns from."""
    written = [x for tag in (language, *NEIGHBOURS.get(language, ())) for x in written_here(tag)]
    return rows_of([x for x in public if x.lang == language and x.labels], written)


def fitted(pieces: Pieces, rows: Rows, course: Course) -> Fitting:
    return fit(normalised(pieces.counts), rows.targets, rows.shares, rows.sources, course)


def worth_of(pieces: Pieces, fitting: Fitting) -> Floats:
    """How much each piece moves the scores of the texts it was learned from."""
    texts = pieces.counts.getnnz(axis=0)
    made: Floats = np.sqrt(texts) * np.linalg.norm(fitting.weights, axis=1)
    return made


def taught(targets: Floats) -> np.ndarray:
    """[heads] whether enough rows say yes and enough say no."""
    yes = (targets > 0.5).sum(axis=0)
    no = ((targets >= 0) & (targets < 0.5)).sum(axis=0)
    return np.asarray(np.minimum(yes, no) >= LEAST_ROWS)


def learned(pieces: Pieces, rows: Rows, course: Course) -> Learned:
    fitting = fitted(pieces, rows, course)
    bias = np.where(taught(rows.targets), fitting.bias, np.nan)
    return Learned(pieces.hashes, fitting.weights, bias)


def train(public: Sequence[Lesson], languages: Sequence[str], course: Course = COURSE) -> Ngrams:
    """The model of the given languages."""
    lessons: dict[str, Rows] = {}
    made: dict[str, Pieces] = {}
    worth = {}
    for language in languages:
        lessons[language] = lessons_of(language, public)
        made[language] = often(pieces_of(lessons[language].texts), LEAST_TEXTS)
        sifted = fitted(made[language], lessons[language], replace(SIFTING, seed=course.seed))
        worth[language] = made[language].hashes, worth_of(made[language], sifted)
        print(language, made[language].counts.shape, flush=True)
    kept = settled(worth, PIECES, BITS)
    models = {}
    for language in languages:
        pieces = chosen(made.pop(language), kept[language])
        models[language] = learned(pieces, lessons.pop(language), course)
        print(language, "fitted with", len(pieces.hashes), "pieces", flush=True)
    return Ngrams(packed(models, BITS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--licences", choices=("all", "permissive"), default="all")
    parser.add_argument("--languages", default=",".join(PIECES))
    parser.add_argument("--part", choices=("dev", "test"), default="dev", help="what to measure on")
    asked = parser.parse_args()
    languages = asked.languages.split(",")
    model = train(public_lessons(asked.corpus, licences=asked.licences), languages)
    model.table.save(asked.out)
    measured = [lesson_of(x) for x in public_examples(asked.corpus) if x.split == asked.part]
    own = [lesson_of(example) for example in own_examples("dev")]
    held_out = [x for language in languages for x in filled(language, held_out=True)]
    for lessons in (measured, own, held_out):
        print(json.dumps(by_set(model, lessons), indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
