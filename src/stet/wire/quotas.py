"""How often a key was used in this minute: counted by all processes of this server together.

The counts are in a small file that the processes share as memory; without one (a single process, a
test) they are in the process. Several machines behind a balancer count each for itself.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

# A slot: whose it is (8 bytes), which minute, how many calls in it.
_SLOT: Final = struct.Struct("<8sII")
_SLOTS: Final = 4096  # far more than there are keys; 64 KB
_TRIES: Final = 16
_MINUTE_S: Final = 60
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # what the processes of one server share; see config.serving


@dataclass(frozen=True)
class Quota:
    """What is left of a minute. ``resets_s`` is the time until the next, 1 to 60 seconds."""

    allowed: bool
    used: int
    limit: int
    resets_s: int


def count_call(key: str, limit: int, now_s: float) -> Quota:
    """Counts one call of ``key`` at ``now_s`` (seconds since 1970); ``limit`` 0 lets all through."""
    minute, second = divmod(int(now_s), _MINUTE_S)
    used = _counts().add(key, minute) if limit else 0
    return Quota(not limit or used <= limit, used, limit, _MINUTE_S - second)


class Counts:
    """Calls by key in the current minute, in ``memory`` that other processes may share."""

    def __init__(self, memory: mmap.mmap | bytearray, lock: int | None) -> None:
        self._memory = memory
        self._file = lock
        self._lock = threading.Lock()

    def add(self, key: str, minute: int) -> int:
        """Calls of ``key`` in ``minute`` with this one."""
        owner = blake2b(key.encode(), digest_size=8).digest()
        with self._alone():
            place = self._place(owner, minute)
            kept, then, calls = _SLOT.unpack_from(self._memory, place)
            used = calls + 1 if (kept, then) == (owner, minute) else 1
            _SLOT.pack_into(self._memory, place, owner, minute, min(used, 2**32 - 1))
        return used

    def _place(self, owner: bytes, minute: int) -> int:
        """The owner's slot; else one that is free or of an earlier minute; else the last tried."""
        first = int.from_bytes(owner, "little")
        places = [(first + step) % _SLOTS * _SLOT.size for step in range(_TRIES)]
        slots = [_SLOT.unpack_from(self._memory, place) for place in places]
        for place, slot in zip(places, slots, strict=True):
            if slot[0] == owner:
                return place
        for place, slot in zip(places, slots, strict=True):
            if slot[1] != minute:
                return place
        return places[-1]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock:
            if self._file is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


@cache
def _counts() -> Counts:
    folder = os.environ.get(_FOLDER)
    size = _SLOT.size * _SLOTS
    if not folder:
        return Counts(bytearray(size), None)
    return shared_counts(Path(folder) / "quotas")


def shared_counts(path: Path) -> Counts:
    """Counts in the file ``path``, made if it is not there."""
    size = _SLOT.size * _SLOTS
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.lockf(descriptor, fcntl.LOCK_EX)
    if os.fstat(descriptor).st_size < size:
        os.ftruncate(descriptor, size)
    fcntl.lockf(descriptor, fcntl.LOCK_UN)
    return Counts(mmap.mmap(descriptor, size), descriptor)
