"""What one author has written, page by page: for the author's own eyes, and for the desk."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from stet.comments.models import Comment, Contact

_MOST_CONFIRMED = 1000  # of one mailbox, the latest: what a statement takes on either database


def comments_by(
    author_key: str, size: int, before: tuple[datetime, UUID] | None = None
) -> tuple[list[Comment], bool]:
    """``size`` comments of an author with their articles, the latest first, and whether more follow.

    ``before`` is the time of arrival and the id of the last one seen. Nothing for an empty key:
    nobody knows who that is. What was erased is nobody's any more, and not among them.
    """
    if not author_key:
        return [], False
    return _page(Q(author_key=author_key), size, before)


def same_author(comment: Comment) -> Q | None:
    """The condition for what the comment's author wrote; None if nobody can know who that is.

    That is what came with the same key (a sign-on, or a browser's), and what the owner of the
    mailbox has called hers who has called this one so.
    """
    conditions = Q(author_key=comment.author_key) if comment.author_key else None
    hers = Contact.objects.filter(comment=comment, confirmed_at__isnull=False)
    address = hers.values_list("address", flat=True).first()
    if address is None:
        return conditions
    confirmed = Contact.objects.filter(address=address, confirmed_at__isnull=False)
    # As values: with a subquery beside the other condition neither database would use its indexes.
    ids = list(confirmed.order_by("-confirmed_at").values_list("pk", flat=True)[:_MOST_CONFIRMED])
    by_mailbox = Q(id__in=ids)
    return by_mailbox if conditions is None else conditions | by_mailbox


def comments_of_author_of(
    comment: Comment, size: int, before: tuple[datetime, UUID] | None = None
) -> tuple[list[Comment], bool]:
    """As `comments_by`, for whoever wrote this comment."""
    theirs = same_author(comment)
    return ([], False) if theirs is None else _page(theirs, size, before)


def _page(theirs: Q, size: int, before: tuple[datetime, UUID] | None) -> tuple[list[Comment], bool]:
    found = Comment.objects.filter(theirs).select_related("article")
    if before:
        at, last = before
        # The first condition is implied by the second; it lets the index start at the right place.
        found = found.filter(Q(received_at__lt=at) | Q(id__lt=last), received_at__lte=at)
    rows = list(found.order_by("-received_at", "-id")[: size + 1])
    return rows[:size], len(rows) > size
