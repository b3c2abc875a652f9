"""Blends two phases' weights, number by number, into one model.

    python -m training.blending last.pt short.pt blended.pt

A phase that teaches something narrow forgets a little of what was broad. Half way between the two sets of weights
most of the new is there and most of the old still is (Wortsman and others, Robust fine-tuning of zero-shot models,
2022); `SHARE` was chosen on the dev parts: docs/model-card.md has the figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

# Of the later phase. From 0.5 to 0.8 short fine and foul sentences about peoples are told apart nearly as well as
# by the later phase alone, and what the public sets ask is lost only above it.
SHARE = 0.6


def blended(earlier: Path, later: Path, out: Path, share: float = SHARE) -> None:
    """Writes the weights `share` of the way from the earlier phase's file to the later one's."""
    before = torch.load(earlier, weights_only=True)["model"]
    after = torch.load(later, weights_only=True)["model"]
    model = {name: torch.lerp(before[name], after[name], share) for name in before}
    torch.save({"model": model}, out)


def main() -> None:
    earlier, later, out = map(Path, sys.argv[1:])
    blended(earlier, later, out)


if __name__ == "__main__":
    main()
