"""Phases of Coral: adding one, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.coral import (
    BadPhase,
    Mode,
    add_phase,
    add_secret,
    change_phase,
    phases_of,
    remove_secret,
    revoke_phase,
)
from stet.newsroom.models import CoralPhase
from stet.newsroom.roles import Action
from stet.web.desk.fields import Wrong, problem, words, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.others.lines import phase_address, phase_lines


@desk(Action.MANAGE_KEYS, "GET", "POST")
def new_phase(visit: Visit) -> HttpResponse:
    if visit.request.method != "POST":
        return _form(visit, {"mode": Mode.ADVISE})
    post = visit.request.POST
    typed = {name: words(post, name) for name in ("label", "mode")}
    try:
        phase = add_phase(
            visit.site, **typed, secret=words(post, "secret"), by=visit.staff, now=visit.now
        )
    except BadPhase as bad:
        return _form(visit, typed, wrong_of(bad))
    messages.success(visit.request, _("The phase is added. Paste its address into Coral."))
    return redirect("desk:coral_phase", phase.id)


def _form(visit: Visit, typed: dict[str, str], wrong: Wrong | None = None) -> HttpResponse:
    context = {"typed": typed, "modes": Mode.choices, **problem(wrong)}
    return page(visit, "desk/others/new_phase.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_KEYS)
def show_phase(visit: Visit, phase_id: UUID) -> HttpResponse:
    phase = _phase(visit, phase_id)
    return _phase_page(visit, phase) if phase else not_found(visit)


def _phase_page(visit: Visit, phase: CoralPhase, wrong: Wrong | None = None) -> HttpResponse:
    (line,) = phase_lines([phase], visit.now.date())
    post = visit.request.POST
    context = {
        "line": line,
        "typed": {name: post.get(name, getattr(phase, name)) for name in ("label", "mode")},
        "modes": Mode.choices,
        "address": phase_address(visit.request, phase),
        **problem(wrong),
    }
    return page(visit, "desk/others/phase.html", context, status=422 if wrong else 200)


@desk(Action.MANAGE_KEYS, "POST")
def alter_phase(visit: Visit, phase_id: UUID) -> HttpResponse:
    """``do`` is terms, add, remove or revoke."""
    phase = _phase(visit, phase_id)
    if phase is None or phase.revoked_at:
        return not_found(visit)
    try:
        return _alter(visit, phase)
    except BadPhase as bad:
        return _phase_page(visit, phase, wrong_of(bad))


def _alter(visit: Visit, phase: CoralPhase) -> HttpResponse:
    post, staff, now = visit.request.POST, visit.staff, visit.now
    deed = post.get("do", "")
    if deed == "revoke":
        revoke_phase(phase, by=staff, now=now)
        messages.success(visit.request, _("The phase is revoked. Coral gets no answer any more."))
        return redirect("desk:others")
    if deed == "terms":
        change_phase(phase, words(post, "label"), words(post, "mode"), by=staff, now=now)
        messages.success(visit.request, _("Saved."))
    elif deed == "add":
        add_secret(phase, words(post, "secret"), by=staff, now=now)
        messages.success(visit.request, _("The secret counts now, beside the others."))
    elif deed == "remove" and (secret := _secret(phase, post.get("secret_id", ""))):
        remove_secret(phase, secret, by=staff, now=now)
        messages.success(visit.request, _("The secret is removed and counts no more."))
    else:
        return not_found(visit)
    return redirect("desk:coral_phase", phase.id)


def _secret(phase: CoralPhase, named: str) -> UUID | None:
    return next((secret.id for secret in phase.secrets.all() if str(secret.id) == named), None)


def _phase(visit: Visit, phase_id: UUID) -> CoralPhase | None:
    return next((phase for phase in phases_of(visit.site) if phase.id == phase_id), None)
