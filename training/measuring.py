"""How well a model ranks the rows of the dev part, while it learns."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tokenizers import Tokenizer

from stet.screening.corpora.heads import HEADS, OVERALL
from training.batching import Item, batch_of, item_of
from training.gathering import public_lessons
from training.network import Encoder

WATCHED = ("toxic_spans_civil", "jigsaw_subset", "edos", "davidson", "impermium_insults")
MOST = 400


def logits_of(model: Encoder, items: list[Item], size: int = 64) -> np.ndarray:
    """[rows, heads] logits, in the order of the items."""
    model.eval()
    order = sorted(range(len(items)), key=lambda i: len(items[i].ids))
    out = np.zeros((len(items), len(HEADS)), dtype=np.float32)
    with torch.inference_mode():
        for at in range(0, len(order), size):
            chosen = order[at : at + size]
            batch = batch_of([items[i] for i in chosen])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits, _, _ = model(batch.ids, batch.mask)
            out[chosen] = logits.float().numpy()
    return out


def auc_by_source(corpus: Path, words: Tokenizer) -> Callable[[Encoder], dict[str, float]]:
    """A function that measures a model on samples of the dev part."""
    by_source: dict[str, list[tuple[Item, float]]] = {}
    lessons = public_lessons(corpus, part="dev")
    random.Random(3).shuffle(lessons)
    for lesson in lessons:
        rows = by_source.setdefault(lesson.source, [])
        if lesson.source in WATCHED and len(rows) < MOST and OVERALL in lesson.labels:
            rows.append((item_of(lesson, words, 1.0), lesson.labels[OVERALL]))

    def measure(model: Encoder) -> dict[str, float]:
        at = HEADS.index(OVERALL)
        figures = {}
        for name in WATCHED:
            rows = by_source[name]
            scores = logits_of(model, [item for item, _ in rows])[:, at]
            truth = [value > 0.5 for _, value in rows]
            figures[name] = round(float(roc_auc_score(truth, scores)), 4)
        figures["mean"] = round(sum(figures.values()) / len(figures), 4)
        return figures

    return measure
