"""What no program may do to webhooks and their deliveries: the database refuses it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import Settings

from stet.config.verifying import faults
from stet.newsroom.ids import new_id
from stet.telling.endpoints import MOST, add_webhook, remove, rotate
from stet.telling.models import Webhook, WebhookDelivery, WebhookSecret
from stet.telling.terms import BadWebhook, terms_of
from tests.exchange.hooked import Hooked, hooked
from tests.exchange.receiver import Receiver
from tests.support.newsroom import Newsroom
from tests.verify.hands import unguarded

NOW = timezone.now()
ALL, SECRETS = Webhook.objects.all(), WebhookSecret.objects.all()
DELIVERIES = WebhookDelivery.objects.all()


@pytest.fixture
def hook(room: Newsroom, receiver: Receiver, settings: Settings) -> Hooked:
    """One message is delivered, and one is due."""
    hook = hooked(room, receiver, settings, ["comment.held"])
    room.post("It was late.")
    hook.tell()
    room.post("It was late again.")
    receiver.says(500)
    hook.tell()
    return hook


def delivery(hook: Hooked, **changes: Any) -> WebhookDelivery:
    given: dict[str, Any] = {"event": "webhook.test", "made_at": NOW, "due_at": NOW, **changes}
    return WebhookDelivery.objects.create(webhook=hook.webhook, **given)


REFUSED: dict[str, Callable[[Hooked], object]] = {
    "a webhook is deleted": lambda _: ALL._raw_delete("default"),
    "it gets another beginning": lambda _: ALL.update(created_at=NOW),
    "the ledger is followed backwards": lambda _: ALL.update(followed=0),
    "it is paused for no reason": lambda _: ALL.update(state="paused", why=""),
    "it is on for a reason": lambda _: ALL.update(why="gone"),
    "it is in no state": lambda _: ALL.update(state="gone"),
    "it sends other words": lambda _: ALL.update(words="some"),
    "it leads to no web address": lambda _: ALL.update(url="file:///etc/passwd"),
    "it tells nothing": lambda _: ALL.update(events=""),
    "a secret is changed": lambda _: SECRETS.update(sealed="another"),
    "a secret is kept open": lambda hook: WebhookSecret.objects.create(
        webhook=hook.webhook, sealed="whsec_open", added_at=NOW, ends_at=NOW
    ),
    "two secrets are current": lambda hook: WebhookSecret.objects.create(
        webhook=hook.webhook, sealed="x", added_at=NOW
    ),
    "a message is about something else": lambda _: DELIVERIES.update(event="comment.erased"),
    "a message goes to somebody else": lambda _: DELIVERIES.update(webhook=new_id()),
    "what is due is thrown away": lambda _: DELIVERIES._raw_delete("default"),
    "what is due is delivered": lambda _: DELIVERIES.filter(due_at__isnull=False).update(
        delivered_at=NOW
    ),
    "what is due is nothing any more": lambda _: DELIVERIES.update(due_at=None, delivered_at=None),
    "what was refused counts as delivered": lambda _: DELIVERIES.filter(last_status=500).update(
        due_at=None, delivered_at=NOW
    ),
    "what was never sent counts as delivered": lambda hook: delivery(
        hook, due_at=None, delivered_at=NOW
    ),
    "the same deed is told twice": lambda hook: delivery(
        hook, event="comment.held", entry=hook.deliveries()[0].entry
    ),
    "no deed is told": lambda hook: delivery(hook, event="comment.held"),
    "a status is none": lambda _: DELIVERIES.update(last_status=7),
    "a message takes another's place": lambda hook: delivery(hook, pk=hook.deliveries()[0].pk),
}


@pytest.mark.parametrize("deed", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused(hook: Hooked, deed: Callable[[Hooked], object]) -> None:
    before = [*ALL.values(), *SECRETS.values(), *DELIVERIES.values()]
    with pytest.raises(IntegrityError), transaction.atomic():
        deed(hook)
    assert [*ALL.values(), *SECRETS.values(), *DELIVERIES.values()] == before


def test_what_was_removed_stays_removed_and_is_told_nothing(hook: Hooked) -> None:
    remove(hook.webhook, by=None, now=hook.room.later())
    for deed in (
        lambda: ALL.update(state="live"),
        lambda: delivery(hook),
        lambda: WebhookSecret.objects.create(webhook=hook.webhook, sealed="x", added_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()
    with pytest.raises(BadWebhook):
        rotate(hook.webhook, by=None, now=hook.room.later())
    assert hook.tell(timedelta(days=4)) == 0
    assert len(hook.receiver.got) == 2


def test_there_are_not_too_many(hook: Hooked) -> None:
    terms = terms_of(hook.webhook)
    for _ in range(MOST - 1):
        add_webhook(hook.room.site, terms, by=None, now=hook.room.later())
    with pytest.raises(BadWebhook):
        add_webhook(hook.room.site, terms, by=None, now=hook.room.later())


def codes() -> set[str]:
    return {fault.code for fault in faults() if fault.code.startswith("webhook.")}


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (lambda: ALL.update(url="https://elsewhere.example.org/"), "webhook.changed"),
        (lambda: ALL.update(words="always"), "webhook.changed"),
        (lambda: ALL.update(state="paused", why="asked"), "webhook.changed"),
        (lambda: DELIVERIES.update(event="comment.erased"), "webhook.invented"),
        (lambda: ALL.update(id=new_id()), "webhook.unlogged"),
    ],
)
def test_what_somebody_altered_by_hand_is_found(
    hook: Hooked, tamper: Callable[[], object], code: str
) -> None:
    assert codes() == set()
    if code == "webhook.unlogged":
        WebhookSecret.objects.all().delete()
        DELIVERIES.update(due_at=None, given_up_at=NOW, delivered_at=None)
        DELIVERIES.all().delete()
    with unguarded():
        tamper()
    assert codes() == {code}
