"""What a newsroom's own head gains, on sets that no model of Stet was trained on.

    python -m benchmarks.learning --corpus DIR [SET ...]

Each set is treated as one newsroom's decisions in the order of its numbers: `stet learn` fits on the first
70 % and measures on the rest. The heads are thrown away: these sets may be evaluated on, and no more.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from stet.screening.corpora.reading import lines_of
from stet.screening.own.features import one_row
from stet.screening.own.learning import Learned, learn
from stet.screening.own.mixing import Decided
from stet.screening.screener import default_screener
from stet.screening.types import Submission

_BATCH = 64
Labels = Mapping[str, Any]

# The set, what counts as a rejection there, and the clause that it would be under.
SETS: dict[str, tuple[Callable[[Labels], bool], str]] = {
    "germs_at": (lambda labels: labels["frac_sexist"] >= 0.5, "sexism"),
    "unhealthy_conversations": (lambda labels: labels["healthy"] == 0, "personal_attack"),
    "omp_german": (lambda labels: labels["Status"] == "deleted", "other_abuse"),
}


def decisions(corpus: Path, name: str) -> list[Decided]:
    rejects, clause = SETS[name]
    rows = sorted(
        lines_of(corpus / f"{name}.jsonl.gz"), key=lambda row: (len(row["id"]), row["id"])
    )
    screener, made = default_screener(), []
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        asked = [Submission(row["id"], row["text"], lang=row["lang"]) for row in part]
        for row, read in zip(part, screener.screen(asked), strict=True):
            rejected = rejects(row["labels"])
            cited = frozenset({clause}) if rejected else frozenset()
            scores = dict(read.scores)
            made.append(Decided(one_row(row["text"], scores), scores, scores, rejected, cited))
    return made


def tell(name: str, learned: Learned) -> None:
    print(f"{name}: learned from {learned.learned_from}, measured on {learned.measured_on}")
    named = [(part.clause, part.gains) for part in learned.parts]
    if learned.whole:
        named.append(("as a whole", learned.whole))
    for title, gains in named:
        for measure, gain in (("average precision", gains.precision), ("ROC area", gains.auc)):
            interval = f"{gain.gain:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
            print(f"  {title:16} {measure:18} {gain.before:.3f} -> {gain.after:.3f}  {interval}")
    print(f"  {'better' if learned.better else 'not better for sure'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    given = parser.parse_args()
    for name in given.sets or list(SETS):
        tell(name, learn(decisions(given.corpus, name), "trial"))


if __name__ == "__main__":
    main()
