"""The one way in which a comment changes state: a conditional update on what was seen."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from stet.comments.models import Comment
from stet.comments.states import Move, State, target


class Conflict(Exception):
    """Somebody was faster, or the comment is not as it was seen. ``comment`` is how it stands."""

    def __init__(self, comment: Comment, reason: str) -> None:
        super().__init__(reason)
        self.comment = comment
        self.reason = reason


def locked(comment_id: UUID) -> Comment:
    """The comment, its row locked until the transaction ends; raises `Comment.DoesNotExist`."""
    return (
        Comment.objects.select_for_update(of=("self",)).select_related("article").get(id=comment_id)
    )


def move(
    comment: Comment, by: Move, *, decision: UUID | None = None, now: datetime | None = None
) -> Comment:
    """Moves ``comment`` if it still is as the caller holds it, and returns it as it now stands.

    Raises `MoveRefused` if the table has no such move, `Conflict` if the row has changed since.
    """
    landing = target(State(comment.state), by)
    values = {
        "state": landing,
        "version": comment.version + 1,
        "decision": decision,
        "published_at": now if landing is State.APPROVED else None,
    }
    if landing is State.ERASED:
        values |= _NOTHING_LEFT
    seen = Comment.objects.filter(id=comment.id, state=comment.state, version=comment.version)
    if not seen.update(**values):
        raise Conflict(Comment.objects.get(id=comment.id), "the comment has changed")
    for name, value in values.items():
        setattr(comment, name, value)
    return comment


_NOTHING_LEFT: dict[str, object] = {
    "name": "",
    "text": "",
    "salt": b"",
    "author_key": "",
    "network": "",
    "double": "",
    "signature": None,
}
