"""What the owner of a mailbox answers: these comments are hers, or they are not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from stet.comments.models import Address, Comment, Contact, Link


@dataclass(frozen=True)
class Asked:
    """A letter's question: the comments with this address that nobody has called hers yet."""

    link: Link
    address: Address
    pending: list[Comment]


def asked_by(link_id: UUID, now: datetime) -> Asked | None:
    """What the link asks about; None once it has run out, or its address is forgotten."""
    link = Link.objects.filter(id=link_id, kind=Link.Kind.CONFIRM, expires_at__gt=now)
    found = link.select_related("site").first()
    if found is None:
        return None
    address = Address.objects.filter(site=found.site, digest=found.digest).first()
    if address is None:
        return None
    waiting = Contact.objects.filter(address=address, confirmed_at=None)
    rows = waiting.select_related("comment__article").order_by("comment__received_at")
    return Asked(found, address, [row.comment for row in rows])


def confirm(
    link_id: UUID, mine: Collection[UUID], shown: Collection[UUID], now: datetime
) -> list[Comment]:
    """The owner of the mailbox wrote ``mine``, and not the rest of what she was ``shown``.

    From now on she is told of hers, and the others' address is forgotten. Returns hers; nothing
    happens if there are none.
    """
    with transaction.atomic():
        asked = _locked(link_id, now)
        hers = [one for one in asked.pending if one.id in mine] if asked else []
        if asked is None or not hers:
            return []
        contacts = Contact.objects.filter(comment__in=hers)
        fresh: dict[str, object] = {"confirmed_at": now, "stopped_at": None, "stopped_for": ""}
        if contacts.filter(tell_replies=True).exists():
            fresh["replies_stopped_at"] = None
        Address.objects.filter(id=asked.address.id).update(**fresh)
        contacts.update(confirmed_at=now, ask_at=None)
        _let_go(asked, set(shown) - {one.id for one in hers})
        _answered(asked, now)
    return hers


def deny(link_id: UUID, shown: Collection[UUID], now: datetime) -> bool:
    """None of what she was ``shown`` is hers: whether the link was still good.

    A mailbox from which nothing was ever confirmed is not written to again.
    """
    with transaction.atomic():
        asked = _locked(link_id, now)
        if asked is None:
            return False
        _let_go(asked, set(shown))
        Address.objects.filter(id=asked.address.id, confirmed_at=None).update(
            stopped_at=now, stopped_for=Address.Stop.STRANGER
        )
        _answered(asked, now)
    return True


def _locked(link_id: UUID, now: datetime) -> Asked | None:
    found = asked_by(link_id, now)
    if found is None:
        return None
    list(Address.objects.select_for_update().filter(id=found.address.id))
    return asked_by(link_id, now)


def _let_go(asked: Asked, others: Collection[UUID]) -> None:
    pending = Contact.objects.filter(address=asked.address, confirmed_at=None)
    pending.filter(comment__in=others).delete()


def _answered(asked: Asked, now: datetime) -> None:
    """Every letter that asked the same has its answer."""
    same = Link.objects.filter(
        kind=Link.Kind.CONFIRM, site=asked.link.site, digest=asked.link.digest, used_at=None
    )
    same.update(used_at=now)
