"""Coral's signature over the raw bytes of a request.

``X-Coral-Signature: sha256=<hex>[,sha256=<hex>…]``, each the HMAC-SHA256 of the body with one of
Coral's secrets that are active: while a secret is being changed there are two, on either side.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

HEADER: Final = "X-Coral-Signature"
_PREFIX: Final = "sha256="
_MOST: Final = 8  # far more than Coral sends; a stranger's thousand are not all compared


def is_signed(body: bytes, header: str, secrets: Iterable[str]) -> bool:
    """Whether one of the signatures was made with one of the secrets."""
    given = [part.strip().lower() for part in header.split(",", _MOST)[:_MOST]]
    hexes = [part.removeprefix(_PREFIX) for part in given if part.startswith(_PREFIX)]
    right = False
    for secret in secrets:
        expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
        for found in hexes:
            # No early end: how long it takes says nothing about which one it was.
            right |= hmac.compare_digest(expected, found.encode("utf-8", "replace"))
    return right
