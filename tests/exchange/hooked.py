"""A newsroom whose owner, the administrator, has a webhook: Alice decides, Charlie writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Any

from pytest_django import Settings

from stet.exchange.webhooks.delivering import deliver_to, due_webhooks
from stet.telling.endpoints import add_webhook
from stet.telling.events import Event
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.planning import WAIT, follow_ledger
from stet.telling.terms import Terms
from tests.exchange.receiver import Receiver
from tests.support.newsroom import Newsroom

HERE = (ip_network("127.0.0.0/8"),)
PUBLIC = "https://comments.example.org/stet"


@dataclass
class Hooked:
    """``secret`` is that of the first webhook."""

    room: Newsroom
    receiver: Receiver
    webhook: Webhook
    secret: str

    @property
    def fresh(self) -> Webhook:
        return Webhook.objects.get(pk=self.webhook.pk)

    def pass_time(self, more: timedelta = WAIT) -> datetime:
        return self.room.later(more.total_seconds())

    def tell(self, more: timedelta = WAIT) -> int:
        """What a worker does when so much time has passed; how many messages got through."""
        now = self.pass_time(more)
        follow_ledger(now)
        return sum(deliver_to(key, now) for key in due_webhooks(now))

    @property
    def said(self) -> list[dict[str, Any]]:
        """Everything that the receiver got, without the test's own articles."""
        return [message.told for message in self.receiver.got]

    def deliveries(self) -> list[WebhookDelivery]:
        return list(WebhookDelivery.objects.filter(webhook=self.webhook).order_by("pk"))


def hooked(
    room: Newsroom,
    receiver: Receiver,
    settings: Settings,
    events: Sequence[str] = tuple(Event.values),
    words: str = "never",
) -> Hooked:
    settings.STET = replace(settings.STET, webhook_networks=HERE, public_url=PUBLIC)
    terms = Terms("The archive", receiver.url, events, words)
    webhook, secret = add_webhook(room.site, terms, by=room.administrator, now=room.later())
    return Hooked(room, receiver, webhook, secret)
