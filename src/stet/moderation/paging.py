"""A page of the queue and the cursor to the next one, without numbering or counting anything."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from stet.moderation.filtering import narrowed
from stet.moderation.models import QueueItem
from stet.moderation.ordering import LIST_ORDERS, RANKS
from stet.moderation.queue import Filters, after, sorted_by, waiting

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER_KEYS = tuple(LIST_ORDERS)
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
    items = narrowed(QueueItem.objects.all(), filters).order_by(*sorted_by(order))
    if cursor:
        items = after(items, order, _place(cursor, order))
    # Where many must be sorted, only their keys are: what is shown is joined to the few that are.
    found = list(items.values_list("pk", flat=True)[: size + 1])
    shown = list(waiting(Filters(), order).filter(pk__in=found[:size]))
    return QueuePage(shown, _cursor(shown[-1], order) if len(found) > size else None)


def _cursor(item: QueueItem, order: str) -> str:
    value = getattr(item, LIST_ORDERS[order].columns[0])
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
    value = {LIST_ORDERS[order].columns[0]: _value(number, order)}
    return QueueItem(comment_id=UUID(bytes=raw[10:]), turn=_TURNS[raw[1]], **value)


def _value(number: int, order: str) -> int | datetime:
    if LIST_ORDERS[order].columns[0] != "queued_at":
        if not 0 <= number <= RANKS:
            raise BadCursor
        return number
    try:
        return _EPOCH + timedelta(microseconds=number)
    except OverflowError:
        raise BadCursor from None
