"""What makes waiting comments alike, and the batches in which they were decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id
from stet.newsroom.models import Staff

_BANDS = ("like_band_0", "like_band_1", "like_band_2", "like_band_3")


class Likeness(models.Model):
    """What a waiting comment may share with others: text, link, pattern. It goes with its place.

    Filled when a comment gets in line (`stet.moderation.batching.likening`). Comments of one group
    have the same number in one of the first three columns.
    """

    like_text = models.BigIntegerField(
        null=True, help_text="signature of the text that the group began with; null: no words"
    )
    like_link = models.BigIntegerField(null=True, help_text="digest of the first link or contact")
    like_shape = models.BigIntegerField(
        null=True, help_text="digest of the words, with names, numbers and addresses left open"
    )
    name_digest = models.BigIntegerField(default=0, help_text="tells one name from another")
    like_band_0 = models.PositiveIntegerField(null=True, help_text="16 bits of like_text")
    like_band_1 = models.PositiveIntegerField(null=True)
    like_band_2 = models.PositiveIntegerField(null=True)
    like_band_3 = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


def _index(field: str, name: str, *more: str) -> models.Index:
    fields = [field, "queued_at", "comment", "name_digest", *more]
    return models.Index(fields=fields, condition=Q(**{f"{field}__isnull": False}), name=name)


# Whole rows of the overview stand in the index, so that counting groups touches no table.
LIKENESS_INDEXES: tuple[models.Index, ...] = (
    _index("like_text", "moderation_queue_like_text"),
    _index("like_link", "moderation_queue_like_link", "like_text"),
    _index("like_shape", "moderation_queue_like_shape", "like_text", "like_link"),
    *(
        models.Index(
            fields=[band, "like_text"],
            condition=Q(**{f"{band}__isnull": False}),
            name=f"moderation_queue_{band}",
        )
        for band in _BANDS
    ),
)


class Batch(models.Model):
    """Several comments decided with one gesture. Each has its own decision, which names this.

    Append-only. ``shown`` is how many were on the page, ``chosen`` how many of them the moderator
    decided on; some of those may have been left out, since a colleague was faster.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("The same text, or nearly")
        LINK = "link", _("The same link")
        SHAPE = "shape", _("The same pattern")
        FINE = "fine", _("Most likely fine")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.BigIntegerField(
        null=True, blank=True, help_text="what its comments share; null: most likely fine"
    )
    outcome = models.CharField(max_length=10)
    decider = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="batches")
    at = models.DateTimeField()
    shown = models.PositiveIntegerField()
    chosen = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["decider", "-at"], name="moderation_batch_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="fine", key__isnull=True)
                | Q(kind__in=["text", "link", "shape"], key__isnull=False),
                name="moderation_batch_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(outcome="approve") | (Q(outcome="reject") & ~Q(kind="fine")),
                name="moderation_batch_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(chosen__gte=1, shown__gte=models.F("chosen")),
                name="moderation_batch_chosen_from_shown",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
