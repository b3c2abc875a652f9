"""All webhooks on one page; making, changing, pausing and removing them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.newsroom.roles import Action
from stet.telling.endpoints import (
    add_webhook,
    change_webhook,
    pause,
    remove,
    resume,
    rotate,
    webhook_named,
    webhooks_of,
)
from stet.telling.events import Event
from stet.telling.models import Webhook
from stet.telling.reading import standings
from stet.telling.terms import BadWebhook, Terms
from stet.web.desk.fields import Wrong, problem, wrong_of
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.hooks.deliveries import webhook_page
from stet.web.desk.hooks.forms import choices, typed_terms

_USUAL = (Event.COMMENT_APPROVED, Event.COMMENT_REJECTED, Event.COMMENT_WITHDRAWN)
_NEW = Terms("", "", [event.value for event in _USUAL])


@desk(Action.MANAGE_WEBHOOKS)
def show_webhooks(visit: Visit) -> HttpResponse:
    found = webhooks_of(visit.site)
    fare = standings(found)
    lines = [(webhook, fare[webhook.pk]) for webhook in found]
    return page(visit, "desk/webhooks/list.html", {"lines": lines})


@desk(Action.MANAGE_WEBHOOKS, "GET", "POST")
def new_webhook(visit: Visit) -> HttpResponse:
    """Makes a webhook. The answer itself shows its secret, for the first and last time."""
    if visit.request.method != "POST":
        return _form(visit, _NEW)
    terms = typed_terms(visit.request.POST)
    try:
        made, secret = add_webhook(visit.site, terms, by=visit.staff, now=visit.now)
    except BadWebhook as bad:
        return _form(visit, terms, wrong_of(bad))
    return _secret_page(visit, made, secret)


def _form(visit: Visit, terms: Terms, wrong: Wrong | None = None) -> HttpResponse:
    context = {**choices(terms), **problem(wrong)}
    return page(visit, "desk/webhooks/new.html", context, status=422 if wrong else 200)


def _secret_page(visit: Visit, webhook: Webhook, secret: str) -> HttpResponse:
    context = {"webhook": webhook, "secret": secret, "rotated": webhook.secrets.count() > 1}
    return page(visit, "desk/webhooks/secret.html", context)


@desk(Action.MANAGE_WEBHOOKS, "POST")
def alter_webhook(visit: Visit, webhook_id: UUID) -> HttpResponse:
    """``do`` is terms, pause, resume, skip, rotate or remove."""
    webhook = webhook_named(visit.site, webhook_id)
    if webhook is None:
        return not_found(visit)
    terms = typed_terms(visit.request.POST)
    deed = visit.request.POST.get("do", "")
    if deed == "rotate":
        return _secret_page(visit, webhook, rotate(webhook, by=visit.staff, now=visit.now))
    try:
        said = _altered(visit, webhook, deed, terms)
    except BadWebhook as bad:
        return webhook_page(visit, webhook, terms, wrong_of(bad))
    if not said:
        return not_found(visit)
    messages.success(visit.request, said)
    return redirect("desk:webhooks") if deed == "remove" else redirect("desk:webhook", webhook.pk)


def _altered(visit: Visit, webhook: Webhook, deed: str, terms: Terms) -> str:
    """What is to be said of the deed; empty if there is no such deed."""
    staff, now = visit.staff, visit.now
    if deed == "terms":
        change_webhook(webhook, terms, by=staff, now=now)
        return _("Saved.")
    if deed == "pause":
        pause(webhook, by=staff, now=now)
        return _("It is paused: nothing is sent.")
    if deed in {"resume", "skip"}:
        resume(webhook, missed=deed == "resume", by=staff, now=now)
        return _("It goes on.")
    if deed == "remove":
        remove(webhook, by=staff, now=now)
        return _("The webhook is removed, and its secret forgotten.")
    return ""
