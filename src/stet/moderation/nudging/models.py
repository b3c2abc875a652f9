"""What became of nudges: how many were shown, and which comments were sent after one. No words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stet.comments.models import Comment
from stet.newsroom.models import Site


class NudgeDay(models.Model):
    """How many nudges were shown on one day. Whose and about what, nobody keeps."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(help_text="in UTC")
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="moderation_nudgeday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class Nudge(models.Model):
    """A comment that was sent after a nudge. It never changes; what was shown is not kept."""

    class Answer(models.TextChoices):
        REWRITTEN = "rewritten", "rewritten"
        AS_IT_WAS = "as_it_was", "as it was"

    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, primary_key=True, related_name="nudge"
    )
    answer = models.CharField(max_length=10, choices=Answer.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["rewritten", "as_it_was"]),
                name="moderation_nudge_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return self.answer
