"""A BERT-base of the same make with random weights, int8, to set speeds beside each other.

    python -m training.rival OUT.onnx

Twelve layers of 768 (Devlin and others, 2018, table of sizes): what most toxicity services are built on.
What it answers is noise; what it costs is not.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import onnx
import torch

from training.exporting import graph_of, quantised
from training.network import Encoder, Shape

BERT_BASE = Shape(width=768, layers=12, heads=12, inner=3072)


def main(out: Path) -> None:
    torch.manual_seed(7)
    model = Encoder(BERT_BASE)
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(graph_of(model), whole)
        quantised(whole, out)
    print(f"{out}: {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
