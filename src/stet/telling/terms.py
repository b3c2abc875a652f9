"""What a webhook may be: its address, what it is told, and what of a comment's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.networks import is_open
from stet.newsroom.origins import origin_of
from stet.telling.events import Event
from stet.telling.models import LABEL_LIMIT, URL_LIMIT, Webhook

Words = Webhook.Words


class BadWebhook(BadField):
    """A webhook that cannot be made or changed so."""


@dataclass(frozen=True)
class Terms:
    """What an owner chooses. ``events`` are names from `Event`."""

    label: str
    url: str
    events: Sequence[str]
    words: str = Words.NEVER

    def checked(self) -> Terms:
        """The same as it is kept; raises `BadWebhook` (which field, why)."""
        label, url = self.label.strip(), self.url.strip()
        if fault := fault_in(label, LABEL_LIMIT, one_line=True):
            raise BadWebhook("label", fault)
        if wrong := _wrong_address(url):
            raise BadWebhook("url", wrong)
        if not set(self.events) or not set(self.events) <= set(Event.values):
            raise BadWebhook("events", _("Choose what it is told of."))
        if self.words not in Words.values:
            raise BadWebhook("words", _("Please choose one."))
        return Terms(label, url, [one for one in Event.values if one in self.events], self.words)


def terms_of(webhook: Webhook) -> Terms:
    return Terms(webhook.label, webhook.url, webhook.events.split(), webhook.words)


def _wrong_address(url: str) -> str | Promise | None:
    """Why ``url`` cannot be called, as far as that can be seen without calling it."""
    if fault := fault_in(url, URL_LIMIT, one_line=True):
        return fault
    whole = not any(char.isspace() for char in url)
    if not whole or not url.isascii() or not origin_of(url) or "#" in url or "@" in _host(url):
        return _("This is no whole address, such as https://news.example.org/stet-webhook.")
    networks = settings.STET.webhook_networks
    if urlsplit(url).scheme == "http" and not networks:
        return _("The address must begin with https://.")
    try:
        address = ip_address(urlsplit(url).hostname or "")
    except ValueError:
        return None  # a name: what it stands for is looked at before each call
    if not is_open(address, networks):
        return _("This is an address of a private network, and none that may be called.")
    return None


def _host(url: str) -> str:
    return urlsplit(url).netloc
