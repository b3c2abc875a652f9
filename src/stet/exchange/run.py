"""One import: what it works on, and what it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from stet.exchange.origins import Origin
from stet.exchange.records import Rules
from stet.newsroom.models import Site

BATCH = 500  # comments in a transaction: its cost is spread, and a page of readers waits a moment

# What is being done, how much of it is done (bytes of the file, then comments), how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Refusal:
    """A record that did not come in. ``code`` is field:reason; no word of the record is in it."""

    line: int
    source_id: str
    code: str


@dataclass
class Report:
    """What became of a file; for a dry run, what would become of it."""

    read: int = 0
    known: int = 0
    refused: int = 0
    came_in: Counter[str] = field(default_factory=Counter)  # by status
    left_out: Counter[str] = field(default_factory=Counter)  # by reason
    moved_up: int = 0  # replies whose parent does not come in
    articles: int = 0
    screened: int = 0
    unread: Counter[str] = field(default_factory=Counter)  # fields that the format does not have

    @property
    def imported(self) -> int:
        return self.came_in.total()


@dataclass(frozen=True)
class Run:
    """One import, with all that its steps share."""

    origin: Origin
    source: str
    site: Site
    rules: Rules
    report: Report
    progress: Progress
    tell: Callable[[Refusal], None]

    def refuse(self, line: int, source_id: str, code: str) -> None:
        self.report.refused += 1
        self.tell(Refusal(line, source_id, code))
