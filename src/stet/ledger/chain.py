"""The arithmetic of the chain, pure: canonical payloads, commitments and hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

GENESIS = "0" * 64  # what the first entry names as its predecessor

# Domain separation, so that no digest of one kind can be passed off as another.
_ENTRY, _TEXT, _FRAME = b"\x00stet-entry\n", b"\x01", b"\x02"

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def canonical(payload: Mapping[str, Json]) -> str:
    """``payload`` as JSON with sorted keys and no spaces: one text for one value."""
    return _ENCODER.encode(payload)


@lru_cache(maxsize=256)  # a batch has one time for all its entries
def timestamp(at: datetime) -> str:
    """``at`` (aware) in UTC with microseconds, as the chain hashes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    *, seq: int, at: datetime, deed: str, subject: UUID, actor: str, payload: str, previous: str
) -> str:
    """SHA-256, in hex, over the entry's fields, one a line, the predecessor's hash last."""
    fields = (str(seq), timestamp(at), deed, str(subject), actor, payload, previous)
    return hashlib.sha256(_ENTRY + "\n".join(fields).encode()).hexdigest()


def commit_text(salt: bytes, text: str) -> str:
    """A commitment to a comment's text: SHA-256(0x01 || salt || UTF-8), in hex.

    The salt is random for each comment and goes when the text is erased; the digest left in the
    ledger then says nothing about what was written.
    """
    return hashlib.sha256(_TEXT + salt + text.encode()).hexdigest()


def commit_frame(salt: bytes, frame: Mapping[str, Json]) -> str:
    """A commitment to what surrounds the text (article, parent, name), in the same manner."""
    return hashlib.sha256(_FRAME + salt + canonical(frame).encode()).hexdigest()
