"""When the database has no time: the deed was not done, nothing is lost, and it can be done again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest

# A writer that holds the database so long is a backup, a large import or a disk that hangs.
RETRY_AFTER_S: Final = 10
# What a page holds so that it can be sent again; an article's text is the longest.
_MOST_KEPT = 500_000  # code points
# PostgreSQL: deadlock, serialisation failure, lock not available, too many connections.
_STATES: Final = frozenset({"40P01", "40001", "55P03", "53300"})


def is_busy(problem: BaseException | None) -> bool:
    """Whether the database only had no time: what was begun is taken back, and may be tried again."""
    if not isinstance(problem, OperationalError):
        return False
    state = getattr(problem.__cause__, "sqlstate", None)
    return state in _STATES or "is locked" in str(problem)


def to_send_again(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that was sent, in their order; empty where none can be kept.

    A password is never written into a page, and a file cannot be.
    """
    if request.method != "POST" or request.FILES:
        return []
    fields = list(_fields(request))
    secret = any("password" in name for name, _value in fields)
    long = sum(len(name) + len(value) for name, value in fields) > _MOST_KEPT
    return [] if secret or long else fields


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        for value in values:
            yield name, str(value)
