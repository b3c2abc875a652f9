"""The author takes a comment back, or has it erased for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from stet.comments.contacts.addresses import forget
from stet.comments.models import Comment, Original
from stet.comments.moving import locked, move
from stet.comments.publishing import publish
from stet.comments.states import Move, State
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, append


def withdraw(comment_id: UUID, now: datetime) -> Comment:
    """Takes the comment back at its author's wish. Raises `MoveRefused` once it is decided against."""
    return _leave(comment_id, Move.WITHDRAW, Deed.COMMENT_WITHDRAWN, AUTHOR, now)


def erase(comment_id: UUID, *, actor: str, now: datetime) -> Comment:
    """Removes text, name and address for good and leaves a tombstone. Raises `MoveRefused`."""
    return _leave(comment_id, Move.ERASE, Deed.COMMENT_ERASED, actor, now)


def _leave(comment_id: UUID, by: Move, deed: Deed, actor: str, now: datetime) -> Comment:
    with transaction.atomic():
        comment = locked(comment_id)
        was_public = comment.state == State.APPROVED
        before = comment.state
        move(comment, by)
        if by is Move.ERASE:
            forget(comment)
            Original.objects.filter(comment=comment).delete()
        if was_public:
            publish(comment)
        append(
            deed,
            comment.id,
            actor=actor,
            at=now,
            payload={"from": before, "version": comment.version},
        )
    return comment
