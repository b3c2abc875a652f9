"""Staff accounts, for whoever manages them."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.accounts import (
    BadAccount,
    add_staff,
    all_staff,
    set_active,
    set_password,
    set_role,
    staff_by_username,
)
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action, Role
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page

_PASSWORD_BYTES = 12  # 96 bits, 16 characters: not to be guessed, and still to be typed once


@desk(Action.MANAGE_STAFF)
def show_staff(visit: Visit) -> HttpResponse:
    return _staff(visit)


def _staff(
    visit: Visit,
    wrong: Wrong | None = None,
    typed: dict[str, str] | None = None,
    made: tuple[Staff, str] | None = None,
) -> HttpResponse:
    context = {
        "people": all_staff(),
        "roles": Role.choices,
        "typed": typed or {"role": Role.MODERATOR},
        "made": made,
        **problem(wrong),
    }
    return page(visit, "desk/staff.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_STAFF, "POST")
def new_staff(visit: Visit) -> HttpResponse:
    """Adds an account with a password made here, which the answer shows once."""
    post = visit.request.POST
    typed = {name: words(post, name) for name in ("username", "display_name", "role")}
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    try:
        added = add_staff(
            typed["username"],
            typed["display_name"],
            password,
            typed["role"],
            by=visit.staff,
            now=visit.now,
        )
    except BadAccount as bad:
        return _staff(visit, wrong_of(bad), typed)
    return _staff(visit, made=(added, password))


@desk(Action.MANAGE_STAFF, "POST")
def change_staff(visit: Visit, username: str) -> HttpResponse:
    """One change to one account: ``do`` is role, off, on or password."""
    person = staff_by_username(username)
    if person is None:
        return not_found(visit)
    try:
        return _change(visit, person)
    except BadAccount as bad:
        # The rows of the table have no place of their own for a message.
        return _staff(visit, Wrong("", bad.message))


def _change(visit: Visit, person: Staff) -> HttpResponse:
    deed = visit.request.POST.get("do", "")
    if deed == "password" and person.pk != visit.staff.pk:
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        changed = set_password(person, password, by=visit.staff, now=visit.now)
        return _staff(visit, made=(changed, password))
    if deed == "role":
        set_role(person, visit.request.POST.get("role", ""), by=visit.staff, now=visit.now)
    elif deed in {"on", "off"}:
        set_active(person, deed == "on", by=visit.staff, now=visit.now)
    else:
        return not_found(visit)
    messages.success(visit.request, _("Saved."))
    return redirect("desk:staff")
