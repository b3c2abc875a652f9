"""Others beside us on the same rows: a plain classifier of the same lessons, and two libraries for profanity.

They need the packages of the extra `evaluate`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any, Final

import numpy as np

from stet.screening.corpora.heads import OVERALL
from stet.screening.corpora.reading import Example, NoCorpus, examples, kept_apart, sets_in
from stet.screening.corpora.splits import EVALUATE_ONLY
from stet.screening.evaluation.figures import ENOUGH
from stet.screening.evaluation.metrics import Floats, average_precision, roc_auc

Scorer = Callable[[Sequence[str]], Floats]

# better-profanity reads some ten comments a second.
_SLOW_ROWS: Final = 300
# Terms seen in one lesson only are names and slips; more terms than this gain nothing we could measure.
_LEAST_LESSONS: Final = 2
_MOST_TERMS: Final = 200_000


class MissingExtra(Exception):
    """A package of the extra `evaluate` is not installed."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One other screener on the English rows of a set that it was given."""

    set: str
    scorer: str
    rows: int
    auc: float
    average_precision: float
    ours_auc: float
    ours_average_precision: float


def need(*modules: str) -> None:
    """Raises MissingExtra unless all these can be imported."""
    missing = [module for module in modules if util.find_spec(module) is None]
    if missing:
        raise MissingExtra(
            f"{', '.join(missing)} not installed: pip install 'stet-comments[evaluate]'"
        )


def need_baselines() -> None:
    """Raises MissingExtra unless the baselines' packages are there."""
    need("sklearn", "profanity_check", "better_profanity")


def english_lessons(corpus: Path) -> tuple[list[str], list[bool]]:
    """The English texts that may be learned from, and whether each is abusive: those that our model has.

    A text that is in any set's test or dev part, or in a set that is for evaluation only, is left out.
    Raises NoCorpus where none are left.
    """
    rows = [
        row
        for name in sets_in(corpus)
        if name not in EVALUATE_ONLY
        for row in examples(corpus, name)
        if row.lang == "en"
    ]
    barred = {row.key for row in rows if row.split != "train"} | kept_apart(corpus)
    lessons: dict[str, tuple[str, bool]] = {}
    for row in rows:
        if row.key not in barred and OVERALL in row.labels:
            lessons.setdefault(row.key, (row.text, row.labels[OVERALL] > 0.5))
    if len({truth for _, truth in lessons.values()}) < 2:
        raise NoCorpus(f"{corpus} holds no English comments to train the plain classifier on")
    return [text for text, _ in lessons.values()], [truth for _, truth in lessons.values()]


def tfidf(texts: Sequence[str], truth: Sequence[bool]) -> Scorer:
    """TF-IDF of words, pairs of words and 2 to 5 letters, with a logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    def terms(analyzer: str, sizes: tuple[int, int]) -> Any:
        return TfidfVectorizer(
            analyzer=analyzer, ngram_range=sizes, min_df=_LEAST_LESSONS,
            max_features=_MOST_TERMS, sublinear_tf=True, dtype=np.float32,
        )  # fmt: skip

    model = make_pipeline(
        make_union(terms("word", (1, 2)), terms("char_wb", (2, 5))),
        LogisticRegression(solver="liblinear", C=2.0, random_state=7),
    )
    model.fit(texts, truth)
    return lambda rows: np.asarray(model.predict_proba(rows)[:, 1], dtype=np.float64)


def alt_profanity_check() -> Scorer:
    from profanity_check import predict_prob

    return lambda rows: np.asarray(predict_prob(list(rows)), dtype=np.float64)


def better_profanity() -> Scorer:
    from better_profanity import profanity

    profanity.load_censor_words()
    return lambda rows: np.array([float(profanity.contains_profanity(row)) for row in rows])


def scorers(corpus: Path) -> dict[str, tuple[Scorer, int | None]]:
    """Each of the others, with the most rows it is given of a set."""
    return {
        "TF-IDF + logistic regression": (tfidf(*english_lessons(corpus)), None),
        "alt-profanity-check": (alt_profanity_check(), None),
        "better-profanity": (better_profanity(), _SLOW_ROWS),
    }


def beside(
    name: str,
    rows: Sequence[Example],
    ours: Floats,
    others: Mapping[str, tuple[Scorer, int | None]],
) -> Iterable[Beside]:
    """Each of the others on the English rows of a set whose annotators said whether they are abusive."""
    known = [at for at, row in enumerate(rows) if row.lang == "en" and OVERALL in row.labels]
    for scorer, (score, most) in others.items():
        chosen = known
        if most is not None and len(known) > most:
            chosen = sorted(random.Random(1).sample(known, most))  # noqa: S311 - no secret
        truth = np.array([rows[at].labels[OVERALL] > 0.5 for at in chosen], dtype=np.bool_)
        if min(truth.sum(), (~truth).sum()) < ENOUGH:
            continue
        theirs, here = score([rows[at].text for at in chosen]), ours[chosen]
        yield Beside(
            set=name,
            scorer=scorer,
            rows=len(chosen),
            auc=roc_auc(truth, theirs),
            average_precision=average_precision(truth, theirs),
            ours_auc=roc_auc(truth, here),
            ours_average_precision=average_precision(truth, here),
        )
