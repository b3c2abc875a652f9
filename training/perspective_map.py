"""Fits the map from our overall probability to Perspective's TOXICITY, and says how well it holds.

    python -m training.perspective_map --corpus DIR [--scores FILE]

Both columns come from context_toxicity, whose rows carry the score that the real API gave them; its labels are
not looked at. The map is equipercentile: the comment that stands at some rank among ours gets the score that
stood at that rank among theirs, so that a threshold flags the same share (Kolen and Brennan, Test Equating). It is
fitted on the half that `stet evaluate` never measures on, and reported on the other half.

Writes calibration.json beside the code, and the plot for the documentation. ``--scores`` keeps what was screened.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from stet.screening.corpora.reading import examples
from stet.screening.corpora.splits import second_half
from stet.screening.evaluation.measuring import RIVAL
from stet.screening.evaluation.rows import HEAD_TO_HEAD
from stet.screening.model.mind import shipped_digest
from stet.screening.screener import default_screener
from stet.screening.types import Submission
from stet.wire.perspective import calibration
from training.perspective_plot import plot

Floats = npt.NDArray[np.float64]

BATCH = 64
LANGUAGE = "en"
# Ranks at which the two are made equal. Above 0.999 stand ten comments: no rank there is firm.
RANKS = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
SEED = 5
SAMPLES = 1000
DATA = Path(calibration.__file__).with_name("calibration.json")
PLOT = Path(__file__).resolve().parents[1] / "docs" / "images" / "perspective-scores.svg"


def screened(corpus: Path) -> Iterator[dict[str, Any]]:
    """Our score and the real one of every row that has one, with its half; never the text."""
    screener = default_screener()
    rows = [row for row in examples(corpus, HEAD_TO_HEAD) if row.said.get(RIVAL) is not None]
    rows.sort(key=lambda row: len(row.text))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        found = screener.screen([Submission("", row.text) for row in batch])
        for row, one in zip(batch, found, strict=True):
            yield {
                "second": second_half(row.key),
                "rival": row.said[RIVAL],
                "overall": one.overall,
                "lang": one.lang,
            }


def rows_of(corpus: Path, kept: Path | None) -> list[dict[str, Any]]:
    """What `screened` gives, from the file of an earlier run of the same screener if there is one."""
    head = {"screener": default_screener().identity}
    if kept is not None and kept.exists():
        first, *lines = kept.read_text("utf-8").splitlines()
        if json.loads(first) == head:
            return [json.loads(line) for line in lines]
    rows = list(screened(corpus))
    if kept is not None:
        kept.write_text("\n".join(map(json.dumps, [head, *rows])) + "\n", "utf-8")
    return rows


def knots(ours: Floats, theirs: Floats) -> list[tuple[float, float]]:
    """Where the map bends: from (0, 0) by the ranks to (1, 1), rising."""
    across = np.quantile(ours, RANKS).round(4)
    up = np.quantile(theirs, RANKS).round(4)
    found = [(0.0, 0.0)]
    for x, y in zip(across.tolist(), up.tolist(), strict=True):
        if x > found[-1][0] and y >= found[-1][1]:
            found.append((x, y))
    return [*found, (1.0, 1.0)]


def shares(ours: Floats, theirs: Floats) -> dict[str, dict[str, Any]]:
    """At each threshold the share above it, of theirs, of ours with its 95 % interval, and of both."""
    chance = np.random.default_rng(SEED)
    drawn = [ours[chance.integers(0, len(ours), len(ours))] for _ in range(SAMPLES)]
    found = {}
    for at in THRESHOLDS:
        low, high = np.quantile([(one > at).mean() for one in drawn], [0.025, 0.975])
        found[str(at)] = {
            "real": round(float((theirs > at).mean()), 5),
            "ours": round(float((ours > at).mean()), 5),
            "from": round(float(low), 5),
            "to": round(float(high), 5),
            "both": round(float(((theirs > at) & (ours > at)).mean()), 5),
        }
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--corpus", type=Path, required=True)
    asked.add_argument("--scores", type=Path)
    given = asked.parse_args()
    rows = [row for row in rows_of(given.corpus, given.scores) if row["lang"] == LANGUAGE]

    def column(name: str, *, second: bool) -> Floats:
        return np.array([row[name] for row in rows if row["second"] is second], dtype=np.float64)

    fitted = knots(column("overall", second=False), column("rival", second=False))
    theirs = column("rival", second=True)
    raw = column("overall", second=True)
    ours = np.interp(raw, [x for x, _ in fitted], [y for _, y in fitted])
    found: dict[str, Any] = {
        "models": shipped_digest(),
        "screener": default_screener().identity,
        "fitted_on": {"set": HEAD_TO_HEAD, "half": "first", "rows": len(rows) - len(raw)},
        "toxicity": fitted,
        "measured_on": {"set": HEAD_TO_HEAD, "half": "second", "rows": len(raw)},
        "above": shares(ours, theirs),
        "above_without_map": {str(at): round(float((raw > at).mean()), 5) for at in THRESHOLDS},
    }
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in found.items()]
    DATA.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    PLOT.write_text(plot(theirs.tolist(), ours.tolist()), "utf-8")
    print(f"{len(raw)} comments of the second half; share above the threshold")
    print("threshold   real API   Stet (95 % interval)      both    Stet without the map")
    for at, share in found["above"].items():
        print(
            f"{at:>9}   {share['real']:8.2%}   {share['ours']:.2%} ({share['from']:.2%} to "
            f"{share['to']:.2%})   {share['both']:.2%}   {found['above_without_map'][at]:.2%}"
        )
    both = np.corrcoef(ours.argsort().argsort(), theirs.argsort().argsort())[0, 1]
    print(f"rank correlation {both:.2f}")


if __name__ == "__main__":
    main()
