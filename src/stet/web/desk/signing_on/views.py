"""Sign-on at the desk: who may write, the keys, and what to copy to the publisher's server."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.models import SignOnKey
from stet.newsroom.roles import Action
from stet.newsroom.sign_on import audience
from stet.newsroom.sign_on_keys import (
    Algorithm,
    BadSignOnKey,
    Made,
    is_readable,
    keys_of,
    make_key,
    revoke_key,
)
from stet.newsroom.writers import BadWriters, Writers, set_nudge, set_writers
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.samples import LANGUAGES, sample

_KEY_FIELDS = ("label", "algorithm", "issuer", "kid", "material")


@desk(Action.EDIT_SITE)
def show_sign_on(visit: Visit) -> HttpResponse:
    site = visit.site
    return _form(visit, {"writers": site.writers, "log_in_url": site.log_in_url}, site.nudge)


@desk(Action.EDIT_SITE, "POST")
def change_writing(visit: Visit) -> HttpResponse:
    post = visit.request.POST
    typed = {name: words(post, name) for name in ("writers", "log_in_url")}
    nudge = "nudge" in post
    try:
        set_writers(visit.site, **typed, by=visit.staff, now=visit.now)
    except BadWriters as bad:
        return _form(visit, typed, nudge, wrong_of(bad))
    set_nudge(visit.site, on=nudge, by=visit.staff, now=visit.now)
    messages.success(visit.request, _("Saved."))
    return redirect("desk:sign_on")


def _form(
    visit: Visit, typed: dict[str, str], nudge: bool, wrong: Wrong | None = None
) -> HttpResponse:
    keys = keys_of(visit.site) if visit.may(Action.MANAGE_KEYS) else []
    live = [key for key in keys if key.revoked_at is None]
    context = {
        "typed": typed,
        "nudge": nudge,
        "choices": Writers.choices,
        "keys": [(key, is_readable(key)) for key in live],
        "revoked": [key for key in keys if key.revoked_at],
        "may_keys": visit.may(Action.MANAGE_KEYS),
        **problem(wrong),
    }
    return page(visit, "desk/sign_on/list.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_KEYS, "GET", "POST")
def new_key(visit: Visit) -> HttpResponse:
    """Makes a key. The answer itself shows a secret that was made, for the first and last time."""
    if visit.request.method != "POST":
        return _key_form(visit, {"algorithm": Algorithm.HS256})
    typed = {name: words(visit.request.POST, name) for name in _KEY_FIELDS}
    try:
        made = make_key(visit.site, **typed, by=visit.staff, now=visit.now)
    except BadSignOnKey as bad:
        return _key_form(visit, typed | {"material": ""}, wrong_of(bad))
    return _key_page(visit, made)


def _key_form(visit: Visit, typed: dict[str, str], wrong: Wrong | None = None) -> HttpResponse:
    context = {"typed": typed, "algorithms": _ALGORITHMS, **problem(wrong)}
    return page(visit, "desk/sign_on/new_key.html", context, status=422 if wrong else 200)


_ALGORITHMS = tuple(Algorithm.values)


@desk(Action.MANAGE_KEYS)
def show_key(visit: Visit, key_id: UUID) -> HttpResponse:
    key = _key(visit, key_id)
    return _key_page(visit, Made(key)) if key else not_found(visit)


def _key_page(visit: Visit, made: Made) -> HttpResponse:
    key = made.key
    named = {"kid": key.kid, "issuer": key.issuer, "audience": audience(visit.site)}
    context: dict[str, Any] = {
        "key": key,
        "secret": made.secret,
        "audience": named["audience"],
        "samples": [
            (language, title, sample(key.algorithm, language, **named))
            for language, title in LANGUAGES.items()
        ],
    }
    return page(visit, "desk/sign_on/key.html", context)


@desk(Action.MANAGE_KEYS, "POST")
def end_key(visit: Visit, key_id: UUID) -> HttpResponse:
    key = _key(visit, key_id)
    if key is None:
        return not_found(visit)
    revoke_key(key, by=visit.staff, now=visit.now)
    messages.success(visit.request, _("The key is revoked and vouches for nobody any more."))
    return redirect("desk:sign_on")


def _key(visit: Visit, key_id: UUID) -> SignOnKey | None:
    return next((key for key in keys_of(visit.site) if key.id == key_id), None)
