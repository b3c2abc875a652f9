"""The site and what it prints: articles, their tags and the claims they carry."""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.ids import new_id


def new_draw_key() -> str:
    """32 random bytes in hex."""
    return secrets.token_hex(32)


class Site(models.Model):
    """One publication. Its fields are what an editor may set without the operator."""

    class QueueOrder(models.TextChoices):
        LONGEST_WAITING = "longest_waiting", _("Longest waiting first")
        LIKELY_FINE = "likely_fine", _("Most likely fine first")
        LIKELY_BREACH = "likely_breach", _("Most likely to break a clause first")

    class Learning(models.TextChoices):
        OFF = "off", _("No: only when an editor asks")
        PROPOSE = "propose", _("Learn and measure; an editor adopts")
        ADOPT = "adopt", _("Learn, measure, and adopt what is better")

    class Writers(models.TextChoices):
        ANYONE = "anyone", _("Anyone, by name")
        MARKED = "marked", _("Anyone; readers who are signed on with you are marked")
        SIGNED_ON = "signed_on", _("Only readers who are signed on with you")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    lang = models.CharField(max_length=16, default="en")
    timezone = models.CharField(max_length=64, default="UTC")
    queue_order = models.CharField(
        max_length=20, choices=QueueOrder.choices, default=QueueOrder.LONGEST_WAITING
    )
    appeal_days = models.PositiveSmallIntegerField(
        default=3, help_text="in how many days an appeal is to be answered"
    )
    hide_reported_at = models.PositiveSmallIntegerField(
        default=0, help_text="how many reports hide a comment until it is reviewed; 0: never"
    )
    double_review = models.PositiveSmallIntegerField(
        default=0, help_text="of a hundred decisions, how many are reviewed blind by another person"
    )
    draw_key = models.CharField(
        max_length=64, default=new_draw_key, editable=False, help_text="decides which ones; secret"
    )

    learning = models.CharField(
        max_length=10,
        choices=Learning.choices,
        default=Learning.OFF,
        help_text="what the worker may learn at night",
    )
    embed_origins = models.TextField(
        blank=True, help_text="origins on whose pages comments may stand, one a line"
    )
    embed_key_number = models.PositiveIntegerField(
        default=1, help_text="raised when the key that signs articles is renewed"
    )
    writers = models.CharField(
        max_length=10, choices=Writers.choices, default=Writers.ANYONE, help_text="who may write"
    )
    log_in_url = models.CharField(
        max_length=500, blank=True, help_text="where readers sign in with the publisher"
    )
    nudge = models.BooleanField(
        default=False, help_text="an author is shown, once, what the screener found"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(writers__in=["anyone", "marked", "signed_on"]),
                name="newsroom_site_writers_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="tags")
    slug = models.SlugField(max_length=80, allow_unicode=True)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "slug"], name="newsroom_tag_slug_once_per_site")
        ]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """An article, here or on the publisher's own site (then ``url`` is its address there)."""

    class Commenting(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="articles")
    slug = models.SlugField(max_length=160, allow_unicode=True)
    url = models.URLField(max_length=2000, blank=True)
    headline = models.CharField(max_length=300)
    place = models.CharField(max_length=120, blank=True)
    byline = models.CharField(max_length=200, blank=True)
    section = models.CharField(max_length=80, blank=True)
    summary = models.TextField(blank=True)
    lang = models.CharField(max_length=16, default="en")
    published_at = models.DateTimeField()
    source = models.TextField(blank=True, help_text="Markdown as the newsroom wrote it")
    body_html = models.TextField(blank=True, help_text="the source, rendered and safe")
    plain_text = models.TextField(blank=True, help_text="the body without markup, for relevance")
    commenting = models.CharField(
        max_length=10, choices=Commenting.choices, default=Commenting.OPEN
    )
    closes_at = models.DateTimeField(null=True, blank=True)
    legal_hold = models.BooleanField(default=False, help_text="nothing is approved until lifted")
    seniors_only = models.BooleanField(default=False, help_text="only seniors decide")
    closed_from = models.TimeField(
        null=True, blank=True, help_text="from when nobody reads, in the site's time zone"
    )
    closed_until = models.TimeField(null=True, blank=True)
    rules_reason = models.CharField(max_length=300, blank=True, help_text="why, for colleagues")
    tags = models.ManyToManyField(Tag, related_name="articles", blank=True)
    unconfirmed = models.BooleanField(
        default=False, help_text="known by its address alone: a reader's page named it"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["site", "-published_at", "-id"], name="newsroom_article_latest"),
            models.Index(
                fields=["id"], condition=Q(seniors_only=True), name="newsroom_article_for_seniors"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "slug"], name="newsroom_article_slug_once_per_site"
            ),
            models.UniqueConstraint(
                fields=["site", "url"],
                condition=~Q(url=""),
                name="newsroom_article_url_once_per_site",
            ),
            models.CheckConstraint(
                condition=Q(commenting__in=["open", "closed"]),
                name="newsroom_article_commenting_known",
            ),
            models.CheckConstraint(
                condition=Q(closed_from__isnull=True, closed_until__isnull=True)
                | Q(closed_from__isnull=False, closed_until__isnull=False),
                name="newsroom_article_closed_hours_whole",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | (~Q(merged_into=F("id")) & Q(url="")),
                name="newsroom_article_merged_elsewhere_with_its_address",
            ),
        ]

    def __str__(self) -> str:
        return self.headline


class ReservedName(models.Model):
    """A name of the newsroom (staff, bylines), kept as what it looks like."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="reserved_names")
    skeleton = models.CharField(max_length=200, help_text="stet.text.matchkey.name_skeleton")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "skeleton"], name="newsroom_reservedname_once_per_site"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """A statement the article reports: who makes it, on what evidence, and what became of it."""

    class Evidence(models.TextChoices):
        DOCUMENT = "document", _("Documents")
        EYEWITNESS = "eyewitness", _("Eyewitness")
        OFFICIAL = "official", _("Official statement")
        ANONYMOUS = "anonymous", _("Anonymous source")
        MEDIA = "media", _("Another news outlet")
        IMAGE = "image", _("Photograph or video")
        DATA = "data", _("Data or study")
        NONE = "none", _("No evidence given")

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        DISPUTED = "disputed", _("Disputed")
        UNVERIFIED = "unverified", _("Could not be verified")
        FALSE = "false", _("False")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="claims")
    position = models.PositiveSmallIntegerField()
    statement = models.TextField()
    speaker = models.CharField(max_length=200)
    evidence = models.CharField(max_length=20, choices=Evidence.choices)
    status = models.CharField(max_length=20, choices=Status.choices)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "position"], name="newsroom_claim_position_once_per_article"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["confirmed", "disputed", "unverified", "false"]),
                name="newsroom_claim_status_known",
            ),
        ]

    def __str__(self) -> str:
        return self.statement
