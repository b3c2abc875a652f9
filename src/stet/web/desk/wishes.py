"""One's own address for alarms, and whether graphic text is hidden, on the account page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.accounts import BadAccount
from stet.newsroom.wishes import set_wishes
from stet.web.desk.account import account_page
from stet.web.desk.fields import words, wrong_of
from stet.web.desk.gate import Visit, desk


@desk(None, "POST")
def change_wishes(visit: Visit) -> HttpResponse:
    """Saves both; an address that is none is refused beside its field."""
    post = visit.request.POST
    email = words(post, "email")
    hide = post.get("hide_graphic") == "on"
    try:
        set_wishes(visit.staff, email=email, hide_graphic=hide, now=visit.now)
    except BadAccount as bad:
        return account_page(visit, wrong_of(bad), email_typed=email)
    messages.success(visit.request, _("Saved."))
    return redirect("desk:account")
