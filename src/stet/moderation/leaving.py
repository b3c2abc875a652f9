"""A comment leaves the queue without a decision: withdrawn by its author, or erased."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from stet.comments import withdrawing
from stet.comments.models import Comment
from stet.ledger.writing import staff_actor
from stet.moderation.models import QueueItem
from stet.moderation.reviewing.settling import lapse
from stet.moderation.rules.authors import forget_author
from stet.moderation.rules.models import Voice
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action


def withdraw(comment_id: UUID, now: datetime) -> Comment:
    """At the author's wish. Raises `MoveRefused` when there is nothing to take back any more."""
    with transaction.atomic():
        comment = withdrawing.withdraw(comment_id, now)
        QueueItem.objects.filter(comment=comment).delete()
        lapse(comment, now)
    return comment


def erase(comment_id: UUID, by: Staff, now: datetime) -> Comment:
    """On the author's legal request: words, name and address go for good. Raises `NotAllowed`."""
    by.require(Action.ERASE)
    with transaction.atomic():
        author = Comment.objects.values_list("author_key", flat=True).get(id=comment_id)
        comment = withdrawing.erase(comment_id, actor=staff_actor(by.id), now=now)
        QueueItem.objects.filter(comment=comment).delete()
        lapse(comment, now, erased=True)
        Voice.objects.filter(comment=comment).update(note="")
        forget_author(author, now)
    return comment
