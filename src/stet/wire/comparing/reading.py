"""Reading past texts and another service's scores, from JSON lines or CSV, as people have kept them.

A text is in `text`, `comment_text` or `comment` (a string, or `comment.text` as in a request). A score is in a
field named like the attribute, in `score`, or where a Perspective reply has it. Whether the newsroom rejected
the comment may be in `decision` ("approve", "reject") or `rejected` (true, false, 1, 0).
"""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

# Larger than any comment, smaller than what fills the memory.
_FIELD_LIMIT: Final = 1_000_000
_TEXTS: Final = ("text", "comment_text", "comment")
_YES: Final = frozenset({"true", "1", "yes", "reject", "rejected"})
_NO: Final = frozenset({"false", "0", "no", "approve", "approved"})


class BadFile(Exception):
    """The file as a whole cannot be compared; the message says why."""


@dataclass(frozen=True, slots=True)
class Past:
    """One text, the other service's score (0 to 1), and what the newsroom did, if that is told."""

    text: str
    theirs: float
    lang: str | None = None
    rejected: bool | None = None


@dataclass(slots=True)
class Reading:
    """What could not be taken: lines without a text, and lines without a usable score."""

    taken: int = 0
    textless: int = 0
    scoreless: int = 0


def read(path: Path, attribute: str, reading: Reading) -> Iterator[Past]:
    """The rows of ``path``, what is refused counted in ``reading``. Raises `BadFile` and OSError."""
    for row in _rows(path):
        text = _text(row)
        theirs = _score(row, attribute)
        if not text:
            reading.textless += 1
        elif theirs is None:
            reading.scoreless += 1
        else:
            reading.taken += 1
            lang = row.get("lang") or row.get("language")
            yield Past(text, theirs, str(lang) if lang else None, _rejected(row))


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    name = path.name.removesuffix(".gz")
    try:
        with _opened(path) as lines:
            if name.endswith(".csv"):
                csv.field_size_limit(_FIELD_LIMIT)
                yield from csv.DictReader(lines)
            else:
                yield from _objects(lines)
    except UnicodeDecodeError:
        raise BadFile(f"{path}: not UTF-8") from None
    except (csv.Error, gzip.BadGzipFile, EOFError) as problem:
        raise BadFile(f"{path}: {problem}") from None


def _opened(path: Path) -> TextIO:
    if path.name.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _objects(lines: TextIO) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise BadFile(f"line {number} is not JSON") from None
        yield found if isinstance(found, dict) else {}


def _text(row: Mapping[str, Any]) -> str:
    for name in _TEXTS:
        found = row.get(name)
        if isinstance(found, Mapping):
            found = found.get("text")
        if isinstance(found, str) and found.strip():
            return found
    return ""


def _score(row: Mapping[str, Any], attribute: str) -> float | None:
    """A probability, however it was kept; None if there is none."""
    answer = row.get("response") if isinstance(row.get("response"), Mapping) else row
    scores = answer.get("attributeScores") if isinstance(answer, Mapping) else None
    found: Any = scores.get(attribute) if isinstance(scores, Mapping) else None
    if found is None:
        found = next(
            (row[name] for name in (attribute, attribute.lower(), "score") if name in row), None
        )
    for name in ("summaryScore", "value"):
        if isinstance(found, Mapping):
            found = found.get(name)
    try:
        score = float(found)
    except (TypeError, ValueError):
        return None
    return score if math.isfinite(score) and 0.0 <= score <= 1.0 else None


def _rejected(row: Mapping[str, Any]) -> bool | None:
    told = row.get("rejected", row.get("decision"))
    word = str(told).strip().lower()
    return True if word in _YES else False if word in _NO else None
