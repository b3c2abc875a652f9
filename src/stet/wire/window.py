"""Calls that come at one moment are screened together, in one batch of the model.

There is no thread of its own: whoever comes while nobody works takes the turn and works for all that
wait. A call that comes alone is screened at once; the window opens only after a turn that served
several callers, when more are likely to be on their way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from prometheus_client import Histogram

from stet.screening.types import Screener, Screening, Submission

# At some ten milliseconds a comment the last of a batch waits 160 ms for it: under Coral's 200.
MOST: Final = 16
WINDOW_S: Final = 0.003
BATCH = Histogram("stet_wire_batch_size", "Comments screened together.", buckets=(1, 2, 4, 8, 16))

Which = TypeVar("Which", bound=Hashable)


@dataclass(eq=False)
class _Call(Generic[Which]):
    asker: int
    which: Which
    submission: Submission
    screening: Screening | None = None
    failure: Exception | None = None
    done: bool = field(default=False)


class Window(Generic[Which]):
    """Joins calls of many threads. ``screener_of`` says who screens for each ``which`` (a site)."""

    def __init__(
        self,
        screener_of: Callable[[Which], Screener],
        *,
        window_s: float = WINDOW_S,
        most: int = MOST,
    ) -> None:
        self._screener_of = screener_of
        self._window_s = window_s
        self._most = most
        self._changed = threading.Condition()
        self._waiting: list[_Call[Which]] = []
        self._working = False
        self._crowded = False

    def screen(self, which: Which, submission: Submission) -> Screening:
        """One screening; raises what the screener raised."""
        return self.screen_all(which, [submission])[0]

    def screen_all(self, which: Which, submissions: Sequence[Submission]) -> list[Screening]:
        """One screening for each, in their order; raises what the screener raised."""
        asker = threading.get_ident()
        calls = [_Call(asker, which, submission) for submission in submissions]
        with self._changed:
            self._waiting.extend(calls)
        # More than `most`, or others before them, take several turns.
        while self._wait_for_turn(calls):
            self._work()
        return [_answer_of(call) for call in calls]

    def _wait_for_turn(self, calls: Sequence[_Call[Which]]) -> bool:
        """Whether it is this thread's turn to work; if not, all of its calls have been answered."""
        with self._changed:
            while self._working and not _all_done(calls):
                self._changed.wait()
            if _all_done(calls):
                return False
            self._working = True
            return True

    def _work(self) -> None:
        if self._crowded:
            time.sleep(self._window_s)
        with self._changed:
            # In the order of arrival, so nobody is overtaken.
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            self._answer(batch)
        finally:
            with self._changed:
                for call in batch:
                    call.done = True
                self._working = False
                self._crowded = len({call.asker for call in batch}) > 1
                self._changed.notify_all()

    def _answer(self, batch: list[_Call[Which]]) -> None:
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


def _all_done(calls: Sequence[_Call[Which]]) -> bool:
    return all(call.done for call in calls)


def _answer_of(call: _Call[Which]) -> Screening:
    if call.failure is not None:
        raise call.failure
    assert call.screening is not None  # noqa: S101 - whoever worked gave one or the other
    return call.screening
