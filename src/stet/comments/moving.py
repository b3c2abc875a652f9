"""The one way in which a comment changes state: a conditional update on what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from stet.comments.models import Comment
from stet.comments.states import Move, State, target
from stet.ledger.rows import as_key, as_time


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


def move_many(comments: Sequence[tuple[Comment, UUID]], by: Move) -> None:
    """As `move`, for imports that stand alike, each with the decision that it brings along.

    They were published when they were written, for no other time is known. Raises `Conflict` if any
    has changed.
    """
    if not comments:
        return
    first = comments[0][0]
    landing = target(State(first.state), by)
    public = landing is State.APPROVED
    values = [
        (
            landing.value,
            as_key(decision),
            as_time(comment.posted_at if public else None),
            as_key(comment.id),
            first.state,
            first.version,
        )
        for comment, decision in comments
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_MOVE, values)
        if cursor.rowcount != len(values):
            raise Conflict(first, "a comment has changed")
    for comment, decision in comments:
        comment.state, comment.version = landing, comment.version + 1
        comment.decision, comment.published_at = decision, comment.posted_at if public else None


_MOVE = (
    "UPDATE comments_comment SET state = %s, version = version + 1, decision = %s, published_at = %s "
    "WHERE id = %s AND state = %s AND version = %s"
)
_NOTHING_LEFT: dict[str, object] = {
    "name": "",
    "text": "",
    "salt": b"",
    "author_key": "",
    "network": "",
    "double": "",
    "signature": None,
}
