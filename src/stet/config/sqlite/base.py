"""Django's SQLite backend, with writers that take turns.

SQLite lets one connection write at a time. Those that wait ask again after a nap, up to a tenth of
a second long, and whoever wakes at the right moment is next: with sixteen writers some wait for
seconds while others pass. Here a transaction first takes its turn: among the threads of its process
at a lock that wakes the next one at once, then among the processes at a lock file, with naps that
stay short. SQLite's own lock stands as before; this only orders who comes to it, so a program that
knows nothing of it is merely another one that naps.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

_PATIENCE_S = 5.0  # sqlite3's own, where no setting says otherwise
_NAP_S = 0.001
_threads: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction's turn begins before its BEGIN and ends with its COMMIT or ROLLBACK."""

    transaction_mode: str | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: _Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        writes = self.transaction_mode in {"IMMEDIATE", "EXCLUSIVE"}  # a deferred one only reads
        if writes and self._turn is None and not self.is_in_memory_db():
            # A turn is a few milliseconds. After this a deed fails, as it would at SQLite's own
            # lock, rather than hang behind a process that is stuck.
            patience_s = float(self.settings_dict["OPTIONS"].get("timeout", _PATIENCE_S))
            self._turn = _Turn(str(self.settings_dict["NAME"]), patience_s)
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._turn is not None:
            self._turn.end()
            self._turn = None


class _Turn:
    """The turn to write to the database ``name``; raises `OperationalError` if it does not come."""

    def __init__(self, name: str, patience_s: float) -> None:
        deadline = time.monotonic() + patience_s
        self._thread = _threads[name]
        if not self._thread.acquire(timeout=patience_s):
            raise _locked()
        try:
            self._process = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                while not _taken(self._process):
                    if time.monotonic() > deadline:
                        raise _locked()
                    time.sleep(_NAP_S)
            except BaseException:
                os.close(self._process)
                raise
        except BaseException:
            self._thread.release()
            raise

    def end(self) -> None:
        os.close(self._process)
        self._thread.release()


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked() -> OperationalError:
    return OperationalError("database is locked: no turn to write")
