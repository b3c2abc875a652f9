"""Carrying deliveries out: claimed, sent, and noted; tried again later where that failed.

A process that dies between a call and noting it leads to a second call with the same id, never to
none. What is done is decided by the rows alone, so that any number of workers can do it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from stet.exchange.webhooks.metrics import ATTEMPTS
from stet.exchange.webhooks.posting import LIMIT_S, Outcome, Reach, post
from stet.telling.endpoints import Why, pause, secrets_of
from stet.telling.events import TEST
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.payloads import body_of
from stet.telling.signing import headers_of

log = structlog.get_logger(__name__)

# The pause after each attempt that failed: together three days, a long week-end's outage.
PAUSES: Final = (
    *(timedelta(seconds=seconds) for seconds in (30, 300, 1800)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 20)),
)
JITTER: Final = 0.2  # of a pause, either way: what failed together does not come back together
LONGEST_PAUSE: Final = timedelta(hours=24)  # whatever a receiver asks for
# A receiver that failed is left alone for so long, whatever else is due for it.
REST: Final = timedelta(seconds=30)
# Nothing got through for so long: it is paused, and its owners are told.
FAILING: Final = timedelta(days=5)
# Outlasts a call by far: who died meanwhile left it to others.
_CLAIM: Final = timedelta(seconds=6 * LIMIT_S)
BATCH: Final = 20  # deliveries in a row to one receiver, before others have their turn


def due_webhooks(now: datetime) -> dict[UUID, bool]:
    """The webhooks for which something is due, and whether each fails; those that work come first."""
    rows = _due(now).values_list("webhook", "webhook__failing_since").order_by("webhook").distinct()
    failing = {key: since is not None for key, since in rows}
    return dict(sorted(failing.items(), key=lambda pair: pair[1]))


def _due(now: datetime) -> QuerySet[WebhookDelivery]:
    """What is due for webhooks that are on and not left alone; a test is due for any that stands."""
    on = Q(webhook__state=Webhook.State.LIVE)
    rested = Q(webhook__rests_until__isnull=True) | Q(webhook__rests_until__lte=now)
    test = Q(event=TEST) & ~Q(webhook__state=Webhook.State.REMOVED)
    return WebhookDelivery.objects.filter((on & rested) | test, due_at__lte=now)


def _never() -> bool:
    return False


def deliver_to(webhook: UUID, now: datetime, ending: Callable[[], bool] = _never) -> int:
    """Sends what is due for one webhook, oldest first, until one fails; how many got through.

    ``ending`` says whether the program is to stop: then no further one is begun.
    """
    due = _due(now).filter(webhook=webhook)
    done = 0
    for delivery in due.select_related("webhook", "entry").order_by(*_IN_ORDER)[:BATCH]:
        if ending():
            break
        outcome = attempt(delivery, timezone.now() if done else now)
        if outcome is None:
            continue
        if not outcome.accepted:
            break
        done += 1
    return done


# In the order of the deeds; what was tried before has waited for its own time.
_IN_ORDER = ("entry", "id")


def attempt(delivery: WebhookDelivery, now: datetime) -> Outcome | None:
    """Sends one delivery now and notes what came of it; None if somebody else has it in hand."""
    if not _claim(delivery, now):
        return None
    webhook = delivery.webhook
    signing = secrets_of(webhook, now)
    if signing:
        body = body_of(delivery)
        headers = headers_of(str(delivery.pk), int(now.timestamp()), body, signing)
        reach = Reach(settings.STET.webhook_networks)
        outcome = post(webhook.url, body, headers, reach)
    else:
        # None can be read: they were sealed with another secret of this program.
        outcome = Outcome(None, "unsigned", 0)
    ATTEMPTS.labels(outcome.problem or "accepted").inc()
    _note(delivery, outcome, now)
    return outcome


def _claim(delivery: WebhookDelivery, now: datetime) -> bool:
    """Makes it ours until the claim is over; False if somebody else was faster."""
    unclaimed = WebhookDelivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, due_at=delivery.due_at
    )
    delivery.attempts += 1
    delivery.tries += 1
    return bool(
        unclaimed.update(
            attempts=delivery.attempts, tries=delivery.tries, due_at=now + _CLAIM, last_at=now
        )
    )


def _note(delivery: WebhookDelivery, outcome: Outcome, now: datetime) -> None:
    told: dict[str, object] = {
        "last_status": outcome.status,
        "last_problem": outcome.problem,
        "last_ms": outcome.took_ms,
    }
    hook = Webhook.objects.filter(pk=delivery.webhook_id).exclude(state=Webhook.State.REMOVED)
    # Ours only as long as nobody else claimed it, and nobody ended it, meanwhile.
    ours = WebhookDelivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, due_at__isnull=False
    )
    if outcome.accepted:
        ours.update(**told, due_at=None, delivered_at=now)
        hook.filter(failing_since__isnull=False).update(failing_since=None, rests_until=None)
        return
    is_test = delivery.event == TEST  # whoever asked for it sees at once what came of it
    wait = None if is_test else pause_after(delivery.tries, outcome)
    if wait:
        ours.update(**told, due_at=now + wait)
    else:
        ours.update(**told, due_at=None, given_up_at=now)
    _tell(delivery, outcome, given_up=wait is None)
    if not is_test:
        rest = max(REST, min(outcome.retry_after or REST, LONGEST_PAUSE))
        hook.filter(failing_since__isnull=True).update(failing_since=now)
        hook.update(rests_until=now + rest)
        _pause_if_hopeless(delivery.webhook_id, outcome, now)


def _tell(delivery: WebhookDelivery, outcome: Outcome, *, given_up: bool) -> None:
    log.warning(
        "webhook_given_up" if given_up else "webhook_failed",
        webhook=str(delivery.webhook_id),
        kind=delivery.event,
        attempts=delivery.attempts,
        status=outcome.status,
        why=outcome.problem,
    )


def pause_after(tries: int, outcome: Outcome) -> timedelta | None:
    """How long to wait after the attempt ``tries`` (1, 2, …); None: it is given up."""
    if tries > len(PAUSES):
        return None
    spread = 1 + JITTER * (2 * random.random() - 1)  # noqa: S311 - no secret
    asked = outcome.retry_after or timedelta(0)
    return min(max(PAUSES[tries - 1] * spread, asked), LONGEST_PAUSE)


def _pause_if_hopeless(webhook_id: UUID, outcome: Outcome, now: datetime) -> None:
    webhook = Webhook.objects.get(pk=webhook_id)
    if webhook.state != Webhook.State.LIVE:
        return
    since = webhook.failing_since
    why = Why.GONE if outcome.gone else None
    if since is not None and now - since >= FAILING:
        why = why or Why.FAILING
    if why and pause(webhook, by=None, now=now, why=why):
        log.error("webhook_paused", webhook=str(webhook_id), why=why.value)
