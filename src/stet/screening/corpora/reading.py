"""Reads a folder of labelled comments: NAME.jsonl.gz or NAME.jsonl, one object a line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stet.screening.corpora.heads import ABUSE, CLAUSES, HATE, OVERALL, PROMOTION, PROMOTIONS
from stet.screening.corpora.labels import SETS
from stet.screening.corpora.splits import EVALUATE_ONLY, OFFICIAL_TEST, Split, split_of, text_key


class NoCorpus(Exception):
    """The folder or a set in it is not there."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled comment.

    `labels` has a share from 0 to 1 for each head that the set's annotators were asked about. `spans` are half-open code point ranges
    with the clause or "" for toxic of any kind; None where nobody was asked. `said` is the set's own labels, `official`
    the part that its makers put the row in ("" where they made none).
    """

    source: str
    id: str
    text: str
    lang: str
    key: str
    split: Split
    labels: Mapping[str, float]
    spans: tuple[tuple[int, int, str], ...] | None = None
    kind: str = ""
    article: Mapping[str, Any] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    official: str = ""


def lines_of(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a plain or gzipped file of JSON lines."""
    with path.open("rb") as raw, gzip.open(raw) if path.suffix == ".gz" else raw as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def sets_in(corpus: Path) -> list[str]:
    """The known sets that a folder holds.

    Raises NoCorpus where there is none.
    """
    found = [name for name in SETS if (corpus / f"{name}.jsonl.gz").is_file()]
    if not found:
        raise NoCorpus(f"{corpus} holds no labelled set: expected files such as edos.jsonl.gz")
    return found


def examples(corpus: Path, name: str) -> Iterator[Example]:
    """The rows of one set, each with its part."""
    path = corpus / f"{name}.jsonl.gz"
    if name not in SETS or not path.is_file():
        raise NoCorpus(f"{path} is not there, or not a set that is known")
    for row in lines_of(path):
        key = text_key(row["text"])
        yield Example(
            source=name,
            id=str(row["id"]),
            text=row["text"],
            lang=row["lang"],
            key=key,
            split=split_of(name, key, row.get("split")),
            labels=SETS[name](row),
            spans=_spans(name, row),
            article=row.get("article"),
            said=row["labels"],
            official=row.get("split") or "",
        )


def written(path: Path, split: Split = "train") -> Iterator[Example]:
    """The project's own examples; see training/examples/README.md for their form."""
    for row in lines_of(path):
        yield written_example(row, path.stem, split)


def written_example(row: Mapping[str, Any], source: str, split: Split = "train") -> Example:
    """An own example: whoever wrote it was asked about every head."""
    broken = set(row["clauses"])
    labels = {clause: float(clause in broken) for clause in CLAUSES}
    labels[HATE] = float(bool(broken & set(ABUSE)))
    labels[PROMOTION] = float(bool(broken & set(PROMOTIONS)))
    labels |= {
        head: float(head in row["advisory"])
        for head in ("constructive", "publisher_criticism", "claim_evidence", "counter_speech")
    }
    if row["overall"] is not None:
        labels[OVERALL] = float(row["overall"])
    return Example(
        source=source,
        id=row["id"],
        text=row["text"],
        lang=row["lang"],
        key=text_key(row["text"]),
        split=split,
        labels=labels,
        spans=tuple((s["start"], s["end"], s["clause"]) for s in row["spans"]),
        kind=row["kind"],
    )


def kept_apart(corpus: Path) -> set[str]:
    """The keys of all texts in sets or parts that must never be learned from."""
    keys = {
        example.key
        for name in sets_in(corpus)
        if name in EVALUATE_ONLY
        for example in examples(corpus, name)
    }
    for name in OFFICIAL_TEST & set(sets_in(corpus)):
        keys |= {
            text_key(row["text"])
            for row in lines_of(corpus / f"{name}.jsonl.gz")
            if row.get("split") == "test"
        }
    return keys


def _spans(name: str, row: Mapping[str, Any]) -> tuple[tuple[int, int, str], ...] | None:
    if name == "toxic_spans_semeval2021":
        return tuple((*run, "") for run in runs(row["labels"]["toxic_char_offsets"]))
    if name == "toxic_spans_civil":
        return _agreed(row)
    return None


def _agreed(row: Mapping[str, Any]) -> tuple[tuple[int, int, str], ...]:
    """The characters that at least half of those who called the text toxic have marked."""
    given = row["labels"]
    votes: dict[int, int] = {}
    for _kind, start, end in {tuple(span) for span in given["spans"]}:
        for at in range(start, end):
            votes[at] = votes.get(at, 0) + given["spans"].count([_kind, start, end])
    least = max(1, (given["n_annotators"] - given["n_not_toxic"]) / 2)
    return tuple((*run, "") for run in runs(at for at, count in votes.items() if count >= least))


def runs(offsets: Iterable[int]) -> list[tuple[int, int]]:
    """Offsets as half-open ranges."""
    made: list[tuple[int, int]] = []
    for at in sorted(offsets):
        if made and made[-1][1] == at:
            made[-1] = (made[-1][0], at + 1)
        else:
            made.append((at, at + 1))
    return made
