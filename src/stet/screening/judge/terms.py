"""What the judge is given and what comes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final, Protocol
from urllib.parse import urlsplit

from stet.screening.findings import Finding

# Between them a text is neither surely fine nor surely a breach, so another reading can help. Below,
# nearly every comment is fine and would use up the budget; above, a breach is found already.
BAND: Final = (0.15, 0.9)


class Why(StrEnum):
    """Why there is no opinion."""

    LANGUAGE = "language"
    TOO_LONG = "too_long"
    OVER_BUDGET = "over_budget"
    PAUSED = "paused"
    LATE = "late"
    UNREACHABLE = "unreachable"
    STATUS = "status"
    TOO_BIG = "too_big"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_CLAUSE = "unknown_clause"


class NoOpinion(Exception):
    """The judge says nothing. Holds the reason, never a word of the text or of the reply."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True, slots=True)
class Config:
    """How the judge is reached and what it may cost.

    `url` is that of the API ("http://127.0.0.1:8000/v1"); `limit_s` the most that a call may take in
    all; `per_hour` the most calls of this process in any hour; `languages` the BCP 47 primary subtags
    of the texts that it is asked about (none: all); `longest` in code points; `band` the lowest
    and the highest score between which it is asked. Raises ValueError for what cannot be.
    """

    url: str
    model: str
    key: str = ""
    limit_s: float = 3.0
    per_hour: int = 1000
    languages: frozenset[str] = frozenset()
    longest: int = 5000
    band: tuple[float, float] = BAND

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError("the judge's address begins with http:// or https://")
        if parts.username is not None or parts.query or parts.fragment or not _printable(self.url):
            raise ValueError("the judge's address has a host and a path only")
        if not self.model:
            raise ValueError("the judge has a model")
        if not _printable(self.key):
            raise ValueError("the judge's key is of printable ASCII characters")
        if self.limit_s <= 0 or self.per_hour < 0:
            raise ValueError("the judge's limits are not negative")


def _printable(value: str) -> bool:
    return value.isascii() and all(33 <= ord(c) <= 126 for c in value)


@dataclass(frozen=True, slots=True)
class PolicyClause:
    """A clause as the site has it: its key, its title and what it says."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the judge found. `fine` is its own summary, which nothing follows from."""

    findings: tuple[Finding, ...]
    fine: bool


class Told(Protocol):
    """Is told what becomes of every call, for counting. Must be thread-safe."""

    def called(self) -> None: ...

    def opinion(self) -> None: ...

    def none(self, why: Why) -> None: ...


class Tally:
    """Counts in memory."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.calls = 0
        self.opinions = 0
        self.without: Counter[str] = Counter()

    def called(self) -> None:
        with self._lock:
            self.calls += 1

    def opinion(self) -> None:
        with self._lock:
            self.opinions += 1

    def none(self, why: Why) -> None:
        with self._lock:
            self.without[str(why)] += 1

    def __str__(self) -> str:
        none = "".join(f", {why} {count}" for why, count in sorted(self.without.items()))
        total = sum(self.without.values())
        return f"Judge: {self.calls} calls, {self.opinions} opinions, {total} none{none}."
