"""All that one author has written: for reading, never for a figure of what a person is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from stet.comments.models import Comment
from stet.comments.written import comments_of_author_of, same_author
from stet.moderation.models import Decision

_MOST_NAMES = 6  # whoever changes names more often is told by "and more"


@dataclass(frozen=True)
class Written:
    """A comment, and the decision that stands on it; None while there is none."""

    comment: Comment
    decision: Decision | None


def written_by_author_of(
    comment: Comment, size: int, before: tuple[datetime, UUID] | None = None
) -> tuple[list[Written], bool]:
    """``size`` comments of the same author, the latest first, and whether more follow.

    ``before`` is the time and the id of the last one seen. Nothing when nobody can know the author.
    """
    shown, more = comments_of_author_of(comment, size, before)
    standing = Decision.objects.filter(id__in=[row.decision for row in shown if row.decision])
    by_id = {
        decision.id: decision
        for decision in standing.select_related("decider").prefetch_related("citations__clause")
    }
    written = [Written(row, by_id.get(row.decision) if row.decision else None) for row in shown]
    return written, more


def names_of_author_of(comment: Comment) -> tuple[list[str], bool]:
    """The names that the author signs with, the most frequent first, and whether there are more."""
    theirs = same_author(comment)
    if theirs is None:
        return [], False
    named = Comment.objects.filter(theirs).exclude(name="")
    counted = named.order_by().values_list("name").annotate(number=Count("id"))
    names = [name for name, _ in counted.order_by("-number", "name")[: _MOST_NAMES + 1]]
    return names[:_MOST_NAMES], len(names) > _MOST_NAMES
