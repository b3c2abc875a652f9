"""What the queue knows of a comment's author, followed when something of that author is decided.

A new place in the queue gets its mark from a trigger. A decision changes the marks of whatever else
waits of the same author; it only notes that, since two decisions that changed each other's rows
would wait for each other for ever. The sweep does it, a moment later.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.filtering import Record
from stet.moderation.models import QueueItem
from stet.moderation.searching.models import AuthorDue

_AT_ONCE = 50  # authors in a round


def follow_authors(_now: datetime) -> int:
    """Brings the marks of some authors' waiting comments up to date: how many notes it settled."""
    dues = list(AuthorDue.objects.order_by("pk")[:_AT_ONCE])
    for key in dict.fromkeys(due.author_key for due in dues):
        _mark(key)
    AuthorDue.objects.filter(pk__in=[due.pk for due in dues]).delete()
    return len(dues)


def _mark(author_key: str) -> None:
    theirs = Comment.objects.filter(author_key=author_key).order_by()
    record = Record.FIRST
    for state, bit in ((State.APPROVED, Record.APPROVED), (State.REJECTED, Record.REJECTED)):
        if theirs.filter(state=state).exists():
            record = Record(record & Record.BOTH | bit)
    waiting = theirs.filter(state=State.HELD).values("id")
    with transaction.atomic():
        items = QueueItem.objects.filter(comment__in=waiting).exclude(author_record=record)
        if connection.vendor == "postgresql":
            # What a colleague is deciding leaves the queue; nobody waits for anybody here.
            items = items.select_for_update(skip_locked=True, of=("self",))
        found = list(items.values_list("pk", flat=True))
        QueueItem.objects.filter(pk__in=found).update(author_record=record)
