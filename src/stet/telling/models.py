"""Whom the newsroom tells, with which secrets it signs, and what is still to be told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.ledger.models import Entry
from stet.newsroom.ids import new_id
from stet.newsroom.models import Site, Staff

LABEL_LIMIT = 80
URL_LIMIT = 2000


class Webhook(models.Model):
    """An address of the publisher's that is told of events. It is removed, never deleted.

    ``followed`` is the last entry of the ledger that was looked at for it: what comes after is
    still to be told.
    """

    class State(models.TextChoices):
        LIVE = "live", _("On")
        PAUSED = "paused", _("Paused")
        REMOVED = "removed", _("Removed")

    class Why(models.TextChoices):
        """Why it is paused."""

        ASKED = "asked", _("Somebody here paused it")
        GONE = "gone", _("The receiver says that it is gone (410)")
        FAILING = "failing", _("Nothing got through for days")

    class Words(models.TextChoices):
        """Of which comments name and text are told."""

        NEVER = "never", _("Never: ids, states and addresses are enough")
        PUBLISHED = "published", _("Of comments that are published at that moment")
        ALWAYS = "always", _("Of every comment, held and rejected ones too")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="webhooks")
    label = models.CharField(max_length=LABEL_LIMIT)
    url = models.CharField(max_length=URL_LIMIT)
    events = models.CharField(
        max_length=400, help_text="names from stet.telling.events, with spaces between"
    )
    words = models.CharField(max_length=10, choices=Words.choices, default=Words.NEVER)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state_at = models.DateTimeField(help_text="since when it is on, paused or removed")
    followed = models.BigIntegerField(help_text="the last entry of the ledger looked at")
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="the first failure since something got through"
    )
    rests_until = models.DateTimeField(
        null=True, blank=True, help_text="after a failure it is left alone for a while"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="paused", why__in=["asked", "gone", "failing"])
                | Q(state__in=["live", "removed"], why=""),
                name="telling_webhook_paused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(words__in=["never", "published", "always"]),
                name="telling_webhook_words_known",
            ),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="telling_webhook_url_is_web",
            ),
            models.CheckConstraint(condition=~Q(events=""), name="telling_webhook_tells_something"),
            models.CheckConstraint(
                condition=Q(followed__gte=0), name="telling_webhook_followed_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class WebhookSecret(models.Model):
    """A secret that signs. While it is being changed the old one signs as well, until it ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField(help_text="see stet.newsroom.sealing")
    added_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text="null: it is the current one")

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(ends_at__isnull=True),
                name="telling_webhooksecret_one_current",
            ),
            models.CheckConstraint(
                condition=~Q(sealed="") & ~Q(sealed__startswith="whsec_"),
                name="telling_webhooksecret_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class WebhookDelivery(models.Model):
    """One event for one webhook: due, delivered, or given up. Its id is the message's, for good.

    It holds nothing of what is told: that is in the ledger's entry, and with the comment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=40)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="null: nothing is to be done")
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="since it was last asked for")
    attempts = models.PositiveIntegerField(default=0, help_text="in all")
    last_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="what the receiver answered; null: it did not"
    )
    last_problem = models.CharField(max_length=20, blank=True, help_text="one word; empty: none")
    last_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(
                fields=["webhook", "due_at"],
                condition=Q(due_at__isnull=False),
                name="telling_webhookdelivery_due",
            ),
            models.Index(fields=["webhook", "-id"], name="telling_webhookdelivery_of"),
            models.Index(
                fields=["webhook", "-id"],
                condition=Q(given_up_at__isnull=False),
                name="telling_webhookdelivery_lost",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "entry"], name="telling_webhookdelivery_once"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, delivered_at=None, given_up_at=None)
                | Q(due_at=None, delivered_at__isnull=False, given_up_at=None)
                | Q(due_at=None, delivered_at=None, given_up_at__isnull=False),
                name="telling_webhookdelivery_one_state",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None)
                | Q(attempts__gte=1, last_status__gte=200, last_status__lte=299),
                name="telling_webhookdelivery_accepted",
            ),
            models.CheckConstraint(
                condition=Q(event="webhook.test", entry=None)
                | (~Q(event="webhook.test") & Q(entry__isnull=False)),
                name="telling_webhookdelivery_of_a_deed",
            ),
            models.CheckConstraint(
                condition=Q(last_status=None) | Q(last_status__gte=100, last_status__lte=999),
                name="telling_webhookdelivery_status_is_http",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.id}"
