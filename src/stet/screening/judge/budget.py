"""How often the judge may be asked: calls in an hour, and a pause while it does not answer."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Final

from stet.screening.judge.terms import NoOpinion, Why

_HOUR_S: Final = 3600.0
# An endpoint that is down costs the time limit at every call. After so many failures in a row it is
# left alone for a while, so that screening goes on at its own pace.
_FAILURES: Final = 3
_PAUSE_S: Final = 60.0


class Budget:
    """Thread-safe. `clock` is in seconds and never goes back."""

    def __init__(self, per_hour: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = per_hour
        self._clock = clock
        self._lock = Lock()
        self._calls: deque[float] = deque()
        self._failures = 0
        self._paused_until: float | None = None

    def take(self) -> None:
        """Takes one call; raises NoOpinion where there is none left, or in a pause."""
        now = self._clock()
        with self._lock:
            while self._calls and self._calls[0] <= now - _HOUR_S:
                self._calls.popleft()
            if self._paused_until is not None and now < self._paused_until:
                raise NoOpinion(Why.PAUSED)
            if len(self._calls) >= self._most:
                raise NoOpinion(Why.OVER_BUDGET)
            self._calls.append(now)

    def answered(self) -> None:
        with self._lock:
            self._failures, self._paused_until = 0, None

    def failed(self) -> None:
        """The endpoint could not be had. The first failure after a pause begins another."""
        with self._lock:
            self._failures += 1
            if self._failures >= _FAILURES:
                self._paused_until = self._clock() + _PAUSE_S
