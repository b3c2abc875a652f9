"""One's own keys for the desk, on the account page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.keyboard import DEFAULT_KEYS, BadKeys, set_keyboard
from stet.web.desk.account import account_page
from stet.web.desk.fields import words, wrong_of
from stet.web.desk.gate import Visit, desk


@desk(None, "POST")
def change_keys(visit: Visit) -> HttpResponse:
    """Sets one's own keys, or the usual ones again; what clashes is refused beside its field."""
    post = visit.request.POST
    on = post.get("keys") == "on"
    usual = "usual" in post
    # Capital letters are taken for the key they stand on.
    typed = {
        name: words(post, f"key-{name}").lower() for name in DEFAULT_KEYS if f"key-{name}" in post
    }
    try:
        set_keyboard(visit.staff, {} if usual else typed, on=on, now=visit.now)
    except BadKeys as bad:
        return account_page(visit, wrong_of(bad), keys_typed=typed, keys_on=on)
    messages.success(visit.request, _("Your keys are saved."))
    return redirect("desk:account")
