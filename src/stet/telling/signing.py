"""Signatures of webhooks, as https://www.standardwebhooks.com describes them (version 1).

``webhook-signature: v1,<base64>[ v1,<base64>…]``, each the HMAC-SHA256 of id, time and body with dots
between, with one of the secrets that sign: two while a secret is being changed. A secret is
``whsec_`` and the base64 of its bytes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

PREFIX: Final = "whsec_"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
_BYTES: Final = 32  # the specification asks for 24 to 64


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def headers_of(name: str, at_s: int, body: bytes, with_secrets: Iterable[str]) -> dict[str, str]:
    """The three headers of a message called ``name``, sent at ``at_s`` (Unix time in seconds)."""
    made = (_signature(name, at_s, body, secret) for secret in with_secrets)
    return {ID: name, TIMESTAMP: str(at_s), SIGNATURE: " ".join(made)}


def _signature(name: str, at_s: int, body: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{name}.{at_s}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
