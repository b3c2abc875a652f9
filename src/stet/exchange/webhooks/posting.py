"""One call of a receiver: a POST to the address as it is looked up now, and what comes of it.

No redirect is followed, no cookie kept, and of the answer nothing is kept but its status.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from stet.exchange.fetching import target_of
from stet.exchange.reaching import Line, NotReached, in_time
from stet.newsroom.networks import Network

LIMIT_S: Final = 10.0  # for the whole call, the name's resolution included
_READ: Final = 16 * 1024  # of an answer, so that its sender is not cut off in the middle of a page
_HEADERS: Final = {
    "Content-Type": "application/json",
    "User-Agent": "Stet (comments; tells of events)",
    "Accept": "*/*",
    "Connection": "close",
}


@dataclass(frozen=True)
class Outcome:
    """``status`` is the receiver's, None if it gave none; ``problem`` one word, empty if accepted."""

    status: int | None
    problem: str
    took_ms: int
    retry_after: timedelta | None = None

    @property
    def accepted(self) -> bool:
        return not self.problem

    @property
    def gone(self) -> bool:
        return self.status == 410


@dataclass(frozen=True)
class Reach:
    """Which private networks may be called, and how long a call may take."""

    private: Sequence[Network] = ()
    limit_s: float = LIMIT_S


def post(url: str, body: bytes, headers: Mapping[str, str], reach: Reach) -> Outcome:
    """Calls ``url``. Whatever goes wrong is in the outcome; nothing is raised."""
    started = time.monotonic()

    def call(line: Line) -> tuple[int, str]:
        connection = line.open(url)
        try:
            connection.request("POST", target_of(url), body, {**_HEADERS, **headers})
            with connection.getresponse() as response:
                response.read(_READ)
                return response.status, response.getheader("Retry-After", "")
        finally:
            connection.close()

    line = Line(reach.limit_s, reach.private, plain_outside=False)
    try:
        status, wait = in_time(line, call)
    except NotReached as problem:
        return Outcome(None, problem.why, _ms(started))
    return Outcome(status, _problem(status), _ms(started), _retry_after(wait, datetime.now(UTC)))


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _problem(status: int) -> str:
    if 200 <= status <= 299:
        return ""
    return "redirect" if 300 <= status <= 399 else "gone" if status == 410 else "refused"


def _retry_after(given: str, now: datetime) -> timedelta | None:
    """Seconds or a date (RFC 9110, 10.2.3); None for anything else."""
    if given.isascii() and given.isdigit():
        return timedelta(seconds=int(given[:9]))
    try:
        at = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta(0))
