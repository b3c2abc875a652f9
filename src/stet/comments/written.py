"""What one author has written, page by page: for the author's own eyes, and for the desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from stet.comments.models import Comment


def comments_by(
    author_key: str, size: int, before: tuple[datetime, UUID] | None = None
) -> tuple[list[Comment], bool]:
    """``size`` comments of an author with their articles, the latest first, and whether more follow.

    ``before`` is the time of arrival and the id of the last one seen. Nothing for an empty key:
    nobody knows who that is. What was erased is nobody's any more, and not among them.
    """
    if not author_key:
        return [], False
    found = Comment.objects.filter(author_key=author_key).select_related("article")
    if before:
        at, last = before
        # The first condition is implied by the second; it lets the index start at the right place.
        found = found.filter(Q(received_at__lt=at) | Q(id__lt=last), received_at__lte=at)
    rows = list(found.order_by("-received_at", "-id")[: size + 1])
    return rows[:size], len(rows) > size
