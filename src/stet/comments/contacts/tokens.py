"""The secret part of a link: ids and a MAC over them, in unpadded URL-safe base64.

Nothing is stored, so nothing in the database, or in a copy of it, opens a link; a letter that is
sent twice has the same link both times; and each purpose has a key of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from enum import StrEnum
from uuid import UUID

from django.conf import settings

_MAC_BYTES = 16  # 128 bits: not to be guessed
_ID_BYTES = 16


class Purpose(StrEnum):
    CONFIRM = "confirm"
    FIND = "find"
    STOP = "stop"


def sign(purpose: Purpose, *ids: UUID) -> str:
    """A token for these ids, in this order."""
    raw = b"".join(one.bytes for one in ids)
    token = raw + _mac(purpose, raw)
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def read(purpose: Purpose, token: str, count: int) -> tuple[UUID, ...] | None:
    """The ``count`` ids of a token; None if we did not make it for this purpose."""
    size = count * _ID_BYTES
    if len(token) != -(-(size + _MAC_BYTES) * 4 // 3):
        return None
    try:
        raw = base64.b64decode(token.encode() + b"=" * (-len(token) % 4), b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    if not hmac.compare_digest(raw[size:], _mac(purpose, raw[:size])):
        return None
    return tuple(UUID(bytes=raw[at : at + _ID_BYTES]) for at in range(0, size, _ID_BYTES))


def _mac(purpose: Purpose, raw: bytes) -> bytes:
    label = f"stet mail {purpose.value}\x00".encode()
    key = hashlib.sha256(label + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, raw, hashlib.sha256).digest()[:_MAC_BYTES]
