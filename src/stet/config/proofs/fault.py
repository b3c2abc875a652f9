"""What a proof reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")

# What is being checked, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

_EVERY = 1000  # rows between two reports: often enough for a bar, too seldom to cost anything


@dataclass(frozen=True)
class Fault:
    """Something that is not as it must be.

    ``code`` is stable (docs/verify.md lists them), ``sentence`` is for people and never quotes a
    reader, ``subject`` is the id of the row concerned, or empty.
    """

    code: str
    sentence: str
    subject: str = ""


def counted(rows: Iterable[Row], what: str, total: int, progress: Progress) -> Iterator[Row]:
    """Hands on ``rows`` and reports now and then how many went through."""
    progress(what, 0, total)
    done = 0
    for done, row in enumerate(rows, start=1):
        yield row
        if done % _EVERY == 0:
            progress(what, done, max(total, done))
    progress(what, max(done, total), max(done, total))
