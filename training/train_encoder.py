"""Trains the encoder, in phases that can be interrupted and taken up again.

    python -m training.train_encoder --corpus DIR --base DIR --out DIR --phase all|own|more|last [--minutes N]

Each phase goes on from the one before; `courses` says what it learns from.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from stet.screening.corpora.heads import HEADS, OVERALL
from training.batching import UNKNOWN, Batch, Item, batches, item_of, tokenizer
from training.courses import PHASES, Phase, lessons_for
from training.measuring import auc_by_source
from training.network import Encoder, pretrained
from training.relating import pairs_of

SEED = 20261123
BATCH = 32
# Every so many batches the sentence vectors are held to the base model's.
MEANING_EVERY = 6
MEANING_WEIGHT = 4.0
REPORT_EVERY = 50
SAVE_EVERY = 300
MEASURE_EVERY = 900
WARM_UP = 0.05
HEAD_WEIGHTS = torch.tensor([3.0 if head == OVERALL else 1.0 for head in HEADS])


def loss_of(model: Encoder, batch: Batch, head_weights: Tensor, rare: Tensor) -> Tensor:
    """Masked binary cross-entropy over heads, and over marked words."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, words, _ = model(batch.ids, batch.mask)
    known = (batch.targets != UNKNOWN).float()
    each = functional.binary_cross_entropy_with_logits(
        logits.float(), batch.targets.clamp(min=0), pos_weight=rare, reduction="none"
    )
    weights = known * head_weights
    per_row = (each * weights).sum(1) / (1.0 + weights.sum(1).sqrt())
    loss = (per_row * batch.weights).mean()
    marked = (batch.words != UNKNOWN).float()
    if marked.sum() > 0:
        by_word = functional.binary_cross_entropy_with_logits(
            words.float(), batch.words.clamp(min=0), reduction="none"
        )
        # Per marked text, so that long texts do not drown short ones.
        texts = (marked.sum((1, 2)) > 0).sum()
        shares = (by_word * marked).sum((1, 2)) / marked.sum((1, 2)).clamp(min=1)
        loss = loss + 1.5 * shares.sum() / texts * (texts / len(batch.weights))
    return loss


def meaning_loss(model: Encoder, base: Encoder, batches_: Sequence[Batch]) -> Tensor:
    """How far the vectors have moved from those of the base model, which knows relevance already.

    Learning it anew from the few articles at hand fits those articles: on others, short comments came to
    be about everything.
    """
    losses = []
    for batch in batches_:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                _, _, was = base(batch.ids, batch.mask)
            _, _, is_now = model(batch.ids, batch.mask)
        losses.append((1.0 - (was.float() * is_now.float()).sum(1)).mean())
    return torch.stack(losses).mean()


def rarity(items: Sequence[Item]) -> Tensor:
    """How much a positive counts for each head: the root of the odds against it, at most 4."""
    table = torch.tensor([item.targets for item in items])
    known = (table != UNKNOWN).float().sum(0).clamp(min=1)
    positive = ((table > 0.5).float().sum(0)).clamp(min=1)
    return ((known - positive) / positive).sqrt().clamp(0.8, 4.0)


def freeze(model: Encoder, blocks: int) -> None:
    """Leaves embeddings and the lowest blocks as they are: they cost much and gain little."""
    for part in (model.words, model.places, model.norm, *model.blocks[:blocks]):
        for weight in part.parameters():
            weight.requires_grad_(False)
    model.kinds.requires_grad_(False)


def optimiser(model: Encoder, phase: Phase) -> torch.optim.AdamW:
    fresh: list[nn.Parameter] = []
    old: list[nn.Parameter] = []
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            new = name.split(".")[0] in {"judge", "clauses", "tokens"}
            (fresh if new else old).append(weight)
    groups = [{"params": old, "lr": phase.rate}, {"params": fresh, "lr": phase.rate * phase.fresh}]
    return torch.optim.AdamW(groups, weight_decay=0.01)


