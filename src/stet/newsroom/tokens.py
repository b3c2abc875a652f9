"""Desk tokens: what a program shows in place of a person's sign-in. Only a digest is kept."""

from __future__ import annotations

import hashlib
import re
import secrets
import string
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.models import ApiToken, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action, NotAllowed

PREFIX = "stet_"  # lets a leaked token be recognised by those who search for them
_LENGTH = 40  # of 62 letters and digits: 238 bits
_ALPHABET = string.ascii_letters + string.digits
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{{_LENGTH}}}")


class BadToken(BadField):
    """A token that cannot be made so."""


def make_token(
    staff: Staff,
    label: str,
    *,
    now: datetime,
    token: str | None = None,
    by: Staff | None = None,
) -> str:
    """Makes a token with which a program acts as ``staff``, and returns it: it is shown this once.

    ``token`` sets it, for a demonstration that must have the same one again. ``by`` is ``staff``,
    somebody who manages accounts, or None for the operator. Raises `BadToken` and `NotAllowed`.
    """
    _require(by, staff)
    if not staff.may(Action.SEE_DESK):
        raise NotAllowed(Action.SEE_DESK)
    if fault := fault_in(label, 80, one_line=True):
        raise BadToken("label", fault)
    plain = token or PREFIX + "".join(secrets.choice(_ALPHABET) for _place in range(_LENGTH))
    if not _TOKEN.fullmatch(plain):
        words = _("A token is %(prefix)s and %(length)d letters, digits, hyphens or underscores.")
        raise BadToken("token", words % {"prefix": PREFIX, "length": _LENGTH})
    try:
        with transaction.atomic():
            made = ApiToken.objects.create(staff=staff, label=label.strip(), digest=_digest(plain))
            record("token.made", made.id, by=by, now=now, facts={"staff": str(staff.pk)})
    except IntegrityError:
        raise BadToken("token", _("This token exists already.")) from None
    return plain


def revoke_token(token: ApiToken, *, by: Staff | None, now: datetime) -> None:
    """Makes a token worthless, at once and for good; again does nothing. Raises `NotAllowed`."""
    _require(by, token.staff)
    with transaction.atomic():
        live = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True)
        if live.update(revoked_at=now):
            facts: dict[str, Fact] = {"staff": str(token.staff_id)}
            record("token.revoked", token.pk, by=by, now=now, facts=facts)


def staff_of_token(token: str) -> Staff | None:
    """Whose token this is; None if it is nobody's, was revoked, or the account is off."""
    if not _TOKEN.fullmatch(token):
        return None
    live = ApiToken.objects.select_related("staff").filter(
        digest=_digest(token), revoked_at__isnull=True, staff__is_active=True
    )
    found = live.first()
    return found.staff if found else None


def tokens_of(staff: Staff) -> list[ApiToken]:
    """The person's tokens that work, latest first."""
    return list(ApiToken.objects.filter(staff=staff, revoked_at__isnull=True))


def _digest(token: str) -> str:
    """SHA-256: enough, and quick, because a token has far too many possibilities to be tried."""
    return hashlib.sha256(token.encode()).hexdigest()


def _require(by: Staff | None, staff: Staff) -> None:
    if by is not None and by.pk != staff.pk:
        by.require(Action.MANAGE_STAFF)
