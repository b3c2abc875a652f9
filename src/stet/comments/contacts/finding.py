"""An author who has lost her receipts has them sent: a letter with a link that works once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from stet.comments.contacts.addresses import digest_of
from stet.comments.models import Address, Comment, Contact, Link

# Long enough for mail that is slow, short enough that an open mailbox later gives nothing away.
VALID = timedelta(minutes=30)
# Several tries are human; more would be somebody else's.
_TO_ADDRESS = 5
_FROM_NETWORK = 30
_WITHIN = timedelta(days=1)
MOST_SHOWN = 500  # on one page; nobody's receipts but the latest are looked for


class TooManyAsked(Exception):
    """Too many letters were asked for from one network today."""


def ask_for_link(site: UUID, email: str, *, lang: str, network: str, now: datetime) -> None:
    """Notes that a letter was asked for; the worker finds out whether there is anyone to write to.

    So the answer takes as long for an address that is known here as for any other. Raises
    `TooManyAsked`.
    """
    digest = digest_of(site, email)
    today = Link.objects.filter(kind=Link.Kind.FIND, made_at__gt=now - _WITHIN)
    if network and today.filter(network=network).count() >= _FROM_NETWORK:
        raise TooManyAsked
    enough = today.filter(site=site, digest=digest).count() >= _TO_ADDRESS
    Link.objects.create(
        kind=Link.Kind.FIND,
        site_id=site,
        digest=digest,
        network=network,
        lang=lang,
        made_at=now,
        expires_at=now + VALID,
        due_at=now,
        dropped_at=now if enough else None,
    )


def is_good(link_id: UUID, now: datetime) -> bool:
    """Whether the link would still open."""
    return _good(link_id, now).exists()


def _good(link_id: UUID, now: datetime) -> QuerySet[Link]:
    return Link.objects.filter(id=link_id, kind=Link.Kind.FIND, used_at=None, expires_at__gt=now)


def redeem(link_id: UUID, now: datetime) -> list[Comment] | None:
    """Her comments, the latest first; None if the link was used, or has run out."""
    with transaction.atomic():
        link = Link.objects.filter(id=link_id).first()
        if link is None or not _good(link_id, now).update(used_at=now):
            return None
        return comments_confirmed_by(link.site_id, link.digest)


def comments_confirmed_by(site: UUID, digest: str) -> list[Comment]:
    """What the owner of a mailbox has called hers on this site, the latest first."""
    address = Address.objects.filter(site=site, digest=digest).exclude(confirmed_at=None)
    contacts = Contact.objects.filter(address__in=address, confirmed_at__isnull=False)
    rows = contacts.select_related("comment__article").order_by("-comment__received_at")
    return [row.comment for row in rows[:MOST_SHOWN]]
