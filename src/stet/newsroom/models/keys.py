"""Keys with which other systems call Stet as their screener, and how often each was used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Site
from stet.newsroom.models.staff import Staff

LABEL_LIMIT = 80


class WireKey(models.Model):
    """A caller's key, kept as a SHA-256 digest: whoever reads the database cannot use it.

    A key is revoked, never deleted: what it was used for stays told. What it may do is changed in
    place; each change is in the ledger.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="wire_keys")
    label = models.CharField(max_length=LABEL_LIMIT)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(
        max_length=200, help_text="names from stet.newsroom.wire_keys.Scope, with spaces between"
    )
    blogs = models.TextField(
        blank=True, help_text="addresses that it may name as its blog, one a line; empty: any"
    )
    quota = models.PositiveIntegerField(default=600, help_text="calls a minute; 0: no limit")
    threshold = models.PositiveSmallIntegerField(
        default=50, help_text="percent from which an Akismet check answers true"
    )
    trusted = models.BooleanField(default=False, help_text="what it feeds back may be learned from")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(threshold__gte=1, threshold__lte=99),
                name="newsroom_wirekey_threshold_is_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class WireUse(models.Model):
    """How often one key was used on one day through one interface, told once a minute or so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.ForeignKey(WireKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(help_text="in UTC")
    interface = models.CharField(max_length=20)
    calls = models.PositiveBigIntegerField(default=0)
    limited = models.PositiveBigIntegerField(default=0, help_text="refused: over the quota")
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "interface"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "day", "interface"], name="newsroom_wireuse_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.interface} {self.day}"
