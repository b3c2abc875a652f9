"""A form's ticket: says, signed, when the form was handed out, so that a program's haste shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

_signer = Signer(salt="stet.reader.form")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def ticket(article: UUID, now: datetime) -> str:
    return _signer.sign(f"{article}.{(now - _EPOCH) // _MS}")


def known(given: str, article: UUID) -> bool:
    """Whether we handed this ticket out, for this article. Tickets do not run out."""
    return _handed_out(given, article) is not None


def in_haste(given: str, article: UUID, now: datetime) -> bool:
    """Whether the form came back sooner than a person types, or never was handed out."""
    at = _handed_out(given, article)
    return at is None or now - at < timedelta(seconds=settings.STET.form_min_s)


def _handed_out(given: str, article: UUID) -> datetime | None:
    try:
        subject, _, millis = _signer.unsign(given).rpartition(".")
    except BadSignature:
        return None
    return _EPOCH + int(millis) * _MS if subject == str(article) else None
