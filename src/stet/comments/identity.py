"""Who an author is, as a key that says so to nobody else."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

SIGNED_ON: Final = "sign-on:"  # how the key of an author begins for whom the publisher vouches


def signed_on_author(site: UUID, issuer: str, subject: str) -> str:
    """The author key of the reader whom ``issuer`` calls ``subject``; the same with any of its keys.

    Publishers number their readers, and numbers can be tried out: so the digest is keyed with the
    program's own secret (HMAC, SHA-256), and whoever has the database alone learns no number.
    """
    named = "\n".join((str(site), str(len(issuer)), issuer, subject))
    digest = salted_hmac("stet.comments.identity", named, algorithm="sha256").hexdigest()
    return f"{SIGNED_ON}{digest}"
