"""A page of the queue and the cursor to the next one, without numbering or counting anything."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from stet.moderation.models import QueueItem
from stet.moderation.ordering import ORDERS, RANKS
from stet.moderation.queue import Filters, after, waiting

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER_KEYS = tuple(ORDERS)
_CURSOR_BYTES = 1 + 1 + 8 + 16  # which order, turn, the value it sorts by, the comment's id
_TURNS = (-1, 0, 1)


class BadCursor(Exception):
    """This is not a cursor that the queue gave out for this order."""


@dataclass(frozen=True)
class QueuePage:
    items: list[QueueItem]
    next: str | None


def queue_page(filters: Filters, order: str, size: int, cursor: str | None) -> QueuePage:
    """``size`` waiting comments after ``cursor``. Takes no lease. Raises `BadCursor`.

    A cursor is a place in the order, not a comment: it stays good when that comment is decided.
    """
    items = waiting(filters, order)
    if cursor:
        items = after(items, order, _place(cursor, order))
    found = list(items[: size + 1])
    shown = found[:size]
    return QueuePage(shown, _cursor(shown[-1], order) if len(found) > size else None)


def _cursor(item: QueueItem, order: str) -> str:
    value = getattr(item, ORDERS[order].fields[0])
    number = value if isinstance(value, int) else (value - _EPOCH) // timedelta(microseconds=1)
    head = bytes([_ORDER_KEYS.index(order), _TURNS.index(item.turn)])
    raw = head + number.to_bytes(8, "big", signed=True) + item.pk.bytes
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _place(cursor: str, order: str) -> QueueItem:
    """A queue item that stands where the cursor points; it is compared with, never stored."""
    try:
        raw = base64.b64decode(cursor.encode("ascii") + b"=", altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise BadCursor from None
    if len(raw) != _CURSOR_BYTES or raw[0] != _ORDER_KEYS.index(order):
        raise BadCursor
    if raw[1] >= len(_TURNS):
        raise BadCursor
    number = int.from_bytes(raw[2:10], "big", signed=True)
    value = {ORDERS[order].fields[0]: _value(number, order)}
    return QueueItem(comment_id=UUID(bytes=raw[10:]), turn=_TURNS[raw[1]], **value)


def _value(number: int, order: str) -> int | datetime:
    if ORDERS[order].fields[0] != "queued_at":
        if not 0 <= number <= RANKS:
            raise BadCursor
        return number
    try:
        return _EPOCH + timedelta(microseconds=number)
    except OverflowError:
        raise BadCursor from None
