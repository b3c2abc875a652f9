"""Trains the encoder, in phases that can be interrupted and taken up again.

    python -m training.train_encoder --corpus DIR --base DIR --out DIR --phase public|own [--minutes N]

The first phase learns from the public sets, the second goes on from it with the project's own examples and
templates, and some of the public rows so that nothing is forgotten.
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
from training.relating import Pairs, pairs_of

SEED = 20261123
BATCH = 32
# A related pair's batch costs two; one in this many keeps what the base model knows of relevance.
PAIRS_EVERY = 14
REPORT_EVERY = 50
SAVE_EVERY = 300
TEMPERATURE = 0.05


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


def relation_loss(model: Encoder, pairs: Pairs, chance: random.Random) -> Tensor:
    """A comment is nearer to its own article than to the batch's other ones (InfoNCE, both ways)."""
    comments, articles = pairs.draw(24, chance)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        _, _, left = model(comments.ids, comments.mask)
        _, _, right = model(articles.ids, articles.mask)
    near = left.float() @ right.float().T / TEMPERATURE
    own = torch.arange(len(near))
    return 0.5 * (functional.cross_entropy(near, own) + functional.cross_entropy(near.T, own))


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
    fresh, old = [], []
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            new = name.split(".")[0] in {"judge", "clauses", "tokens"}
            (fresh if new else old).append(weight)
    groups = [{"params": old, "lr": phase.rate}, {"params": fresh, "lr": phase.rate * phase.fresh}]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def train(corpus: Path, base: Path, out: Path, phase: Phase, minutes: float) -> None:
    torch.manual_seed(SEED)
    chance = random.Random(SEED)
    words = tokenizer(base, phase.length)
    lessons = lessons_for(phase, corpus, chance)
    print(
        f"{len(lessons)} lessons: {Counter(x.source for x, _ in lessons).most_common(30)}",
        flush=True,
    )
    items = [item_of(lesson, words, weight) for lesson, weight in lessons]
    measured = auc_by_source(corpus, words)
    pairs = pairs_of(corpus, words)
    model = pretrained(base)
    if phase.start_from:
        model.load_state_dict(
            torch.load(out / f"{phase.start_from}.pt", weights_only=True)["model"]
        )
    freeze(model, phase.frozen)
    rare = rarity(items)
    print("rarity", dict(zip(HEADS, [round(float(x), 2) for x in rare], strict=True)), flush=True)
    head_weights = torch.tensor([3.0 if head == OVERALL else 1.0 for head in HEADS])
    steps = optimiser(model, phase)
    total = phase.epochs * len(items)
    began, done, seen_batches, state = time.monotonic(), 0, 0, out / f"{phase.name}.state.pt"
    if state.is_file():
        saved = torch.load(state, weights_only=False)
        model.load_state_dict(saved["model"])
        steps.load_state_dict(saved["steps"])
        done = saved["done"]
        chance.setstate(saved["chance"])
        print(f"taken up again at {done}", flush=True)
    spent, best = saved["spent"] if done else 0.0, -1.0
    began -= spent
    rates = [group["lr"] for group in steps.param_groups]
    running = 0.0
    model.train()
    while True:
        for batch in batches(items, BATCH, chance):
            elapsed = time.monotonic() - began
            share = max(done / total, elapsed / (minutes * 60))
            if share >= 1.0:
                finish(model, out, phase, measured)
                state.unlink(missing_ok=True)
                return
            scale = min(share / 0.05, 1.0) if share < 0.05 else (1.0 - share) / 0.95
            for group, rate in zip(steps.param_groups, rates, strict=True):
                group["lr"] = rate * max(scale, 0.01)
            loss = loss_of(model, batch, head_weights, rare)
            if seen_batches % PAIRS_EVERY == 0:
                loss = loss + 0.5 * relation_loss(model, pairs, chance)
            steps.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            steps.step()
            done += len(batch.weights)
            seen_batches += 1
            running += float(loss.detach())
            if seen_batches % REPORT_EVERY == 0:
                speed = done / (time.monotonic() - began)
                print(
                    f"{done}/{total} loss {running / REPORT_EVERY:.4f} {speed:.0f}/s "
                    f"{elapsed / 60:.1f} min",
                    flush=True,
                )
                running = 0.0
            if seen_batches % SAVE_EVERY == 0:
                torch.save(
                    {
                        "model": model.state_dict(),
                        "steps": steps.state_dict(),
                        "done": done,
                        "chance": chance.getstate(),
                        "spent": time.monotonic() - began,
                    },
                    state,
                )
            if seen_batches % (SAVE_EVERY * 3) == 0:
                figure = measured(model)
                print(json.dumps(figure), flush=True)
                model.train()
                best = max(best, figure["mean"])


def finish(model: Encoder, out: Path, phase: Phase, measured: object) -> None:
    model.eval()
    torch.save({"model": model.state_dict(), "phase": phase.name}, out / f"{phase.name}.pt")
    print("final", json.dumps(measured(model)), flush=True)  # type: ignore[operator]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base weights")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--phase", choices=sorted(PHASES), required=True)
    parser.add_argument("--minutes", type=float, default=60.0, help="wall time for the phase")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    train(asked.corpus, asked.base, asked.out, PHASES[asked.phase], asked.minutes)


if __name__ == "__main__":
    main()
