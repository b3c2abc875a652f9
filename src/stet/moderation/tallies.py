"""How many of an author's comments stand where, for many authors in one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from stet.comments.models import Comment
from stet.comments.states import State


@dataclass(frozen=True)
class Tally:
    """How many of an author's comments stand where, this one among those that are held."""

    approved: int
    rejected: int
    held: int

    @property
    def first(self) -> bool:
        """Whether it is the only one that we know of."""
        return self.approved + self.rejected == 0 and self.held <= 1


def tallies(comments: Iterable[Comment]) -> dict[str, Tally]:
    """The tally of each author that can be known, by author key."""
    keys = {comment.author_key for comment in comments} - {""}
    rows = Comment.objects.filter(author_key__in=keys).order_by()
    counted: dict[str, dict[str, int]] = {key: {} for key in keys}
    for key, state, count in rows.values_list("author_key", "state").annotate(Count("id")):
        counted[key][state] = count
    return {
        key: Tally(
            *(states.get(state, 0) for state in (State.APPROVED, State.REJECTED, State.HELD))
        )
        for key, states in counted.items()
    }
