"""Receipt tokens: the private link with which an author finds the comment again.

A token is the comment's id and a MAC over it, in unpadded URL-safe base64. Nothing is stored, so
nothing in the database, or in a copy of it, opens a receipt.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

from stet.comments.models import Comment

_MAC_BYTES = 16  # 128 bits: not to be guessed
_TOKEN_LENGTH = 43  # 16 bytes of id and 16 of MAC, in base64 without padding


def _mac(comment_id: UUID) -> bytes:
    key = hashlib.sha256(b"stet receipt\x00" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, comment_id.bytes, hashlib.sha256).digest()[:_MAC_BYTES]


def token_of(comment_id: UUID) -> str:
    raw = comment_id.bytes + _mac(comment_id)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def comment_of(token: str) -> Comment:
    """The comment of a receipt; raises `Comment.DoesNotExist` for a token that we did not make."""
    if len(token) != _TOKEN_LENGTH:
        raise Comment.DoesNotExist
    try:
        raw = base64.b64decode(token.encode() + b"=", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Comment.DoesNotExist from None
    comment_id = UUID(bytes=raw[:16])
    if not hmac.compare_digest(raw[16:], _mac(comment_id)):
        raise Comment.DoesNotExist
    return Comment.objects.select_related("article", "article__site").get(id=comment_id)
