"""Heads learned from this newsroom's decisions, which of them is in use, and long runs."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id
from stet.newsroom.models import Site, Staff, WireKey

_OPEN = Q(state__in=["waiting", "running"])


class OwnHead(models.Model):
    """One head as it was learned and measured. Append-only; ``data`` holds weights, never a text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="1, 2, 3, … for each site")
    kin = models.CharField(max_length=64, help_text="the models whose scores it was fitted on")
    data = models.BinaryField(help_text="stet.screening.own.head.Head.to_bytes")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of data")
    report: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    better = models.BooleanField(help_text="measured to be better than what was in use then")
    learned_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "number"], name="moderation_ownhead_number_once_per_site"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class HeadChange(models.Model):
    """A head was adopted, or rolled back. Append-only; the last one says what is in use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="1, 2, 3, … for each site")
    head = models.ForeignKey(
        OwnHead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        help_text="what is in use from now on; null: the screener as it ships",
    )
    rolled_back = models.BooleanField(default=False)
    by = models.ForeignKey(
        Staff,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="null: the worker at night, or the operator",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "number"], name="moderation_headchange_number_once_per_site"
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=False) | Q(rolled_back=True),
                name="moderation_headchange_adopts_a_head",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Feedback(models.Model):
    """What another system made of a text of its own: a label, with its source."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    key = models.ForeignKey(WireKey, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20)
    text = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text")
    lang = models.CharField(max_length=16, blank=True, help_text="as that system declared it")
    verdict = models.CharField(max_length=10)
    clause = models.CharField(max_length=60, blank=True, help_text="ours, if its words name one")
    said: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["site", "at"], name="moderation_feedback_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "source", "digest"], name="moderation_feedback_once_a_text"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["approve", "reject"]),
                name="moderation_feedback_verdict_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Run(models.Model):
    """A long run that the worker carries out: what was asked, how far it is, and what came of it.

    ``kept`` is what a run that was cut off goes on from. Of comments only ids are kept.
    """

    class Kind(models.TextChoices):
        REPLAY = "replay", _("Replay")
        LEARN = "learn", _("Learning")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for the worker")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Refused")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    kept: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    result: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    head = models.ForeignKey(
        OwnHead, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    alive_at = models.DateTimeField(null=True, blank=True, help_text="when it last went on")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["-asked_at"], name="moderation_run_latest"),
            models.Index(fields=["alive_at"], condition=_OPEN, name="moderation_run_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["replay", "learn"]), name="moderation_run_kind_known"
            ),
            models.CheckConstraint(
                condition=_OPEN & Q(ended_at__isnull=True)
                | Q(state__in=["done", "cancelled", "refused", "failed"], ended_at__isnull=False),
                name="moderation_run_ended_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
