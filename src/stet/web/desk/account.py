"""One's own account: password, sessions, desk tokens."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.moderation.leasing import release_all
from stet.newsroom.accounts import (
    BadAccount,
    BadToken,
    change_own_password,
    make_token,
    revoke_token,
    sign_out_everywhere,
    tokens_of,
)
from stet.newsroom.keyboard import keyboard_of
from stet.newsroom.roles import Action
from stet.newsroom.wishes import hides_graphic
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page


@desk(None)
def show_account(visit: Visit) -> HttpResponse:
    return account_page(visit)


def account_page(
    visit: Visit,
    wrong: Wrong | None = None,
    *,
    label: str = "",
    token: str = "",
    keys_typed: dict[str, str] | None = None,
    keys_on: bool | None = None,
    email_typed: str | None = None,
) -> HttpResponse:
    """The page, with what was typed in the form that ``wrong`` is about."""
    keyboard = keyboard_of(visit.staff)
    typed = keys_typed or {}
    context = {
        "tokens": tokens_of(visit.staff),
        "label": label,
        "token": token,
        "key_rows": [(each, typed.get(each.name, key)) for each, key in keyboard.rows],
        "keys_on": keyboard.on if keys_on is None else keys_on,
        "email": visit.staff.email if email_typed is None else email_typed,
        "hides_graphic": hides_graphic(visit.staff),
        "may_be_told": visit.may(Action.ANSWER_ESCALATED),
        **problem(wrong),
    }
    return page(visit, "desk/account.html", context, status=422 if wrong else 200)


@desk(None, "POST")
def change_password(visit: Visit) -> HttpResponse:
    """Sets one's own new password. Other sessions end; this one goes on."""
    post = visit.request.POST
    password = post.get("password", "")
    if password != post.get("again", ""):
        return account_page(visit, Wrong("again", _("The two new passwords differ.")))
    try:
        staff = change_own_password(visit.staff, post.get("current", ""), password, now=visit.now)
    except BadAccount as bad:
        return account_page(visit, wrong_of(bad))
    update_session_auth_hash(visit.request, staff)
    messages.success(visit.request, _("Your password is changed. Other devices are signed out."))
    return redirect("desk:account")


@desk(None, "POST")
def end_sessions(visit: Visit) -> HttpResponse:
    """Signs out everywhere, here too."""
    sign_out_everywhere(visit.staff, by=visit.staff, now=visit.now)
    release_all(visit.staff)
    logout(visit.request)
    return redirect("desk:sign_in")


@desk(None, "POST")
def new_token(visit: Visit) -> HttpResponse:
    """Makes a desk token. The answer itself shows it, for the first and last time."""
    label = words(visit.request.POST, "label")
    try:
        token = make_token(visit.staff, label, now=visit.now, by=visit.staff)
    except BadToken as bad:
        return account_page(visit, wrong_of(bad), label=label)
    return account_page(visit, label=label, token=token)


@desk(None, "POST")
def end_token(visit: Visit, token_id: UUID) -> HttpResponse:
    own = [token for token in tokens_of(visit.staff) if token.id == token_id]
    if not own:
        return not_found(visit)
    revoke_token(own[0], by=visit.staff, now=visit.now)
    messages.success(visit.request, _("The token is revoked and works no more."))
    return redirect("desk:account")
