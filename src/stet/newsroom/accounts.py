"""Staff accounts: adding them, their roles and passwords, and switching them off."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Staff
from stet.newsroom.names import reserve
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action, Role
from stet.newsroom.setup import the_site
from stet.newsroom.signing_in import USERNAME, SignInRefused, forget_failures, sign_in
from stet.newsroom.tokens import BadToken, make_token, revoke_token, staff_of_token, tokens_of

__all__ = [
    "BadAccount",
    "BadToken",
    "SignInRefused",
    "add_staff",
    "all_staff",
    "change_own_password",
    "forget_failures",
    "make_token",
    "revoke_token",
    "set_active",
    "set_password",
    "set_role",
    "sign_in",
    "sign_out_everywhere",
    "staff_by_username",
    "staff_of_token",
    "tokens_of",
]

PASSWORD_LIMIT = 1_000  # code points; hashing more is work for nothing


class BadAccount(BadField):
    """Something about an account that cannot stand."""


def all_staff() -> list[Staff]:
    """Every account, switched off or not, by username."""
    return list(Staff.objects.order_by("username"))


def staff_by_username(username: str) -> Staff | None:
    """The account with this username, in capital letters or small ones."""
    if not USERNAME.fullmatch(username.lower()):
        return None
    return Staff.objects.filter(username=username.lower()).first()


def add_staff(
    username: str,
    display_name: str,
    password: str,
    role: str,
    *,
    by: Staff | None,
    now: datetime,
    email: str = "",
) -> Staff:
    """Makes an account; its display name is nobody else's to sign with from now on.

    Raises `BadAccount` (which field, why) and `NotAllowed`.
    """
    _require(by)
    name = username.lower()
    if not USERNAME.fullmatch(name):
        words = _("2 to 60 of the letters a to z, digits, dots, hyphens and underscores.")
        raise BadAccount("username", words)
    if fault := fault_in(display_name, 80, one_line=True):
        raise BadAccount("display_name", fault)
    staff = Staff(
        username=name,
        display_name=display_name.strip(),
        role=_role(role),
        email=checked_email(email),
    )
    staff.password = _hashed(password, staff)
    with transaction.atomic():
        take_turns("accounts")
        if Staff.objects.filter(username__iexact=name).exists():
            raise BadAccount("username", _("Somebody has this username."))
        staff.save(force_insert=True)
        reserve(the_site().id, [staff.display_name])
        record("staff.added", staff.id, by=by, now=now, facts={"role": staff.role})
    return staff


def set_role(staff: Staff, role: str, *, by: Staff | None, now: datetime) -> Staff:
    """Gives ``staff`` another role. Raises `BadAccount` and `NotAllowed`."""
    _require(by)
    return _change(staff, {"role": _role(role)}, by=by, now=now)


def set_active(staff: Staff, active: bool, *, by: Staff | None, now: datetime) -> Staff:
    """Switches an account off, which signs it out everywhere at once, or on again.

    Tokens of an account that is off do not work. Raises `BadAccount` and `NotAllowed`.
    """
    _require(by)
    return _change(staff, {"is_active": active}, by=by, now=now)


def set_password(staff: Staff, password: str, *, by: Staff | None, now: datetime) -> Staff:
    """Sets a new password, which signs the account out everywhere.

    One's own password is set by `change_own_password`. Raises `BadAccount` and `NotAllowed`.
    """
    _require(by)
    return _replace_password(staff, password, by=by, now=now)


def change_own_password(staff: Staff, current: str, password: str, *, now: datetime) -> Staff:
    """Replaces one's own password, for whoever knows the current one. Raises `BadAccount`."""
    if not staff.is_active or not _encodable(current) or not staff.check_password(current):
        raise BadAccount("current", _("This is not your current password."))
    return _replace_password(staff, password, by=staff, now=now)


def sign_out_everywhere(
    staff: Staff, *, by: Staff | None = None, now: datetime | None = None
) -> Staff:
    """Ends every session of ``staff``; desk tokens stay and are revoked one by one.

    ``by`` is ``staff``, somebody who manages accounts, or None for the operator.
    """
    if by is not None and by.pk != staff.pk:
        _require(by)
    with transaction.atomic():
        Staff.objects.filter(pk=staff.pk).update(session_epoch=F("session_epoch") + 1)
        facts: dict[str, Fact] = {"signed_out": True}
        record("staff.changed", staff.pk, by=by, now=now or timezone.now(), facts=facts)
    staff.refresh_from_db()
    return staff


def _replace_password(staff: Staff, password: str, *, by: Staff | None, now: datetime) -> Staff:
    hashed = _hashed(password, staff)  # before the transaction: hashing takes most of a second
    with transaction.atomic():
        Staff.objects.filter(pk=staff.pk).update(
            password=hashed, session_epoch=F("session_epoch") + 1
        )
        record("staff.changed", staff.pk, by=by, now=now, facts={"password": True})
    staff.refresh_from_db()
    return staff


def _change(
    staff: Staff, values: dict[str, str | bool], *, by: Staff | None, now: datetime
) -> Staff:
    with transaction.atomic():
        # All administrators are locked, so that two cannot switch each other off at one moment.
        administrators = list(
            Staff.objects.select_for_update()
            .filter(role=Role.ADMINISTRATOR, is_active=True)
            .values_list("pk", flat=True)
        )
        kept = Staff.objects.select_for_update().get(pk=staff.pk)
        changed: dict[str, Fact] = {
            name: value for name, value in values.items() if getattr(kept, name) != value
        }
        if not changed:
            return kept
        if by is not None and administrators == [kept.pk]:
            field = next(iter(changed))
            raise BadAccount(field, _("The newsroom would be left without an administrator."))
        for name, value in changed.items():
            setattr(kept, name, value)
        if changed.get("is_active") is False:
            kept.session_epoch += 1
        kept.save(update_fields=[*changed, "session_epoch"])
        record("staff.changed", kept.pk, by=by, now=now, facts=changed)
    staff.refresh_from_db()
    return staff


def _role(role: str) -> str:
    if role not in Role.values:
        raise BadAccount(
            "role", _("The role is one of: %(roles)s.") % {"roles": ", ".join(Role.values)}
        )
    return role


def checked_email(email: str) -> str:
    """The address, or an empty one; raises `BadAccount`."""
    if email and (
        len(email) > 254 or not re.fullmatch(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+", email)
    ):
        raise BadAccount("email", _("This is not a complete e-mail address."))
    return email


def _hashed(password: str, staff: Staff) -> str:
    """The password's hash, if it keeps to the rules of the settings."""
    if len(password) > PASSWORD_LIMIT or not _encodable(password):
        raise BadAccount("password", _("This cannot be a password."))
    try:
        validate_password(password, staff)
    except ValidationError as problem:
        raise BadAccount("password", " ".join(problem.messages)) from None
    return make_password(password)


def _encodable(password: str) -> bool:
    """Whether the text can be written in UTF-8 at all: half a character cannot."""
    return not re.search("[\ud800-\udfff]", password)


def _require(by: Staff | None) -> None:
    if by is not None:
        by.require(Action.MANAGE_STAFF)
