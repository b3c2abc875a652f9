"""The site's settings, as far as an editor may change them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.moderation.ordering import ORDERS
from stet.newsroom.models import Site
from stet.newsroom.roles import Action
from stet.newsroom.signed_articles import embed_key, renew_embed_key
from stet.newsroom.sites import NUMBERS, BadSite, change_site
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, page

_NAMES = ("name", "tagline", "lang", "timezone", "queue_order", "embed_origins")


@desk(Action.EDIT_SITE, "GET", "POST")
def edit_site(visit: Visit) -> HttpResponse:
    site = visit.site
    if visit.request.method != "POST":
        return _form(visit, {name: str(getattr(site, name)) for name in (*_NAMES, *NUMBERS)})
    post = visit.request.POST
    # A form without it (an older page that was still open) leaves the origins as they are.
    typed = {name: words(post, name) for name in _NAMES if name in post}
    numbers = {name: words(post, name) for name in NUMBERS if name in post}
    try:
        change_site(site, by=visit.staff, now=visit.now, numbers=numbers, **typed)
    except BadSite as bad:
        return _form(visit, {**typed, **numbers}, wrong_of(bad))
    messages.success(visit.request, _("Saved."))
    return redirect("desk:settings")


@desk(Action.MANAGE_KEYS, "POST")
def renew_key(visit: Visit) -> HttpResponse:
    renew_embed_key(visit.site, by=visit.staff, now=visit.now)
    messages.success(
        visit.request, _("There is a new key. What the old one signed counts no more.")
    )
    return redirect("desk:settings")


def _form(visit: Visit, typed: dict[str, str], wrong: Wrong | None = None) -> HttpResponse:
    orders = [(key, Site.QueueOrder(key).label, order.formula) for key, order in ORDERS.items()]
    key = embed_key(visit.site) if visit.may(Action.MANAGE_KEYS) else ""
    context = {"typed": typed, "orders": orders, "embed_key": key, **problem(wrong)}
    return page(visit, "desk/settings.html", context, status=422 if wrong else 200)
