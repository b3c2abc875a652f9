"""Whether a comment's author is told by mail, for her receipt."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from stet.comments.models import Address, Comment, Contact


@dataclass(frozen=True)
class Telling:
    """Where to, cut, since a receipt may be shown to others; and what of it is sent."""

    shown: str
    address: UUID
    confirmed: bool
    stopped: bool
    refused: bool
    decision: bool
    replies: bool


def telling(comment: Comment) -> Telling | None:
    """None if no address was given, or it was forgotten since nobody confirmed it."""
    found = Contact.objects.select_related("address").filter(comment=comment).first()
    if found is None or found.address is None:
        return None
    name, _, host = found.email.rpartition("@")
    return Telling(
        shown=f"{name[:1]}…@{host}",
        address=found.address.pk,
        confirmed=found.confirmed_at is not None,
        stopped=bool(found.stopped_at or found.address.stopped_at),
        refused=found.address.stopped_for == Address.Stop.REFUSED,
        decision=found.tell_decision,
        replies=found.tell_replies and found.address.replies_stopped_at is None,
    )
