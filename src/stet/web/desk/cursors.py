"""Places in lists of decisions and of comments, for the link to the next page: a time and an id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from stet.comments.models import Comment
from stet.moderation.models import Decision

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_DIGITS = 17  # microseconds until the year 5138; more would overflow


def cursor_of(decision: Decision) -> str:
    return _cursor(decision.at, decision.id)


def written_cursor(comment: Comment) -> str:
    """A place among the comments of one author, by the time at which they came."""
    return _cursor(comment.received_at, comment.id)


def _cursor(at: datetime, key: UUID) -> str:
    return f"{(at - _EPOCH) // _MICROSECOND}.{key.hex}"


def place_of(cursor: str) -> tuple[datetime, UUID] | None:
    """None for what is no cursor: the list then begins at its front."""
    number, _dot, key = cursor.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        return None
    try:
        return _EPOCH + int(number) * _MICROSECOND, UUID(key)
    except ValueError:
        return None
