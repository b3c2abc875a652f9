"""Further addresses of articles, and what is still to be looked up at an address."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stet.newsroom.ids import new_id
from stet.newsroom.models.articles import Article, Site


class ArticleAlias(models.Model):
    """Another address of an article: no page has two articles."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="aliases")
    url = models.URLField(max_length=2000)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="aliases")

    class Meta:
        ordering = ["url"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "url"], name="newsroom_articlealias_url_once_per_site"
            ),
            models.CheckConstraint(condition=~Q(url=""), name="newsroom_articlealias_url_given"),
        ]

    def __str__(self) -> str:
        return self.url


class PageCheck(models.Model):
    """The page of an unconfirmed article: when it is to be fetched, or that it was."""

    article = models.OneToOneField(
        Article, on_delete=models.PROTECT, primary_key=True, related_name="page_check"
    )
    title = models.CharField(max_length=300, blank=True, help_text="as a reader's page named it")
    due_at = models.DateTimeField(null=True, blank=True, help_text="null: nothing is to be done")
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True, help_text="of the latest try")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="newsroom_pagecheck_due",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
