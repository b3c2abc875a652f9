"""One webhook with its deliveries, one delivery with its message, and sending again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.newsroom.finding import uuid_of
from stet.newsroom.roles import Action
from stet.telling.endpoints import webhook_named
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.payloads import payload_of
from stet.telling.reading import Show, deliveries_of, delivery_named, standings
from stet.telling.replaying import KEPT, ask_test, replay, replay_failed
from stet.telling.terms import Terms, terms_of
from stet.web import local
from stet.web.desk.fields import Wrong, problem
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.hooks.forms import choices
from stet.web.desk.hooks.words import PROBLEMS, SHOWS, event_name, state_of

# Since when what was given up is sent again: how many days, and what they are called.
SINCE: dict[str, tuple[int, Promise]] = {
    "1": (1, gettext_lazy("one day")),
    "7": (7, gettext_lazy("a week")),
    "30": (KEPT.days, gettext_lazy("30 days")),
}


@dataclass(frozen=True)
class Line:
    """A delivery as the pages show it."""

    row: WebhookDelivery
    event: str | Promise
    looks: str
    state: Promise
    problem: str | Promise

    @classmethod
    def of(cls, row: WebhookDelivery) -> Line:
        looks, state = state_of(row)
        return cls(row, event_name(row.event), looks, state, PROBLEMS.get(row.last_problem, ""))


@desk(Action.MANAGE_WEBHOOKS)
def show_webhook(visit: Visit, webhook_id: UUID) -> HttpResponse:
    webhook = webhook_named(visit.site, webhook_id)
    return webhook_page(visit, webhook) if webhook else not_found(visit)


def webhook_page(
    visit: Visit, webhook: Webhook, typed: Terms | None = None, wrong: Wrong | None = None
) -> HttpResponse:
    show = _show(visit.request.GET.get("show", ""))
    before = uuid_of(visit.request.GET.get("before", ""))
    rows, following = deliveries_of(webhook, show, before)
    context = {
        "webhook": webhook,
        "fare": standings([webhook])[webhook.pk],
        "lines": [Line.of(row) for row in rows],
        "following": following,
        "tabs": [(one.value, title, one == show) for one, title in SHOWS.items()],
        "show": show.value,
        "since": [(value, title) for value, (_days, title) in SINCE.items()],
        **choices(typed or terms_of(webhook)),
        **problem(wrong),
    }
    return page(visit, "desk/webhooks/one.html", context, status=422 if wrong else 200)


def _show(given: str) -> Show:
    return Show(given) if given in set(Show) else Show.ALL


@desk(Action.MANAGE_WEBHOOKS)
def show_delivery(visit: Visit, webhook_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The message as it would go out at this moment."""
    webhook = webhook_named(visit.site, webhook_id)
    row = delivery_named(webhook, delivery_id) if webhook else None
    if row is None:
        return not_found(visit)
    message = json.dumps(payload_of(row), ensure_ascii=False, indent=2)
    context = {"webhook": webhook, "line": Line.of(row), "message": message}
    return page(visit, "desk/webhooks/delivery.html", context)


@desk(Action.MANAGE_WEBHOOKS, "POST")
def send_again(visit: Visit, webhook_id: UUID) -> HttpResponse:
    """``do`` is one (with ``delivery``), failed (with ``since``) or test."""
    webhook = webhook_named(visit.site, webhook_id)
    post = visit.request.POST
    deed = post.get("do", "")
    delivery = uuid_of(post.get("delivery", ""))
    if webhook is None:
        return not_found(visit)
    if deed == "test":
        return _test(visit, webhook)
    if deed == "failed" and post.get("since") in SINCE:
        _failed(visit, webhook, SINCE[post["since"]][0])
    elif deed == "one" and delivery and _one(visit, webhook, delivery):
        return redirect("desk:webhook_delivery", webhook.pk, delivery)
    else:
        return not_found(visit)
    return redirect(reverse("desk:webhook", args=[webhook.pk]))


def _test(visit: Visit, webhook: Webhook) -> HttpResponse:
    asked = ask_test(webhook, by=visit.staff, now=visit.now)
    if asked is None:
        return not_found(visit)
    messages.success(
        visit.request, _("The test is sent within seconds. Load this page again then.")
    )
    return redirect("desk:webhook_delivery", webhook.pk, asked.pk)


def _failed(visit: Visit, webhook: Webhook, days: int) -> None:
    since = visit.now - timedelta(days=days)
    again = replay_failed(webhook, since, by=visit.staff, now=visit.now)
    said = _("Sent again within seconds: %(n)s.")
    messages.success(visit.request, said % {"n": local.number(again)})


def _one(visit: Visit, webhook: Webhook, delivery: UUID) -> bool:
    again = replay(webhook, delivery, by=visit.staff, now=visit.now)
    if again:
        messages.success(visit.request, _("It is sent again within seconds."))
    return again
