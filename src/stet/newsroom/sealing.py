"""Secrets of other systems that we must be able to read again: sealed before they are stored.

Whoever has the database alone, or a backup of it, cannot read them. The key is derived from the
program's own secret (RFC 5869, HKDF with SHA-256), so with another secret they must be given anew.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_KEY_BYTES: Final = 32
_PURPOSE: Final = b"stet: secrets of other systems, sealed"


class Unsealable(Exception):
    """What is stored was sealed with another secret, or changed since."""


def seal(secret: str) -> str:
    """What may be stored of ``secret``; another each time."""
    return _fernet(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret again. Raises `Unsealable`."""
    try:
        return _fernet(settings.SECRET_KEY).decrypt(sealed).decode()
    except (InvalidToken, ValueError):
        raise Unsealable from None


@lru_cache(maxsize=2)
def _fernet(own: str) -> Fernet:
    derived = HKDF(SHA256(), _KEY_BYTES, salt=None, info=_PURPOSE).derive(own.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
