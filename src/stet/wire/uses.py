"""Uses of keys, gathered in memory and added to the database once a minute.

No call waits for it, and none fails with it: what cannot be written is kept for the next time, and
what a process that dies had gathered, at most a minute of counts, is lost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from multiprocessing.util import Finalize
from typing import Final
from uuid import UUID

import structlog
from django.db import connections

from stet.newsroom.key_uses import Uses, add_uses

log = structlog.get_logger(__name__)

EVERY_S: Final = 60.0


class Tally:
    """Uses that are not in the database yet."""

    def __init__(self, add: Callable[[list[Uses]], None] = add_uses) -> None:
        self._add = add
        self._lock = threading.Lock()
        self._kept: dict[tuple[UUID, str, date], Uses] = {}

    def start(self) -> None:
        """Tells what is gathered from now on, each minute and when this process ends in order.

        Once in each process that serves: a fork has none of its parent's threads.
        """
        threading.Thread(target=self._run, name="wire uses", daemon=True).start()
        # Not atexit, which is not heard in a process that was forked.
        Finalize(None, self._tell_alone, exitpriority=1)

    def count(self, key: UUID, interface: str, now: datetime, *, limited: bool) -> None:
        """One call more."""
        with self._lock:
            self._keep(Uses(key, interface, 1, int(limited), now))

    def _keep(self, use: Uses) -> None:
        place = (use.key, use.interface, use.last_at.date())
        before = self._kept.get(place)
        if before is not None:
            use = replace(
                use,
                calls=before.calls + use.calls,
                limited=before.limited + use.limited,
                last_at=max(before.last_at, use.last_at),
            )
        self._kept[place] = use

    def tell(self) -> None:
        """Adds what was gathered to the database, or keeps it."""
        with self._lock:
            uses, self._kept = list(self._kept.values()), {}
        if not uses:
            return
        try:
            self._add(uses)
        except Exception as problem:
            log.warning("uses_not_told", exc_info=problem, count=len(uses))
            with self._lock:
                for use in uses:
                    self._keep(use)

    def _tell_alone(self) -> None:
        self.tell()
        connections.close_all()

    def _run(self) -> None:
        waiting = threading.Event()
        while not waiting.wait(EVERY_S):
            self._tell_alone()


tally = Tally()
