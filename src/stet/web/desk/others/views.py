"""All of them on one page, and each key on its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.coral import phases_of
from stet.newsroom.models import WireKey
from stet.newsroom.roles import Action
from stet.newsroom.wire_keys import (
    BadKey,
    Scope,
    Terms,
    change_key,
    keys_of,
    make_key,
    revoke_key,
)
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.others.lines import SCOPES, key_lines, phase_lines, places_of

_NEW = Terms("", frozenset({Scope.PERSPECTIVE}))


@desk(Action.MANAGE_KEYS)
def show_others(visit: Visit) -> HttpResponse:
    today = visit.now.date()
    keys, phases = key_lines(keys_of(visit.site), today), phase_lines(phases_of(visit.site), today)
    context = {
        "keys": [line for line in keys if line.key.revoked_at is None],
        "phases": [line for line in phases if line.phase.revoked_at is None],
        "revoked_keys": [line for line in keys if line.key.revoked_at],
        "revoked_phases": [line for line in phases if line.phase.revoked_at],
    }
    return page(visit, "desk/others/list.html", context)


@desk(Action.MANAGE_KEYS, "GET", "POST")
def new_key(visit: Visit) -> HttpResponse:
    """Makes a key. The answer itself shows it, for the first and last time."""
    if visit.request.method != "POST":
        return _form(visit, _typed(_NEW))
    terms = _terms(visit.request.POST)
    try:
        plain = make_key(visit.site, terms, by=visit.staff, now=visit.now)
    except BadKey as bad:
        return _form(visit, _typed(terms, visit.request.POST), wrong_of(bad))
    context = {
        "label": terms.label,
        "key": plain,
        "places": places_of(visit.request, terms.scopes, plain),
    }
    return page(visit, "desk/others/made.html", context)


def _form(visit: Visit, typed: dict[str, Any], wrong: Wrong | None = None) -> HttpResponse:
    context = {"typed": typed, "scopes": SCOPES.items(), **problem(wrong)}
    return page(visit, "desk/others/new_key.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_KEYS)
def show_key(visit: Visit, key_id: UUID) -> HttpResponse:
    key = _key(visit, key_id)
    return _key_page(visit, key) if key else not_found(visit)


def _key_page(
    visit: Visit, key: WireKey, typed: dict[str, Any] | None = None, wrong: Wrong | None = None
) -> HttpResponse:
    (line,) = key_lines([key], visit.now.date())
    context = {
        "line": line,
        "typed": typed or _typed(line.terms),
        "scopes": SCOPES.items(),
        "places": places_of(visit.request, line.terms.scopes, ""),
        **problem(wrong),
    }
    return page(visit, "desk/others/key.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_KEYS, "POST")
def alter_key(visit: Visit, key_id: UUID) -> HttpResponse:
    """``do`` is terms or revoke."""
    key = _key(visit, key_id)
    post = visit.request.POST
    deed = post.get("do", "")
    if key is None or key.revoked_at or deed not in {"terms", "revoke"}:
        return not_found(visit)
    if deed == "revoke":
        revoke_key(key, by=visit.staff, now=visit.now)
        messages.success(visit.request, _("The key is revoked and works no more."))
        return redirect("desk:others")
    terms = _terms(post)
    try:
        change_key(key, terms, by=visit.staff, now=visit.now)
    except BadKey as bad:
        return _key_page(visit, key, _typed(terms, post), wrong_of(bad))
    messages.success(visit.request, _("Saved."))
    return redirect("desk:other_key", key_id)


def _key(visit: Visit, key_id: UUID) -> WireKey | None:
    return next((key for key in keys_of(visit.site) if key.id == key_id), None)


def _terms(post: QueryDict) -> Terms:
    """What was typed; what is no number is none that could stand."""
    asked = set(post.getlist("scopes"))
    return Terms(
        label=words(post, "label"),
        scopes=frozenset(scope for scope in Scope if scope in asked),
        blogs=tuple(words(post, "blogs").split()),
        quota=_number(post, "quota"),
        threshold=_number(post, "threshold"),
        trusted="trusted" in post,
    )


def _number(post: QueryDict, name: str) -> int:
    given = words(post, name)
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _typed(terms: Terms, post: QueryDict | None = None) -> dict[str, Any]:
    """What the form shows: as it was typed, or as it is."""
    numbers = {"quota": str(terms.quota), "threshold": str(terms.threshold)}
    if post is not None:
        numbers = {name: words(post, name) for name in numbers}
    return {
        "label": terms.label,
        "scopes": list(terms.scopes),
        "blogs": "\n".join(terms.blogs),
        "trusted": terms.trusted,
        **numbers,
    }
