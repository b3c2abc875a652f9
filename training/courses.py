"""What each phase of the training learns from, and how often."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from stet.screening.corpora.reading import Example, kept_apart, written_example
from training.gathering import Lesson, own_examples, public_lessons


@dataclass(frozen=True)
class Phase:
    """One stretch of training. `rate` is the top learning rate; new heads learn `fresh` times faster."""

    name: str
    start_from: str | None
    epochs: float
    rate: float
    fresh: float
    length: int
    frozen: int
    own_times: int
    templates: int
    public_rows: int | None


PHASES = {
    # All at once from the base weights: an hour on one core.
    "all": Phase("all", None, 2.0, 8.0e-5, 4.0, 96, 1, 4, 14_000, None),
    # Goes on from it with what is written here, and enough public rows that nothing is forgotten.
    "own": Phase("own", "all", 2.0, 6.0e-5, 1.0, 96, 1, 4, 14_000, 60_000),
    # Everything once more, at a lower rate: with one core the first two see too few rows.
    "more": Phase("more", "own", 1.0, 5.0e-5, 1.0, 96, 1, 4, 16_000, None),
    # The written examples have the last word.
    "last": Phase("last", "more", 1.0, 4.5e-5, 1.0, 96, 1, 2, 8_000, 14_000),
    # Short sentences about peoples, fine and foul, and violations without a telltale word: the
    # phases before took the name of a people for half of an insult.
    "short": Phase("short", "last", 1.0, 4.5e-5, 1.0, 96, 1, 2, 16_000, 14_000),
}

# How much a row of a set counts: noisy or far from news comments less. One is the measure.
WEIGHTS = {
    "implicit_hate": 0.5,
    "hasoc2019": 0.6,
    "mlma": 0.4,
    "olid": 0.8,
    "impermium_insults": 1.3,
    "youtube_spam": 2.0,
    "edos": 1.8,
}
# Large sets of which a part teaches nearly as much as the whole.
SHARES = {"davidson": 0.6, "implicit_hate": 0.4, "hasoc2019": 0.5, "mlma": 0.5}
ENCODER_LANGUAGE = "en"


def lessons_for(
    phase: Phase, corpus: Path, chance: random.Random, licences: str = "all"
) -> list[tuple[Lesson, float]]:
    """The lessons of a phase, each with its weight; of sets with any licence or with permissive ones."""
    found = public_lessons(corpus, licences=licences)
    public = [lesson for lesson in found if lesson.lang == ENCODER_LANGUAGE]
    public = [lesson for lesson in public if lesson.labels or lesson.spans is not None]
    if phase.public_rows is not None:
        chance.shuffle(public)
        public.sort(key=lambda lesson: -_wanted(lesson))
        kept = public[: phase.public_rows]
    else:
        kept = [x for x in public if chance.random() < SHARES.get(x.source, 1.0)]
    made = [(lesson, WEIGHTS.get(lesson.source, 1.0)) for lesson in kept]
    apart = kept_apart(corpus)
    own = [
        lesson_of(e) for e in own_examples() if e.lang == ENCODER_LANGUAGE and e.key not in apart
    ]
    made += [(lesson, 1.0) for lesson in own for _ in range(phase.own_times)]
    if phase.templates:
        from training.templates import generate  # noqa: PLC0415 - the first phase does without

        rows = generate(phase.templates, seed=len(phase.name), weights={ENCODER_LANGUAGE: 1.0})
        filled = [lesson_of(written_example(row, "templates")) for row in rows]
        made += [(lesson, 0.7) for lesson in filled]
    return made


def _wanted(lesson: Lesson) -> float:
    """Which public rows to go on with: those with marked words and those nearest to news comments."""
    near = {"toxic_spans_civil": 3, "impermium_insults": 2, "jigsaw_subset": 2, "edos": 2, "youtube_spam": 3, "ukp_nyt_comments": 2}  # fmt: skip
    return near.get(lesson.source, 1) + random.Random(lesson.text).random() * 2


def lesson_of(example: Example) -> Lesson:
    return Lesson(
        example.text,
        example.lang,
        example.source,
        dict(example.labels),
        example.spans,
        {example.source},
    )
