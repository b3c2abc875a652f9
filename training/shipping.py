"""Puts trained models where the package ships them, with what they are.

python -m training.shipping OUT
"""

from __future__ import annotations

import json
import shutil
import sys
from hashlib import sha256
from pathlib import Path

DATA = Path(__file__).parent.parent / "src" / "stet" / "screening" / "model" / "data"
FILES = ("encoder.onnx", "vocabulary.json", "ngrams.npz", "combination.json")
# All of them together; packages and containers carry them.
MOST_BYTES = 40_000_000


def ship(out: Path, data: Path = DATA) -> dict[str, dict[str, object]]:
    """Copies the files and writes manifest.json beside them.

    Raises ValueError where they are too large together.
    """
    total = sum((out / name).stat().st_size for name in FILES)
    if total > MOST_BYTES:
        raise ValueError(f"the models have {total:,} bytes together, more than {MOST_BYTES:,}")
    data.mkdir(parents=True, exist_ok=True)
    manifest: dict[str, dict[str, object]] = {}
    for name in FILES:
        shutil.copyfile(out / name, data / name)
        content = (data / name).read_bytes()
        manifest[name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    text = json.dumps(manifest, indent=1) + "\n"
    (data / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


if __name__ == "__main__":
    print(json.dumps(ship(Path(sys.argv[1])), indent=1))
