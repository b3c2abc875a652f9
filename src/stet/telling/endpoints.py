"""Making, changing, pausing and removing webhooks, and their secrets. Owners do; the ledger knows."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.reading import latest_seq
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site, Staff
from stet.newsroom.origins import origin_of
from stet.newsroom.roles import Action
from stet.newsroom.sealing import Unsealable, seal, unseal
from stet.telling.models import Webhook, WebhookDelivery, WebhookSecret
from stet.telling.signing import new_secret
from stet.telling.terms import BadWebhook, Terms

State, Why = Webhook.State, Webhook.Why

# How long the old secret signs beside the new one: a working day for whoever changes the receiver.
OVERLAP: Final = timedelta(hours=24)
MOST: Final = 20  # a publisher tells a handful of programs; each is called for each event
_LOCK = "webhooks"


def add_webhook(
    site: Site, terms: Terms, *, by: Staff | None, now: datetime
) -> tuple[Webhook, str]:
    """Makes a webhook: it, and its secret, which is shown this once.

    It is told of what happens from now on. ``by`` None is the operator. Raises `BadWebhook`,
    `NotAllowed`.
    """
    _require(by)
    fields = _fields(terms.checked())
    secret = new_secret()
    with transaction.atomic():
        take_turns(_LOCK)
        if Webhook.objects.filter(site=site).exclude(state=State.REMOVED).count() >= MOST:
            raise BadWebhook("label", _("There are enough webhooks. Please remove one first."))
        made = Webhook.objects.create(
            site=site,
            **fields,
            created_at=now,
            created_by=by,
            state_at=now,
            followed=latest_seq(),
        )
        WebhookSecret.objects.create(webhook=made, sealed=seal(secret), added_at=now)
        _log(Deed.WEBHOOK_MADE, made, {**terms_facts(made), "state": State.LIVE.value}, by, now)
    return made, secret


def change_webhook(webhook: Webhook, terms: Terms, *, by: Staff | None, now: datetime) -> None:
    """Changes what stands; what was removed stays. Raises `BadWebhook`, `NotAllowed`."""
    _require(by)
    fields = _fields(terms.checked())
    with transaction.atomic():
        if _standing(webhook).exclude(**fields).update(**fields):
            _log(Deed.WEBHOOK_CHANGED, webhook, terms_facts(Webhook(**fields)), by, now)


def pause(
    webhook: Webhook, *, by: Staff | None, now: datetime, why: Webhook.Why = Why.ASKED
) -> bool:
    """Sends nothing from now on; whether it was on. Raises `NotAllowed`.

    With another ``why`` than "asked" the program does it by itself.
    """
    _require(by)
    with transaction.atomic():
        paused = _live(webhook).update(state=State.PAUSED, why=why, state_at=now)
        if paused:
            facts: dict[str, Json] = {"state": State.PAUSED.value, "why": why.value}
            _log(Deed.WEBHOOK_PAUSED, webhook, facts, by, now)
    return bool(paused)


def resume(webhook: Webhook, *, missed: bool, by: Staff | None, now: datetime) -> bool:
    """Goes on; whether it was paused. ``missed``: also with what happened meanwhile.

    Raises `NotAllowed`.
    """
    _require(by)
    with transaction.atomic():
        fields = {"state": State.LIVE, "why": "", "state_at": now}
        fresh = {"failing_since": None, "rests_until": None}
        resumed = _paused(webhook).update(**fields, **fresh)
        if resumed:
            if not missed:
                Webhook.objects.filter(pk=webhook.pk).update(followed=latest_seq())
                _drop_due(webhook, now)
            facts: dict[str, Json] = {"state": State.LIVE.value, "missed": missed}
            _log(Deed.WEBHOOK_RESUMED, webhook, facts, by, now)
    return bool(resumed)


def rotate(webhook: Webhook, *, by: Staff | None, now: datetime) -> str:
    """Makes a new secret and returns it, this once; the old one signs beside it for `OVERLAP`.

    Raises `BadWebhook` if it was removed, `NotAllowed`.
    """
    _require(by)
    secret = new_secret()
    with transaction.atomic():
        take_turns(_LOCK)
        if not _standing(webhook).exists():
            raise BadWebhook("secret", _("This webhook is removed."))
        # Whoever changes it twice in a row wants the first of the three gone.
        WebhookSecret.objects.filter(webhook=webhook, ends_at__isnull=False).delete()
        WebhookSecret.objects.filter(webhook=webhook).update(ends_at=now + OVERLAP)
        WebhookSecret.objects.create(webhook=webhook, sealed=seal(secret), added_at=now)
        _log(Deed.WEBHOOK_SECRET_CHANGED, webhook, {}, by, now)
    return secret


def remove(webhook: Webhook, *, by: Staff | None, now: datetime) -> bool:
    """Ends it for good, and forgets its secrets; whether it stood. Raises `NotAllowed`."""
    _require(by)
    with transaction.atomic():
        take_turns(_LOCK)
        _drop_due(webhook, now)
        removed = _standing(webhook).update(state=State.REMOVED, why="", state_at=now)
        if removed:
            WebhookSecret.objects.filter(webhook=webhook).delete()
            _log(Deed.WEBHOOK_REMOVED, webhook, {"state": State.REMOVED.value}, by, now)
    return bool(removed)


def secrets_of(webhook: Webhook, now: datetime) -> list[str]:
    """The secrets that sign at this moment, the current one first; those that can be read."""
    signing = WebhookSecret.objects.filter(webhook=webhook)
    found = []
    for row in signing.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now)):
        try:
            found.append(unseal(row.sealed))
        except Unsealable:
            continue  # sealed with another secret of the program; none is told apart by the caller
    return found


def webhooks_of(site: Site) -> list[Webhook]:
    """Every webhook that stands, latest first."""
    found = Webhook.objects.filter(site=site).exclude(state=State.REMOVED)
    return list(found.select_related("created_by"))


def webhook_named(site: Site, webhook_id: UUID) -> Webhook | None:
    """The webhook of this id, if it stands."""
    return next((one for one in webhooks_of(site) if one.id == webhook_id), None)


def stopped_webhooks(site: Site) -> list[Webhook]:
    """Those that paused by themselves: their owners are told."""
    found = Webhook.objects.filter(site=site, state=State.PAUSED)
    return list(found.exclude(why=Why.ASKED))


def terms_facts(webhook: Webhook) -> dict[str, Json]:
    """What the ledger keeps of the terms: of the address a digest, since it may hold a password."""
    return {
        "origin": origin_of(webhook.url),
        "address": hashlib.sha256(webhook.url.encode()).hexdigest(),
        "events": webhook.events,
        "words": webhook.words,
    }


def _fields(terms: Terms) -> dict[str, str]:
    return {
        "label": terms.label,
        "url": terms.url,
        "events": " ".join(terms.events),
        "words": terms.words,
    }


def _drop_due(webhook: Webhook, now: datetime) -> None:
    due = WebhookDelivery.objects.filter(webhook=webhook, due_at__isnull=False)
    due.update(due_at=None, given_up_at=now)


def _standing(webhook: Webhook) -> QuerySet[Webhook]:
    return Webhook.objects.filter(pk=webhook.pk).exclude(state=State.REMOVED)


def _live(webhook: Webhook) -> QuerySet[Webhook]:
    return Webhook.objects.filter(pk=webhook.pk, state=State.LIVE)


def _paused(webhook: Webhook) -> QuerySet[Webhook]:
    return Webhook.objects.filter(pk=webhook.pk, state=State.PAUSED)


def _log(
    deed: Deed, webhook: Webhook, facts: dict[str, Json], by: Staff | None, now: datetime
) -> None:
    actor = staff_actor(by.id) if by else SYSTEM
    append(deed, webhook.pk, actor=actor, at=now, payload=facts)


def _require(by: Staff | None) -> None:
    if by is not None:
        by.require(Action.MANAGE_WEBHOOKS)
