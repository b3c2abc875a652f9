"""What the desk's interface takes and gives of webhooks."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from stet.telling.events import TEST, Event
from stet.telling.models import Webhook
from stet.web.api.shapes import In, Stamp, Text, told

Told = Annotated[Text, told(*Event.values)]
Words = Annotated[Text, told(*Webhook.Words.values)]


class WebhookIn(In):
    label: Text = Field(description="what it is for; one line")
    url: Text = Field(description="called with POST; https")
    events: list[Told]
    words: Words = Field(
        Webhook.Words.NEVER.value, description="of which comments name and text are sent"
    )


class WebhookChangeIn(In):
    """A member left out stays as it is."""

    label: Text = ""
    url: Text = ""
    events: list[Told] = Field(default_factory=list)
    words: Words = ""
    state: Annotated[Text, told("live", "paused")] = Field(
        "", description="live: goes on, with what was missed"
    )


class WebhookOut(Schema):
    id: str
    label: str
    url: str
    events: list[str]
    words: str
    state: Annotated[str, told("live", "paused")]
    why: Annotated[str, told("", *Webhook.Why.values)] = Field(description="why it is paused")
    failing_since: Stamp | None = Field(description="null: the last call got through")
    created_at: Stamp
    due: int = Field(description="messages that wait")
    failed: int = Field(description="given up in the last 30 days")
    delivered: int = Field(description="in the last 30 days")


class WebhooksOut(Schema):
    items: list[WebhookOut]


class WebhookMadeOut(WebhookOut):
    secret: str = Field(description="shown this once; signs as standardwebhooks.com describes")


class SecretOut(Schema):
    secret: str = Field(description="shown this once; for a day the old one signs as well")


class DeliveryOut(Schema):
    id: str = Field(description="the message's `webhook-id`, the same each time it is sent")
    event: Annotated[str, told(TEST, *Event.values)]
    state: Annotated[str, told("due", "delivered", "failed")]
    happened_at: Stamp
    attempts: int
    last_at: Stamp | None
    last_status: int | None = Field(description="what the receiver answered")
    last_problem: str = Field(description="one word; empty if it was accepted")
    next_at: Stamp | None


class DeliveriesOut(Schema):
    items: list[DeliveryOut] = Field(description="latest first, fifty a page")
    next: str | None = Field(description="for `before`, or null at the end")


class TestedOut(Schema):
    delivery: str = Field(description="id of the message")


class ReplayIn(In):
    """Gives one delivery, or none: then all that was given up in so many days."""

    delivery: Text | None = None
    days: int = Field(30, ge=1, le=30)


class ReplayedOut(Schema):
    count: int = Field(description="how many are sent again")
