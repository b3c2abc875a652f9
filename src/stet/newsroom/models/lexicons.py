"""The publisher's own edits of the word lists that screening ships."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Site
from stet.newsroom.models.staff import Staff


class LexiconTerm(models.Model):
    class Action(models.TextChoices):
        ADD = "add", _("Add")
        REMOVE = "remove", _("Remove")

    class Strength(models.TextChoices):
        STRONG = "strong", _("Strong: breaks the clause by itself")
        MILD = "mild", _("Mild: a person should look")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="lexicon_terms")
    action = models.CharField(max_length=6, choices=Action.choices)
    lang = models.CharField(max_length=16)
    term = models.CharField(max_length=120)
    clause = models.SlugField(max_length=40)
    strength = models.CharField(max_length=6, choices=Strength.choices, default=Strength.STRONG)
    added_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["lang", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "lang", "term"], name="newsroom_lexiconterm_once_per_site"
            ),
            models.CheckConstraint(
                condition=Q(action__in=["add", "remove"]), name="newsroom_lexiconterm_action_known"
            ),
        ]

    def __str__(self) -> str:
        return self.term
