"""What colleagues disagree about, and what they say of it when they meet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.moderation.reviewing.models import Review
from stet.newsroom.ids import new_id
from stet.newsroom.models import Staff

REMARK_LIMIT = 2000  # code points, as for a note to an author


class Disagreement(models.Model):
    """Two people found differently, each without knowing of the other. Open until it is settled."""

    class About(models.TextChoices):
        OUTCOME = "outcome", _("Approved or rejected")
        CLAUSES = "clauses", _("Which clauses")

    review = models.OneToOneField(
        Review, on_delete=models.PROTECT, primary_key=True, related_name="disagreement"
    )
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="disagreements")
    about = models.CharField(max_length=10, choices=About.choices)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "review"]
        indexes = [
            models.Index(
                fields=["at"],
                condition=Q(settled_at__isnull=True),
                name="moderation_disagreement_open",
            ),
            models.Index(fields=["-settled_at"], name="moderation_disagreement_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=["outcome", "clauses"]),
                name="moderation_disagreement_about_known",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="moderation_disagreement_settled_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Remark(models.Model):
    """What somebody said of a disagreement. Append-only; the words go when the comment is erased.

    With ``example``, the key of a clause, the words were put into the draft of the guidelines.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="remarks")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="remarks")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    example = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return str(self.id)
