"""Calls that come at one moment are screened together, in one batch of the model.

There is no thread of its own: whoever comes while nobody works takes the turn and works for all that
wait. At the end of a turn it goes to whoever has waited longest and stands first in the next batch, so
that nobody works for others longer than for themselves and nobody waits for ever. A call that comes
alone is screened at once; the window opens only right after a turn that served several callers, when
more are likely to be on their way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from prometheus_client import Histogram

from stet.screening.types import Screener, Screening, Submission

# At some ten milliseconds a comment the last of a batch waits 160 ms for it: under Coral's 200.
MOST: Final = 16
WINDOW_S: Final = 0.003
# Whoever was answered in a batch and calls again at once is back within this time.
CROWD_S: Final = 0.02
BATCH = Histogram("stet_wire_batch_size", "Comments screened together.", buckets=(1, 2, 4, 8, 16))

Which = TypeVar("Which", bound=Hashable)


class Unanswered(RuntimeError):
    """The thread that worked for several ended in the middle; only its own call says why."""


@dataclass(eq=False)
class _Asker:
    """One thread that asked for some texts, and what wakes it."""

    calls: list[_Call] = field(default_factory=list)
    # Set when all its calls are answered, or when the turn to work is its own.
    woken: threading.Event = field(default_factory=threading.Event)

    @property
    def answered(self) -> bool:
        return all(call.answered for call in self.calls)


@dataclass(eq=False)
class _Call:
    asker: _Asker
    which: Any
    submission: Submission
    screening: Screening | None = None
    failure: BaseException | None = None

    @property
    def answered(self) -> bool:
        return self.screening is not None or self.failure is not None

    def result(self) -> Screening:
        if self.failure is not None:
            raise self.failure
        if self.screening is None:
            raise Unanswered
        return self.screening


class Window(Generic[Which]):
    """Joins calls of many threads. ``screener_of`` says who screens for each ``which`` (a site)."""

    def __init__(
        self,
        screener_of: Callable[[Which], Screener],
        *,
        window_s: float = WINDOW_S,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._screener_of = screener_of
        self._window_s = window_s
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[_Call] = []  # empty whenever nobody works
        self._working = False
        self._crowded_until = float("-inf")

    def screen(self, which: Which, submission: Submission) -> Screening:
        """One screening; raises what the screener raised."""
        return self.screen_all(which, [submission])[0]

    def screen_all(self, which: Which, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each, in their order; raises what the screener raised."""
        asker = _Asker()
        asker.calls = [_Call(asker, which, submission) for submission in submissions]
        with self._lock:
            self._waiting.extend(asker.calls)
            mine = not self._working and bool(asker.calls)
            self._working = self._working or mine
        # More than `most` texts, or others before them, take several turns.
        while not asker.answered:
            if not mine:
                asker.woken.wait()
                asker.woken.clear()
            if not asker.answered:
                self._work(asker)
                mine = False
        return [call.result() for call in asker.calls]

    def _work(self, asker: _Asker) -> None:
        """One turn of ``asker``, whose call waits first, for it and those after it."""
        batch: list[_Call] = []
        try:
            if self._clock() < self._crowded_until and len(self._waiting) < self._most:
                time.sleep(self._window_s)
            batch = self._first(self._most)
            self._answer(batch)
        except BaseException:  # its thread ends: no turn may be handed to it
            self._forget(asker)
            raise
        finally:
            self._pass_on(batch)

    def _forget(self, asker: _Asker) -> None:
        with self._lock:
            self._waiting = [call for call in self._waiting if call.asker is not asker]

    def _first(self, most: int) -> list[_Call]:
        with self._lock:
            first, self._waiting = self._waiting[:most], self._waiting[most:]
        return first

    def _pass_on(self, batch: Sequence[_Call]) -> None:
        for call in batch:
            if not call.answered:  # even this thread's own end is no reason to wait for ever
                call.failure = Unanswered()
        askers = {id(call.asker): call.asker for call in batch}
        for asker in askers.values():
            if asker.answered:
                asker.woken.set()
        with self._lock:
            if len(askers) > 1:
                self._crowded_until = self._clock() + CROWD_S
            self._working = bool(self._waiting)
            if self._waiting:
                self._waiting[0].asker.woken.set()

    def _answer(self, batch: Sequence[_Call]) -> None:
        BATCH.observe(len(batch))
        for which in dict.fromkeys(call.which for call in batch):
            calls = [call for call in batch if call.which == which]
            try:
                found = self._screener_of(which).screen([call.submission for call in calls])
                for call, screening in zip(calls, found, strict=True):
                    call.screening = screening
            except Exception as problem:  # noqa: BLE001 - handed to each who asked
                for call in calls:
                    call.failure = problem
