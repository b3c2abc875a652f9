"""The newsroom's first furniture: its site, and guidelines in force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stet.newsroom.default_guidelines import default_guidelines
from stet.newsroom.guideline_drafts import publish, write
from stet.newsroom.locking import take_turns
from stet.newsroom.models import GuidelineVersion, Site

DEFAULT_NAME = "Stet Newsroom"


def the_site() -> Site:
    """The one site of this newsroom; raises `Site.DoesNotExist` before `ensure_newsroom`."""
    return Site.objects.earliest("id")


def ensure_newsroom(now: datetime) -> Site:
    """The site, made if there is none, with the default guidelines published as version 1.

    Can be called at every start, by several processes at once; what is there stays as it is.
    """
    with transaction.atomic():
        take_turns("newsroom setup")
        site = Site.objects.order_by("id").first()
        if site is None:
            site = Site.objects.create(name=DEFAULT_NAME)
        if not GuidelineVersion.objects.filter(site=site, published_at__isnull=False).exists():
            version = write(GuidelineVersion(site=site, number=1), default_guidelines())
            publish(version, by=None, now=now)
    return site
