"""No more letters: about one comment, about replies, or any at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from stet.comments.contacts.addresses import digest_of
from stet.comments.models import Address, Contact


class Scope(StrEnum):
    """What is to stop. ``NEVER`` is more than ``ALL``: nor is she asked whether a comment is hers."""

    COMMENT = "comment"
    REPLIES = "replies"
    ALL = "all"
    NEVER = "never"


@dataclass(frozen=True)
class Letters:
    """What is sent to a mailbox now: of ``comment``, of replies, at all; and if it is asked."""

    comment: bool
    replies: bool
    any: bool
    asks: bool


def letters_to(address_id: UUID, comment_id: UUID) -> Letters | None:
    """What is sent; None if the address was forgotten, so that nothing is."""
    address = Address.objects.filter(id=address_id).first()
    if address is None:
        return None
    contacts = Contact.objects.filter(address=address, stopped_at=None)
    some = address.stopped_at is None
    return Letters(
        comment=some and contacts.filter(comment=comment_id).exists(),
        replies=some
        and address.replies_stopped_at is None
        and contacts.filter(tell_replies=True).exists(),
        any=some,
        asks=address.stopped_for != Address.Stop.STRANGER,
    )


def stop(address_id: UUID, comment_id: UUID, scope: Scope, now: datetime) -> None:
    """Stops these letters. What was stopped before stays so.

    Where nothing was ever confirmed, to stop all is to be asked no more.
    """
    with transaction.atomic():
        rows = Address.objects.filter(id=address_id)
        found = rows.select_for_update().first()
        if found is None:
            return
        if scope is Scope.COMMENT:
            contact = Contact.objects.filter(comment=comment_id, address=found, stopped_at=None)
            contact.update(stopped_at=now)
        elif scope is Scope.REPLIES:
            rows.filter(replies_stopped_at=None).update(replies_stopped_at=now)
        elif scope is Scope.ALL and found.confirmed_at:
            rows.filter(stopped_at=None).update(stopped_at=now, stopped_for=Address.Stop.OWNER)
        else:
            rows.update(stopped_at=now, stopped_for=Address.Stop.STRANGER)
            Contact.objects.filter(address=found, confirmed_at=None).delete()


def stop_refused(site: UUID, email: str, now: datetime) -> None:
    """Its mail server says that there is no such mailbox: nothing is sent there any more."""
    rows = Address.objects.filter(site=site, digest=digest_of(site, email), stopped_at=None)
    rows.update(stopped_at=now, stopped_for=Address.Stop.REFUSED)


def allow(site: UUID, email: str) -> bool:
    """Lifts every stop, at the owner's wish told to the operator: whether there was one."""
    rows = Address.objects.filter(site=site, digest=digest_of(site, email))
    stopped = rows.exclude(stopped_at=None, replies_stopped_at=None)
    return bool(stopped.update(stopped_at=None, stopped_for="", replies_stopped_at=None))
