"""`stet` with another encoder in place of its own, so that two models are served in the same way.

    python -m benchmarks.rival_server ENCODER.onnx serve …

`training.rival` writes such a file. Everything else (rules, n-grams, server, interfaces) stays.
"""

from __future__ import annotations

import sys
from pathlib import Path

from stet.cli import run
from stet.screening.model import mind
from stet.screening.model.encoder import Encoder


def main(graph: Path, words: list[str]) -> int:
    def other(_: bytes, vocabulary: bytes) -> Encoder:
        return Encoder(graph.read_bytes(), vocabulary)

    vars(mind)["Encoder"] = other  # what `shipped_mind` loads
    return run(words)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
