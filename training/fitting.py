"""Fits how rules, encoder and n-grams together become probabilities, and where suggestions begin.

    python -m training.fitting --corpus DIR --models DIR --out combination.json

Everything is fitted on rows that no model learned from: the dev parts of the public sets, the dev part of the
written examples, and the templates that are held out. The models are those that ship: int8 included.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import KFold

from stet.screening.corpora.heads import ADVISORY, CLAUSES, HATE, OVERALL, PROMOTION
from stet.screening.corpora.reading import examples, kept_apart, written_example
from stet.screening.findings import Case
from stet.screening.model.combining import WITNESSES, Evidence, witnesses
from stet.screening.model.encoder import Encoder
from stet.screening.model.ngrams import Ngrams
from stet.screening.model.plain import plain
from stet.screening.screener import rule_scores
from stet.screening.types import Submission
from stet.text.facts import text_facts
from training.courses import lesson_of
from training.gathering import Lesson, own_examples, public_lessons
from training.relating import article_text
from training.templates import generate
from training.thresholds import policies, tell_suggestions

FITTED = (OVERALL, HATE, PROMOTION, *CLAUSES, *ADVISORY)
# A language has its own fit of a head from this many rows of the rarer side.
ENOUGH = 60
# Own rows and templates stand for what public sets lack, and are few.
OWN_WEIGHT = 2.5
# Its French and Arabic rows are tweets chosen by listed words, nearly all of them labelled hateful.
NOISY = {"mlma": 0.2}
L2 = 0.0005
KNOTS = 12


@dataclass
class Row:
    language: str
    source: str
    labels: dict[str, float]
    values: dict[str, np.ndarray]
    weight: float


def dev_lessons(corpus: Path) -> list[tuple[Lesson, float]]:
    """What to fit on, with weights."""
    apart = kept_apart(corpus)
    public = [lesson for lesson in public_lessons(corpus, part="dev") if lesson.labels]
    found = [(lesson, NOISY.get(lesson.source, 1.0)) for lesson in public]
    found += [(lesson_of(e), OWN_WEIGHT) for e in own_examples("dev") if e.key not in apart]
    rows = (written_example(r, "templates") for r in generate(1500, seed=2, held_out=True))
    found += [(lesson_of(e), 1.0) for e in rows]
    return found


def rows_of(lessons: list[tuple[Lesson, float]], encoder: Encoder, ngrams: Ngrams) -> list[Row]:
    """What every witness says of each lesson."""
    cases = [
        Case(Submission(str(n), lesson.text), text_facts(lesson.text, lesson.lang))
        for n, (lesson, _) in enumerate(lessons)
    ]
    rules = rule_scores(cases)
    made = []
    for (lesson, weight), scored in zip(lessons, rules, strict=True):
        form = plain(lesson.text)
        # The set says which language it is; what detection makes of it is measured elsewhere.
        language = lesson.lang
        grams = ngrams.logits([form.text], [language])[0]
        read = encoder.read(form).logits if language == "en" else None
        evidence = Evidence(scored, read, grams)
        values = dict(zip(FITTED, witnesses(evidence, FITTED), strict=True))
        made.append(Row(language, lesson.source, dict(lesson.labels), values, weight))
    return made


def regression(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights of at least 0 and a bias that minimise the log loss; y may be shares."""

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ theta[:-1] + theta[-1]
        p = 1.0 / (1.0 + np.exp(-z))
        value = -(w * (y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9))).sum() / w.sum()
        slack = (w * (p - y)) / w.sum()
        gradient = np.append(x.T @ slack + L2 * theta[:-1], slack.sum())
        return value + 0.5 * L2 * float(theta[:-1] @ theta[:-1]), gradient

    start = np.append(np.full(x.shape[1], 0.2), 0.0)
    bounds = [(0.0, None)] * x.shape[1] + [(None, None)]
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return best.x[:-1], float(best.x[-1])


def chances(x: np.ndarray, weights: np.ndarray, bias: float) -> np.ndarray:
    made: np.ndarray = 1.0 / (1.0 + np.exp(-(x @ weights + bias)))
    return made


