"""Places in the list of decisions, for the link to its next page: a time and an id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from stet.moderation.models import Decision

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_DIGITS = 17  # microseconds until the year 5138; more would overflow


def cursor_of(decision: Decision) -> str:
    return f"{(decision.at - _EPOCH) // _MICROSECOND}.{decision.id.hex}"


def place_of(cursor: str) -> tuple[datetime, UUID] | None:
    """None for what is no cursor: the list then begins at its front."""
    number, _dot, key = cursor.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        return None
    try:
        return _EPOCH + int(number) * _MICROSECOND, UUID(key)
    except ValueError:
        return None
