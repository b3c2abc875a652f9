"""The loop behind `stet screen`: JSON lines in, JSON lines out, one for one and in order.

Lines end in LF only: U+2028 and a lone CR are part of a text. A line that cannot be screened yields
{"id", "error"} and the run goes on. Out lines are ASCII (JSON escapes), so nothing on the way can
change them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from stet.screening.types import ArticleContext, Screener, Screening, Submission

BATCH: Final = 64

# Far above any comment; below what a machine would choke on. Longer lines are refused unread.
LINE_LIMIT: Final = 1_000_000


@dataclass(slots=True)
class Summary:
    """How a run went, in lines."""

    screened: int = 0
    refused: int = 0
    approve: int = 0
    reject: int = 0
    look: int = 0

    def __str__(self) -> str:
        return (
            f"Screened {self.screened}: {self.approve} approve, {self.reject} reject, "
            f"{self.look} look. Refused {self.refused}."
        )


class BadLine(Exception):
    """A line that cannot be screened. `key` is its id if one could be read."""

    def __init__(self, why: str, key: object = None) -> None:
        super().__init__(why)
        readable = isinstance(key, int) or (isinstance(key, str) and _encodable(key))
        self.key = key if readable else None


def run(
    lines: BinaryIO,
    out: BinaryIO,
    screener: Screener,
    article: Path | None = None,
    batch: int = BATCH,
) -> Summary:
    """Screen every line. `article` is a text or Markdown file that lines without an article belong to.

    Raises OSError and UnicodeDecodeError for an article file that cannot be read.
    """
    shared = read_article(article) if article is not None else None
    summary = Summary()
    rows = (_row(line, shared) for line in _lines(lines))
    while group := list(islice(rows, batch)):
        good = [row for row in group if isinstance(row, Submission)]
        results = iter(_screened(screener, good))
        for row in group:
            answer = row if isinstance(row, BadLine) else next(results)
            out.write(_encoded(answer, summary))
        out.flush()
    return summary


def read_article(path: Path) -> ArticleContext:
    """An article from a text or Markdown file: front matter is left out, the first line is the title."""
    text = path.read_text(encoding="utf-8-sig")
    title = ""
    if text.startswith("---\n") and "\n---" in text[4:]:
        front, _, text = text[4:].partition("\n---")
        title = _front_title(front)
        text = text.partition("\n")[2]
    if not title:
        title, _, text = text.strip().partition("\n")
    return ArticleContext(title.lstrip("# ").strip(), text.strip())


def _front_title(front: str) -> str:
    for line in front.splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() in ("title", "headline"):
            return value.strip().strip("\"'")
    return ""


def _lines(source: BinaryIO) -> Iterator[bytes | BadLine]:
    """The non-empty lines, split on LF alone, without holding a line beyond the limit."""
    while line := source.readline(LINE_LIMIT + 1):
        if len(line) > LINE_LIMIT and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = source.readline(LINE_LIMIT)
            yield BadLine(f"the line is longer than {LINE_LIMIT} bytes")
        elif line.strip():
            yield line


def _row(line: bytes | BadLine, shared: ArticleContext | None) -> Submission | BadLine:
    if isinstance(line, BadLine):
        return line
    try:
        return _submission(_object(line), shared)
    except BadLine as problem:
        return problem


def _object(line: bytes) -> Mapping[str, Any]:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise BadLine("the line is not UTF-8") from None
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise BadLine("the line is not JSON") from None
    if not isinstance(value, dict):
        raise BadLine("the line is not a JSON object")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _submission(row: Mapping[str, Any], shared: ArticleContext | None) -> Submission:
    key = row.get("id")
    if not isinstance(key, str):
        raise BadLine("id must be a string" if "id" in row else "id is missing", key)
    if not _encodable(key):
        raise BadLine("id holds a lone surrogate")
    if "text" not in row:
        raise BadLine("text is missing", key)
    article = row.get("article")
    if article is not None and not isinstance(article, dict):
        raise BadLine("article must be an object", key)
    given = {name: _string(row, name, key) for name in ("text", "lang", "author", "parent")}
    if given["text"] is None:
        raise BadLine("text must be a string", key)
    context = shared
    if article is not None:
        context = ArticleContext(
            _string(article, "title", key) or "", _string(article, "text", key) or ""
        )
    return Submission(key, given["text"], given["lang"], given["author"], context, given["parent"])


def _string(row: Mapping[str, Any], name: str, key: str) -> str | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadLine(f"{name} must be a string", key)
    if not _encodable(value):
        raise BadLine(f"{name} holds a lone surrogate", key)
    return value


def _encodable(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value)


def _screened(screener: Screener, group: list[Submission]) -> Iterable[Screening | BadLine]:
    """The screenings of a group; if the group fails, each by itself, so that one cannot stop all."""
    if not group:
        return []
    try:
        return screener.screen(group)
    except Exception:  # noqa: BLE001 - found out one by one below
        return [_alone(screener, one) for one in group]


def _alone(screener: Screener, one: Submission) -> Screening | BadLine:
    try:
        return screener.screen([one])[0]
    except Exception as problem:  # noqa: BLE001 - a failing screener costs its line, not the run
        return BadLine(f"the screener failed: {type(problem).__name__}", one.id)


def _encoded(answer: Screening | BadLine, summary: Summary) -> bytes:
    if isinstance(answer, BadLine):
        summary.refused += 1
        shown: dict[str, Any] = {"id": answer.key, "error": str(answer)}
    else:
        summary.screened += 1
        setattr(summary, answer.suggestion, getattr(summary, answer.suggestion) + 1)
        shown = answer.as_dict()
    return json.dumps(shown, ensure_ascii=True, allow_nan=False).encode("ascii") + b"\n"