class Run:
    """One phase under way; what is saved of it is enough to take it up again."""

    def __init__(self, phase: Phase, asked: argparse.Namespace) -> None:
        self.phase = phase
        self.out: Path = asked.out
        self.minutes: float = asked.minutes
        corpus, base = asked.corpus, asked.base
        self.chance = random.Random(SEED)
        words = tokenizer(base, phase.length)
        lessons = lessons_for(phase, corpus, self.chance, asked.licences)
        tell(f"{len(lessons)} lessons: {Counter(x.source for x, _ in lessons).most_common()}")
        self.items = [item_of(lesson, words, weight) for lesson, weight in lessons]
        self.measure = auc_by_source(corpus, words)
        self.pairs = pairs_of(corpus, words)
        self.model = pretrained(base)
        self.base = pretrained(base).eval()
        if phase.start_from:
            before = torch.load(asked.out / f"{phase.start_from}.pt", weights_only=True)
            self.model.load_state_dict(before["model"])
        freeze(self.model, phase.frozen)
        self.rare = rarity(self.items)
        self.steps = optimiser(self.model, phase)
        self.rates = [group["lr"] for group in self.steps.param_groups]
        self.done = self.count = 0
        self.running = 0.0
        self.began = time.monotonic()
        self._resume()

    @property
    def _state(self) -> Path:
        return self.out / f"{self.phase.name}.state.pt"

    def _resume(self) -> None:
        if not self._state.is_file():
            return
        saved = torch.load(self._state, weights_only=False)
        self.model.load_state_dict(saved["model"])
        self.steps.load_state_dict(saved["steps"])
        self.chance.setstate(saved["chance"])
        self.done = saved["done"]
        self.began -= saved["spent"]
        tell(f"taken up again at {self.done}")

    def _save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "steps": self.steps.state_dict(),
            "done": self.done,
            "chance": self.chance.getstate(),
            "spent": time.monotonic() - self.began,
        }
        torch.save(state, self._state)

    @property
    def share(self) -> float:
        """How much of the phase is over, by rows or by time, whichever is further."""
        spent = time.monotonic() - self.began
        return max(self.done / (self.phase.epochs * len(self.items)), spent / (self.minutes * 60))

    def train(self) -> None:
        self.model.train()
        while self.share < 1.0:
            for batch in batches(self.items, BATCH, self.chance):
                if self.share >= 1.0:
                    break
                self._step(batch)
        self.model.eval()
        torch.save({"model": self.model.state_dict()}, self.out / f"{self.phase.name}.pt")
        tell(f"final {json.dumps(self.measure(self.model))}")
        self._state.unlink(missing_ok=True)

    def _step(self, batch: Batch) -> None:
        # A short rise and a straight fall (Devlin and others, 2018).
        at = self.share
        scale = at / WARM_UP if at < WARM_UP else (1.0 - at) / (1.0 - WARM_UP)
        for group, rate in zip(self.steps.param_groups, self.rates, strict=True):
            group["lr"] = rate * max(scale, 0.01)
        loss = loss_of(self.model, batch, HEAD_WEIGHTS, self.rare)
        if self.count % MEANING_EVERY == 0:
            read = (batch, *self.pairs.draw(12, self.chance))
            loss = loss + MEANING_WEIGHT * meaning_loss(self.model, self.base, read)
        self.steps.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.steps.step()
        self.done += len(batch.weights)
        self.count += 1
        self.running += float(loss.detach())
        self._report()

    def _report(self) -> None:
        if self.count % REPORT_EVERY == 0:
            spent = time.monotonic() - self.began
            tell(f"{self.done} rows, {self.share:.1%}, loss {self.running / REPORT_EVERY:.4f}, {self.done / spent:.0f}/s")  # fmt: skip
            self.running = 0.0
        if self.count % SAVE_EVERY == 0:
            self._save()
        if self.count % MEASURE_EVERY == 0:
            tell(json.dumps(self.measure(self.model)))
            self.model.train()


def tell(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base weights")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--phase", choices=sorted(PHASES), required=True)
    parser.add_argument("--minutes", type=float, default=60.0, help="wall time for the phase")
    parser.add_argument("--licences", choices=["all", "permissive"], default="all")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    Run(PHASES[asked.phase], asked).train()


if __name__ == "__main__":
    main()
