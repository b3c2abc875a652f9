"""Two threads that are one: every comment stays on its article, and one thread shows them all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stet.comments.publishing import publish_merged
from stet.newsroom.merging import mark_merged
from stet.newsroom.models import Article, Staff


def merge(article: Article, into: Article, *, by: Staff | None, now: datetime) -> None:
    """Merges ``article`` into ``into``: its addresses lead there, and its comments are read there.

    Raises `stet.newsroom.article_texts.BadArticle` and `stet.newsroom.roles.NotAllowed`.
    """
    with transaction.atomic():
        mark_merged(article, into, by=by, now=now)
        publish_merged(article.id, into.id)
