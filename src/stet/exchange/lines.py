"""Reading a file of JSON Lines that somebody else wrote: one object a line, nothing taken on trust."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

# A comment of 5,000 code points takes at most 60 kB even if every one is escaped as \\uXXXX.
LINE_LIMIT = 1_048_576
_MARK = b"\xef\xbb\xbf"  # some editors begin a UTF-8 file with it


class BadFile(Exception):
    """The file is not what it should be. ``line`` and ``column`` count from 1, in code points."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Line:
    """One line that is not blank, and where in the file it begins."""

    number: int
    offset: int
    raw: bytes


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of the file, which end in LF alone. Raises `BadFile` and `OSError`."""
    with path.open("rb") as file:
        number = 0
        while raw := _line(file, number + 1):
            number += 1
            if raw.strip(b" \t\r\n"):
                yield Line(number, file.tell() - len(raw), raw)


def line_at(file: BinaryIO, number: int, offset: int) -> bytes:
    """The line that begins at ``offset``."""
    file.seek(offset)
    return _line(file, number)


def _line(file: BinaryIO, number: int) -> bytes:
    raw = file.readline(LINE_LIMIT + 1)
    if len(raw) > LINE_LIMIT:
        raise BadFile(f"the line is longer than {LINE_LIMIT} bytes", number, LINE_LIMIT)
    return raw


def object_of(raw: bytes, number: int) -> dict[str, Any]:
    """The JSON object in a line (RFC 8259, no name twice). Raises `BadFile`."""
    if number == 1:
        raw = raw.removeprefix(_MARK)
    try:
        text = raw.rstrip(b"\r\n").decode()
    except UnicodeDecodeError as problem:
        column = len(raw[: problem.start].decode()) + 1
        raise BadFile("this is not UTF-8", number, column) from None
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise BadFile(f"this is not JSON: {problem.msg}", number, problem.colno) from None
    except RecursionError:
        raise BadFile("this is nested too deeply", number, 1) from None
    except ValueError as problem:
        raise BadFile(f"this is not JSON: {_Plain.of(problem)}", number, 1) from None
    if not isinstance(found, dict):
        raise BadFile("a line holds one JSON object", number, 1)
    return found


class _Plain(ValueError):
    """A reason of our own, which quotes nothing of the file."""

    @staticmethod
    def of(problem: ValueError) -> str:
        return str(problem) if isinstance(problem, _Plain) else "a number is too long"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Plain("a name stands twice in one object")
    return found


def _no_number(_name: str) -> NoReturn:
    raise _Plain("NaN and Infinity are no numbers of JSON")
