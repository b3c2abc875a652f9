"""Which rows are measured: only those that no training, fitting or tuning has seen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from stet.screening.corpora.labels import SETS
from stet.screening.corpora.reading import Example, NoCorpus, examples, sets_in, written
from stet.screening.corpora.splits import place, second_half

# A scale may be fitted on the rival's scores of one half; all figures come from the other.
HEAD_TO_HEAD: Final = "context_toxicity"
# Measured on the test part that its task published, and on nothing else.
SPANS: Final = "toxic_spans_semeval2021"


def chosen_sets(corpus: Path, names: Sequence[str]) -> list[str]:
    """The sets to measure, in a fixed order: those named, or all that the folder holds.

    Raises NoCorpus where one is unknown or not there.
    """
    there = sets_in(corpus)
    for name in names:
        if name not in SETS:
            raise NoCorpus(f"there is no set {name!r}; known are {', '.join(sorted(SETS))}")
        if name not in there:
            raise NoCorpus(f"{corpus} holds no {name}.jsonl.gz")
    return [name for name in there if name in names] if names else there


def rows_of(corpus: Path, name: str, most: int | None = None) -> list[Example]:
    """The rows of a set to measure on, at most so many, always the same ones.

    Raises NoCorpus where the file cannot be read.
    """
    try:
        rows = [row for row in examples(corpus, name) if _counts(row)]
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as problem:
        # The message of the problem itself could quote the file.
        raise NoCorpus(
            f"{corpus / name}.jsonl.gz cannot be read: {type(problem).__name__}"
        ) from None
    if most is not None and len(rows) > most:
        rows = sorted(rows, key=lambda row: place(f"rows:{row.key}"))[:most]
    return rows


def own_rows(folder: Path) -> list[Example]:
    """The project's examples that are kept for measuring.

    Raises NoCorpus where there are none.
    """
    try:
        rows = [row for path in sorted(folder.glob("*.jsonl")) for row in written(path, "test")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise NoCorpus(f"{folder} cannot be read: {type(problem).__name__}") from None
    if not rows:
        raise NoCorpus(f"{folder} holds no written examples (files ending in .jsonl)")
    return rows


def shipped_own() -> Path | None:
    """The folder of those examples beside the package in a checkout; None where it is installed."""
    folder = Path(__file__).resolve().parents[4] / "training" / "examples" / "heldout"
    return folder if any(folder.glob("*.jsonl")) else None


def _counts(row: Example) -> bool:
    if row.source == HEAD_TO_HEAD:
        return second_half(row.key)
    if row.source == SPANS:
        return row.official == "test"
    return row.split == "test"
