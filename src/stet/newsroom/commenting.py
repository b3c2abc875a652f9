"""Whether an article takes comments."""

from __future__ import annotations

from datetime import datetime

from stet.newsroom.models import Article


def takes_comments(article: Article, now: datetime) -> bool:
    """Open, and not yet past the time at which it closes by itself."""
    if article.commenting != Article.Commenting.OPEN:
        return False
    return article.closes_at is None or now < article.closes_at
