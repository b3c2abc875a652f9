"""Webhooks, for owners' programs: making, changing and removing them, and sending again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from stet.comments.rendering import stamp
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.telling import endpoints
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.reading import Show, Standing, deliveries_of, standings
from stet.telling.replaying import ask_test, replay, replay_failed
from stet.telling.terms import BadWebhook, Terms
from stet.web.api.describing import answers, example
from stet.web.api.finding import uuid_or_404
from stet.web.api.problems import Problem, invalid, not_found
from stet.web.api.signing_in import staff_of
from stet.web.api.webhook_shapes import (
    DeliveriesOut,
    DeliveryOut,
    ReplayedOut,
    ReplayIn,
    SecretOut,
    TestedOut,
    WebhookChangeIn,
    WebhookIn,
    WebhookMadeOut,
    WebhookOut,
    WebhooksOut,
)

router = Router(tags=["desk"])

_WEBHOOK = {
    "label": "Comment counts of the website",
    "url": "https://news.example.org/stet-webhook",
    "events": ["comment.approved", "comment.withdrawn"],
}
_ONE = "webhooks/{webhook_id}"


@router.get(
    "webhooks",
    response=answers({200: WebhooksOut}, 401, 403),
    operation_id="list_webhooks",
    summary="List webhooks",
)
def list_webhooks(request: HttpRequest) -> WebhooksOut:
    """Every webhook that stands, latest first."""
    _owner(request)
    found = endpoints.webhooks_of(the_site())
    fares = standings(found)
    return WebhooksOut(items=[_shown(one, fares[one.pk]) for one in found])


@router.post(
    "webhooks",
    response=answers({201: WebhookMadeOut}, 401, 403, 413, 415, 422),
    operation_id="add_webhook",
    summary="Add a webhook",
    openapi_extra=example(_WEBHOOK),
)
def add_webhook(request: HttpRequest, given: WebhookIn) -> Status[WebhookMadeOut]:
    """Adds a webhook, which is told of what happens from now on. The answer alone has its secret."""
    by = _owner(request)
    terms = Terms(given.label, given.url, given.events, given.words)
    try:
        made, secret = endpoints.add_webhook(the_site(), terms, by=by, now=timezone.now())
    except BadWebhook as bad:
        raise _refused(bad) from None
    shown = _shown(made, Standing())
    return Status(201, WebhookMadeOut(**shown.model_dump(), secret=secret))


@router.get(
    _ONE,
    response=answers({200: WebhookOut}, 401, 403, 404),
    operation_id="read_webhook",
    summary="Read a webhook",
)
def read_webhook(request: HttpRequest, webhook_id: str) -> WebhookOut:
    """One webhook, and how it fares."""
    _owner(request)
    return _now(webhook_id)


@router.patch(
    _ONE,
    response=answers({200: WebhookOut}, 401, 403, 404, 413, 415, 422),
    operation_id="change_webhook",
    summary="Change, pause or resume a webhook",
    openapi_extra=example({"state": "paused"}),
)
def change_webhook(request: HttpRequest, webhook_id: str, given: WebhookChangeIn) -> WebhookOut:
    """Changes what is given."""
    by, webhook, now = _owner(request), _webhook(webhook_id), timezone.now()
    if "state" in given.model_fields_set and given.state not in {"live", "paused"}:
        raise invalid("state", "invalid", "live, paused")
    terms = Terms(
        given.label if "label" in given.model_fields_set else webhook.label,
        given.url if "url" in given.model_fields_set else webhook.url,
        given.events if "events" in given.model_fields_set else webhook.events.split(),
        given.words if "words" in given.model_fields_set else webhook.words,
    )
    try:
        endpoints.change_webhook(webhook, terms, by=by, now=now)
    except BadWebhook as bad:
        raise _refused(bad) from None
    if given.state == "paused":
        endpoints.pause(webhook, by=by, now=now)
    elif given.state == "live":
        endpoints.resume(webhook, missed=True, by=by, now=now)
    return _now(webhook_id)


@router.delete(
    _ONE,
    response=answers({204: None}, 401, 403, 404),
    operation_id="remove_webhook",
    summary="Remove a webhook",
)
def remove_webhook(request: HttpRequest, webhook_id: str) -> Status[None]:
    """Ends it for good, with what waits, and forgets its secret."""
    by, webhook = _owner(request), _webhook(webhook_id)
    endpoints.remove(webhook, by=by, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{_ONE}/secret",
    response=answers({200: SecretOut}, 401, 403, 404),
    operation_id="rotate_webhook_secret",
    summary="Change a webhook's secret",
)
def rotate_secret(request: HttpRequest, webhook_id: str) -> SecretOut:
    """Makes a new secret. For a day each message has both signatures."""
    by, webhook = _owner(request), _webhook(webhook_id)
    return SecretOut(secret=endpoints.rotate(webhook, by=by, now=timezone.now()))


@router.post(
    f"{_ONE}/test",
    response=answers({202: TestedOut}, 401, 403, 404),
    operation_id="test_webhook",
    summary="Send a test",
)
def test_webhook(request: HttpRequest, webhook_id: str) -> Status[TestedOut]:
    """Sends a message of no meaning within seconds, once, also while the webhook is paused. What
    came of it is in the list of messages."""
    by, webhook = _owner(request), _webhook(webhook_id)
    asked = ask_test(webhook, by=by, now=timezone.now())
    if asked is None:
        raise not_found()
    return Status(202, TestedOut(delivery=str(asked.pk)))


@router.get(
    f"{_ONE}/deliveries",
    response=answers({200: DeliveriesOut}, 401, 403, 404, 422),
    operation_id="list_deliveries",
    summary="List a webhook's messages",
)
def list_deliveries(
    request: HttpRequest,
    webhook_id: str,
    show: Annotated[str, Query(description="all, due, failed or delivered")] = Show.ALL.value,
    before: str | None = None,
) -> DeliveriesOut:
    """What was sent, waits, or was given up in the last 30 days."""
    _owner(request)
    webhook = _webhook(webhook_id)
    if show not in set(Show):
        raise invalid("show", "invalid", ", ".join(Show))
    after = uuid_or_404(before) if before else None
    rows, following = deliveries_of(webhook, Show(show), after)
    items = [_delivery(row) for row in rows]
    return DeliveriesOut(items=items, next=str(following) if following else None)


@router.post(
    f"{_ONE}/replay",
    response=answers({200: ReplayedOut}, 401, 403, 404, 413, 415, 422),
    operation_id="replay_deliveries",
    summary="Send again",
    openapi_extra=example({"days": 7}),
)
def replay_deliveries(request: HttpRequest, webhook_id: str, given: ReplayIn) -> ReplayedOut:
    """Sends one message again, or all that was given up. Each keeps its id."""
    by, webhook, now = _owner(request), _webhook(webhook_id), timezone.now()
    if given.delivery is None:
        since = now - timedelta(days=given.days)
        return ReplayedOut(count=replay_failed(webhook, since, by=by, now=now))
    if not replay(webhook, uuid_or_404(given.delivery), by=by, now=now):
        raise not_found()
    return ReplayedOut(count=1)


def _owner(request: HttpRequest) -> Staff:
    by = staff_of(request)
    by.require(Action.MANAGE_WEBHOOKS)
    return by


def _webhook(webhook_id: str) -> Webhook:
    found = endpoints.webhook_named(the_site(), uuid_or_404(webhook_id))
    if found is None:
        raise not_found()
    return found


def _refused(bad: BadWebhook) -> Problem:
    return invalid(bad.field, "invalid", bad.message)


def _now(webhook_id: str) -> WebhookOut:
    webhook = _webhook(webhook_id)
    return _shown(webhook, standings([webhook])[webhook.pk])


def _shown(webhook: Webhook, fare: Standing) -> WebhookOut:
    return WebhookOut(
        id=str(webhook.pk),
        label=webhook.label,
        url=webhook.url,
        events=webhook.events.split(),
        words=webhook.words,
        state=webhook.state,
        why=webhook.why,
        failing_since=_time(webhook.failing_since),
        created_at=stamp(webhook.created_at),
        due=fare.due,
        failed=fare.failed,
        delivered=fare.delivered,
    )


def _delivery(row: WebhookDelivery) -> DeliveryOut:
    return DeliveryOut(
        id=str(row.pk),
        event=row.event,
        state="due" if row.due_at else "delivered" if row.delivered_at else "failed",
        happened_at=stamp(row.entry.at if row.entry else row.made_at),
        attempts=row.attempts,
        last_at=_time(row.last_at),
        last_status=row.last_status,
        last_problem=row.last_problem,
        next_at=_time(row.due_at),
    )


def _time(at: datetime | None) -> str | None:
    return stamp(at) if at else None
