"""The hint before sending, as a page shows it; and how often one network may ask for it."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from stet.moderation.nudging.hinting import Hint

# Asking is quicker than writing: a reader presses Send, changes a word, and presses again.
_AS_OFTEN: Final = 3
_WINDOW_S: Final = 60.0
_MOST_NETWORKS: Final = 10_000


@dataclass(frozen=True)
class Shown:
    """A clause with the words of the draft that seem to break it."""

    key: str
    title: str
    text: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class HintShown:
    clauses: tuple[Shown, ...]
    ticket: str


def hint_shown(hint: Hint, text: str) -> HintShown:
    """The hint with the words themselves, each once."""
    shown = tuple(
        Shown(
            one.key,
            one.title,
            one.text,
            tuple(dict.fromkeys(text[start:end] for start, end in one.spans)),
        )
        for one in hint.clauses
    )
    return HintShown(shown, hint.ticket)


class Pace:
    """How often each network asked in the last minute: in memory, and in each process by itself.

    It protects the processor, not a promise, so processes need not know of each other.
    """

    def __init__(self) -> None:
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, network: str, now_s: float) -> bool:
        """Counts one question; False if there were too many. ``now_s`` is any clock that goes on."""
        limit = settings.STET.network_rate * _AS_OFTEN
        if not limit or not network:
            return True
        with self._lock:
            asked = self._asked.setdefault(network, deque())
            self._asked.move_to_end(network)
            while asked and asked[0] <= now_s - _WINDOW_S:
                asked.popleft()
            if len(asked) >= limit:
                return False
            asked.append(now_s)
            while len(self._asked) > _MOST_NETWORKS:
                self._asked.popitem(last=False)
            return True


pace = Pace()
