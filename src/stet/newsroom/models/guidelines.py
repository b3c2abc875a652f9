"""The community guidelines: numbered clauses in versions that never change once published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Site
from stet.newsroom.models.staff import Staff


class GuidelineVersion(models.Model):
    """One version. Without ``published_at`` it is the draft of the next; a site has at most one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="guideline_versions")
    number = models.PositiveIntegerField()
    welcome = models.TextField(help_text="what is welcome")
    process = models.TextField(help_text="how moderation works here")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "number"], name="newsroom_guidelineversion_number_once_per_site"
            ),
            models.UniqueConstraint(
                fields=["site"],
                condition=Q(published_at__isnull=True),
                name="newsroom_guidelineversion_one_draft_per_site",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Clause(models.Model):
    """One numbered clause of one version. ``key`` stays the same from version to version."""

    class Ground(models.TextChoices):
        RULE = "rule", _("People, and standing rules where an editor allows them")
        PEOPLE = "people", _("People only")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField()
    reason = models.TextField(help_text="the standard sentence to an author whose comment broke it")
    acceptable = models.TextField(help_text="an example that is fine", blank=True)
    unacceptable = models.TextField(help_text="an example that is not", blank=True)
    ground = models.CharField(max_length=10, choices=Ground.choices, default=Ground.RULE)
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="newsroom_clause_position_once_per_version"
            ),
            models.UniqueConstraint(
                fields=["version", "key"], name="newsroom_clause_key_once_per_version"
            ),
        ]

    def __str__(self) -> str:
        return self.key