def knots_of(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> list[tuple[float, float]]:
    """An isotonic map as a few points, strictly rising in x."""
    iso = IsotonicRegression(y_min=0.002, y_max=0.998, out_of_bounds="clip").fit(
        p, y, sample_weight=w
    )
    across = np.unique(np.quantile(p, np.linspace(0, 1, KNOTS)).round(4))
    # The mean of the steps around each point: one step's own height is noise.
    grid = np.linspace(-0.02, 0.02, 5)
    up = np.array([iso.predict(np.clip(x + grid, 0, 1)).mean() for x in across])
    up = np.maximum.accumulate(up)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(across, up, strict=True)]


def log_loss(p: np.ndarray, y: np.ndarray, w: np.ndarray) -> float:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return float(-(w * (y * np.log(p) + (1 - y) * np.log(1 - p))).sum() / w.sum())


def fit_head(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> dict[str, Any]:
    """The regression, and the monotone map where five-fold log loss says that it helps."""
    plain_loss = mapped_loss = 0.0
    for learn, check in KFold(5, shuffle=True, random_state=1).split(x):
        weights, bias = regression(x[learn], y[learn], w[learn])
        p = chances(x[check], weights, bias)
        knots = knots_of(chances(x[learn], weights, bias), y[learn], w[learn])
        across, up = (np.array(side) for side in zip(*knots, strict=True))
        mapped = np.interp(p, across, up)
        plain_loss += log_loss(p, y[check], w[check])
        mapped_loss += log_loss(mapped, y[check], w[check])
    weights, bias = regression(x, y, w)
    made: dict[str, Any] = {
        "weights": [round(float(v), 4) for v in weights],
        "bias": round(bias, 4),
    }
    if mapped_loss < plain_loss - 0.005:
        made["knots"] = knots_of(chances(x, weights, bias), y, w)
    return made


def fit_groups(rows: list[Row]) -> dict[str, dict[str, Any]]:
    """One fit a head for English, one for all other languages, and own ones where rows suffice."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups["en" if row.language == "en" else "other"].append(row)
        if row.language != "en":
            groups[row.language].append(row)
    made: dict[str, dict[str, Any]] = {}
    for name, chosen in sorted(groups.items()):
        made[name] = {}
        for head in FITTED:
            known = [row for row in chosen if head in row.labels]
            y = np.array([row.labels[head] for row in known])
            least = min((y > 0.5).sum(), (y <= 0.5).sum()) if len(y) else 0
            if least < (ENOUGH if name not in {"en", "other"} else 8):
                continue
            x = np.stack([row.values[head] for row in known]).astype(np.float64)
            w = np.array([row.weight for row in known])
            made[name][head] = fit_head(x, y, w)
            shown = dict(zip(WITNESSES, made[name][head]["weights"], strict=True))
            print(f"{name:6} {head:22} n {len(y):6} + {(y > 0.5).sum():5} {shown} {made[name][head]['bias']}{' knots' if 'knots' in made[name][head] else ''}")  # fmt: skip
    return made


def relevance_scale(corpus: Path, encoder: Encoder) -> dict[str, float]:
    """How cosines become the probability of being on topic."""
    near, truth = [], []
    kept: dict[str, np.ndarray] = {}
    for row in examples(corpus, "relevance_pairs_derived"):
        if row.split != "dev":
            continue
        text = article_text(row.article)
        if text not in kept:
            kept[text] = encoder.read(plain(text)).meaning
        near.append(float(encoder.read(plain(row.text)).meaning @ kept[text]))
        truth.append(float(row.said["on_topic"]))
    x, y = np.array(near)[:, None], np.array(truth)
    weights, bias = regression(x * 10, y, np.ones(len(y)))
    return {"slope": round(float(weights[0] * 10), 4), "shift": round(bias, 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    encoder = Encoder(
        (asked.models / "encoder.onnx").read_bytes(),
        (asked.models / "vocabulary.json").read_bytes(),
    )
    ngrams = Ngrams.from_bytes((asked.models / "ngrams.npz").read_bytes())
    lessons = dev_lessons(asked.corpus)
    print(Counter(lesson.source for lesson, _ in lessons))
    rows = rows_of(lessons, encoder, ngrams)
    groups = fit_groups(rows)
    made = {
        "groups": groups,
        # What a score is worth differs: the encoder reads sentences, the n-grams pieces of words.
        "policy": policies(rows, groups, OWN_WEIGHT),
        "relevance": relevance_scale(asked.corpus, encoder),
    }
    tell_suggestions(rows, made, OWN_WEIGHT)
    asked.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
