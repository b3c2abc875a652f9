"""What the pages say of a webhook's state, and of what came of a call."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.telling.events import TEST, Event
from stet.telling.models import WebhookDelivery
from stet.telling.reading import Show

SHOWS: dict[Show, Promise] = {
    Show.ALL: _("All"),
    Show.DUE: _("Waiting"),
    Show.FAILED: _("Given up"),
    Show.DELIVERED: _("Delivered"),
}

PROBLEMS: dict[str, Promise] = {
    "late": _("It did not answer in time."),
    "unreachable": _("It could not be reached, or spoke no HTTP."),
    "private": _("Its name stands for an address of a private network."),
    "insecure": _("Without https only private networks are called."),
    "redirect": _("It answered with a redirect, which is not followed."),
    "gone": _("It answered that it is gone."),
    "refused": _("It answered with an error."),
    "unsigned": _("No secret can be read: it was stored with another secret of this program."),
}


def event_name(event: str) -> str | Promise:
    return _("A test") if event == TEST else Event(event).label


def state_of(delivery: WebhookDelivery) -> tuple[str, Promise]:
    """How a delivery stands: a class for its looks, and a word."""
    if delivery.delivered_at:
        return "good", _("Delivered")
    if delivery.given_up_at:
        return "bad", _("Given up")
    if delivery.tries:
        return "warn", _("Tried; comes again")
    return "plain", _("Waiting")
