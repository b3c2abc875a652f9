"""What a call needs to know of the newsroom, looked up once in some seconds and not at every call."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar
from uuid import UUID

from stet.moderation.rules.abroad import Standing, standing_of
from stet.newsroom.coral import Phase, phase_named
from stet.newsroom.models import Site
from stet.wire.callers import REMEMBERED_S

_MOST: Final = 512  # strangers' guesses push each other out, not the memory up

Asked = TypeVar("Asked", bound=Hashable)
Known = TypeVar("Known")


class Remembered(Generic[Asked, Known]):
    """Answers of ``look_up``, each for `REMEMBERED_S`."""

    def __init__(self, look_up: Callable[[Asked], Known]) -> None:
        self._look_up = look_up
        self._lock = threading.Lock()
        self._kept: OrderedDict[Asked, tuple[float, Known]] = OrderedDict()

    def of(self, asked: Asked) -> Known:
        now = time.monotonic()
        with self._lock:
            kept = self._kept.get(asked)
        if kept is not None and now - kept[0] < REMEMBERED_S:
            return kept[1]
        known = self._look_up(asked)
        with self._lock:
            self._kept[asked] = (now, known)
            self._kept.move_to_end(asked)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return known

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_phases: Remembered[UUID, Phase | None] = Remembered(phase_named)
_standing: Remembered[Site, Standing] = Remembered(standing_of)


def phase_of(phase_id: UUID) -> Phase | None:
    """The live phase; None if there is none. A change reaches here within seconds."""
    return _phases.of(phase_id)


def standing_now(site: Site) -> Standing:
    """The site's rules and clauses, as they were a few seconds ago at the most."""
    return _standing.of(site)


def forget_phases() -> None:
    """Looks everything up anew from now on."""
    _phases.forget()
    _standing.forget()
