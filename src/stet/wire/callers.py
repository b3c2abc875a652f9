"""Who calls: the key, looked up and remembered for a few seconds, and what it may do."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope, Terms, digest, key_named, terms_of

# A revoked key works this much longer, and every call but one in as long needs no database.
REMEMBERED_S: Final = 5.0
_MOST: Final = 2048  # strangers' guesses push each other out, not the memory up


@dataclass(frozen=True)
class Caller:
    """A live key: its row's id, its site and its terms."""

    key: UUID
    site: Site
    terms: Terms

    def may(self, scope: Scope) -> bool:
        return scope in self.terms.scopes


class _Known:
    """Callers by the digest of their key, and digests that are nobody's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Caller | None]] = OrderedDict()

    def get(self, plain: str) -> Caller | None:
        name, now = digest(plain), time.monotonic()
        with self._lock:
            since, caller = self._kept.get(name, (float("-inf"), None))
        if now - since < REMEMBERED_S:
            return caller
        row = key_named(plain)
        caller = Caller(row.id, row.site, terms_of(row)) if row else None
        with self._lock:
            self._kept[name] = (now, caller)
            self._kept.move_to_end(name)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return caller

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()


_known = _Known()


def caller_of(plain: str) -> Caller | None:
    """Who shows this key; None if it is no live key. A change reaches here within seconds."""
    return _known.get(plain)


def forget_callers() -> None:
    """Looks every key up anew from now on."""
    _known.forget()
