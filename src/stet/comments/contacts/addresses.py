"""An address of this site, known by a keyed digest; and a contact, when a comment comes with one."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from stet.comments.models import Address, Comment, Contact

EMAIL_LIMIT = 254  # the longest that mail can carry (RFC 5321), and the column's
# Case means nothing to any mail server. Only ASCII is folded: "K" (the Kelvin sign) is no "k" there.
_FOLD = {upper: upper + 0x20 for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True)
class Wish:
    """What an author wants to be told by mail, and in which language."""

    decision: bool = True
    replies: bool = False
    lang: str = ""


USUAL = Wish()


def is_email(address: str) -> bool:
    """Whether mail can be sent there, by its form."""
    if len(address) > EMAIL_LIMIT:
        return False
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def digest_of(site: UUID, email: str) -> str:
    """The address as this site knows it; without our secret nobody can try addresses out."""
    key = hashlib.sha256(b"stet address\x00" + settings.SECRET_KEY.encode()).digest()
    folded = email.strip().translate(_FOLD)
    return hmac.new(key, site.bytes + folded.encode(), hashlib.sha256).hexdigest()


def address_for(site: UUID, email: str) -> Address:
    """The row of an address, made if there is none, and locked until the transaction ends."""
    rows = Address.objects.select_for_update()
    return rows.get_or_create(site_id=site, digest=digest_of(site, email))[0]


def note_contact(comment: Comment, email: str, wish: Wish, now: datetime) -> Contact:
    """Keeps where the author of a new comment wants to be told, in the caller's transaction.

    It counts as confirmed only if the same browser (or sign-on) wrote a comment before that the
    owner of this mailbox has called hers; otherwise she is asked. Whoever says that she has written
    nothing here is never asked again.
    """
    address = address_for(comment.article.site_id, email)
    ours = _confirmed_before(address, comment)
    asks = not ours and address.stopped_for != Address.Stop.STRANGER
    return Contact.objects.create(
        comment=comment,
        email=email,
        address=address,
        lang=wish.lang,
        tell_decision=wish.decision,
        tell_replies=wish.replies,
        ask_at=now if asks else None,
        confirmed_at=now if ours else None,
    )


def _confirmed_before(address: Address, comment: Comment) -> bool:
    if not comment.author_key or address.confirmed_at is None or address.stopped_at is not None:
        return False
    proven = Contact.objects.filter(address=address, confirmed_at__isnull=False)
    return proven.filter(comment__author_key=comment.author_key).exists()


def wants_decision(comment: Comment) -> bool:
    """Whether the comment's author asked to be told what becomes of it."""
    wanted = Contact.objects.filter(comment=comment, tell_decision=True, stopped_at=None)
    return wanted.exists()


def wants_replies(comment: UUID) -> bool:
    """Whether the comment's author asked to be told of replies."""
    wanted = Contact.objects.filter(comment=comment, tell_replies=True, stopped_at=None)
    return wanted.exists()


def forget(comment: Comment) -> None:
    """Removes the comment's address; and what is known of the mailbox, unless it is a "no more"."""
    # Whoever writes with this address at the same moment waits here, or is seen.
    address = (
        Address.objects.select_for_update(of=("self",)).filter(contacts__comment=comment).first()
    )
    Contact.objects.filter(comment=comment).delete()
    if address and not Contact.objects.filter(address=address).exists():
        silent = address.stopped_at or address.replies_stopped_at
        if not silent:
            address.delete()
