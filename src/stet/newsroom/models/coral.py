"""External moderation phases of Coral that ask us, their secrets, and how often they asked."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Site
from stet.newsroom.models.keys import LABEL_LIMIT
from stet.newsroom.models.staff import Staff


class CoralPhase(models.Model):
    """One phase. Its id stands in the address that Coral calls and opens nothing by itself.

    It is revoked, never deleted; each change is in the ledger.
    """

    class Mode(models.TextChoices):
        ADVISE = "advise", _("Advise: flag what was found, hold nothing")
        HOLD = "hold", _("Hold: flag, and let Coral's moderators decide")
        DECIDE = "decide", _("Decide where a standing rule is on, else hold")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="coral_phases")
    label = models.CharField(max_length=LABEL_LIMIT)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.ADVISE)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.label


class CoralSecret(models.Model):
    """A signing secret that Coral made. While Coral changes it, the old one counts as well."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phase = models.ForeignKey(CoralPhase, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.TextField(help_text="see stet.newsroom.sealing")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return str(self.id)


class CoralUse(models.Model):
    """How often one phase was given one kind of answer on one day, told once a minute or so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phase = models.ForeignKey(CoralPhase, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField(help_text="in UTC")
    answer = models.CharField(max_length=20, help_text="a name from stet.wire.coral.answering")
    calls = models.PositiveBigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "answer"]
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "day", "answer"], name="newsroom_coraluse_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer} {self.day}"
