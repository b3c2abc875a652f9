"""Turns lessons into batches of numbers: token ids, targets with masks, marked words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from stet.screening.corpora.heads import CLAUSES, HEADS
from stet.screening.model.plain import plain
from training.gathering import Lesson

UNKNOWN = -1.0
# Labels are pulled this far from 0 and 1: annotators err, and a model should not be sure of noise.
SMOOTHING = 0.02


@dataclass(slots=True)
class Item:
    """A lesson in numbers. `words` has a row per token, or is None where nobody marked words."""

    ids: list[int]
    targets: list[float]
    words: list[list[float]] | None
    weight: float


@dataclass(slots=True)
class Batch:
    ids: Tensor
    mask: Tensor
    targets: Tensor
    words: Tensor
    weights: Tensor


def tokenizer(folder: Path, length: int) -> Tokenizer:
    """The base model's own tokenizer, cutting at `length` tokens."""
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.enable_truncation(max_length=length)
    made.no_padding()
    return made


def targets_of(lesson: Lesson) -> list[float]:
    """A value per head; UNKNOWN where no annotator was asked."""
    values = []
    for head in HEADS:
        value = lesson.labels.get(head)
        values.append(UNKNOWN if value is None else min(1.0 - SMOOTHING, max(SMOOTHING, value)))
    return values


def item_of(lesson: Lesson, words: Tokenizer, weight: float) -> Item:
    """The numbers of one lesson. A token is marked when a marked range covers some of it."""
    form = plain(lesson.text)
    encoded = words.encode(form.text)
    marked: list[list[float]] | None = None
    if lesson.spans is not None:
        marked = []
        by_clause = any(clause for _, _, clause in lesson.spans) or not lesson.spans
        for start, end in encoded.offsets:
            if start == end:
                marked.append([UNKNOWN] * (1 + len(CLAUSES)))
                continue
            first, last = form.original(start, end)
            touched = {c for s, e, c in lesson.spans if s < last and first < e}
            each = [float(c in touched) if by_clause else UNKNOWN for c in CLAUSES]
            # An example's promotion is marked too, but it is no toxic word.
            toxic = touched - {"commercial_promotion", "personal_promotion"}
            marked.append([float(bool(toxic)), *each])
    return Item(encoded.ids, targets_of(lesson), marked, weight)


def batch_of(items: Sequence[Item]) -> Batch:
    length = max(len(item.ids) for item in items)
    width = 1 + len(CLAUSES)
    ids = torch.zeros((len(items), length), dtype=torch.long)
    mask = torch.zeros((len(items), length), dtype=torch.long)
    words = torch.full((len(items), length, width), UNKNOWN)
    for at, item in enumerate(items):
        ids[at, : len(item.ids)] = torch.tensor(item.ids)
        mask[at, : len(item.ids)] = 1
        if item.words is not None:
            words[at, : len(item.words)] = torch.tensor(item.words)
    targets = torch.tensor([item.targets for item in items])
    weights = torch.tensor([item.weight for item in items])
    return Batch(ids, mask, targets, words, weights)


def batches(items: Sequence[Item], size: int, chance: random.Random) -> Iterator[Batch]:
    """All items once, texts of like length together, batches in random order.

    Lengths are sorted within portions only, so that a batch still mixes sets.
    """
    order = list(range(len(items)))
    chance.shuffle(order)
    portion = size * 64
    made: list[list[int]] = []
    for at in range(0, len(order), portion):
        part = sorted(order[at : at + portion], key=lambda i: len(items[i].ids))
        made += [part[i : i + size] for i in range(0, len(part), size)]
    chance.shuffle(made)
    for chosen in made:
        yield batch_of([items[i] for i in chosen])
