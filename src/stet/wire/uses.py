"""Uses of keys, gathered in memory and added to the database once a minute.

No call waits for it, and none fails with it: what cannot be written is kept for the next time, and
what a process that dies had gathered, at most a minute of counts, is lost.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import Error, connections

from stet.newsroom.key_uses import Uses, add_uses

log = structlog.get_logger(__name__)

EVERY_S: Final = 60.0


class Tally:
    """Uses that are not in the database yet."""

    def __init__(self, add: Callable[[list[Uses]], None] = add_uses) -> None:
        self._add = add
        self._lock = threading.Lock()
        self._kept: dict[tuple[UUID, str], Uses] = {}
        self._teller = 0  # the process whose thread tells; a fork has none

    def count(self, key: UUID, interface: str, now: datetime, *, limited: bool) -> None:
        """One call more; starts the thread that tells of it, at the first call of a process."""
        with self._lock:
            self._keep(Uses(key, interface, 1, int(limited), now))
            if self._teller == os.getpid():
                return
            self._teller = os.getpid()
        threading.Thread(target=self._run, name="wire uses", daemon=True).start()
        atexit.register(self.tell)

    def _keep(self, use: Uses) -> None:
        place = (use.key, use.interface)
        before = self._kept.get(place)
        # A day's calls are that day's: another day begins another sum, when this one is told.
        if before is not None:
            use = replace(use, calls=before.calls + use.calls, limited=before.limited + use.limited)
        self._kept[place] = use

    def tell(self) -> None:
        """Adds what was gathered to the database, or keeps it."""
        with self._lock:
            uses, self._kept = list(self._kept.values()), {}
        if not uses:
            return
        try:
            self._add(uses)
        except Error as problem:
            log.warning("uses_not_told", exc_info=problem, count=len(uses))
            with self._lock:
                for use in uses:
                    self._keep(use)

    def _run(self) -> None:
        waiting = threading.Event()
        while not waiting.wait(EVERY_S):
            self.tell()
            connections.close_all()


tally = Tally()
