"""Addresses: each is whose it says, nothing is told to whom nobody confirmed, none outlives erasure."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from stet.comments.contacts.addresses import digest_of
from stet.comments.models import Contact, Link
from stet.comments.states import State
from stet.config.proofs.fault import Fault
from stet.moderation.models import ReplyNotice


def faults() -> Iterator[Fault]:
    related = Contact.objects.select_related("address", "comment__article")
    for contact in related.iterator(chunk_size=2000):
        yield from _of_contact(contact)
    late = Link.objects.filter(Q(used_at__gt=F("expires_at")) | Q(used_at__lt=F("made_at")))
    for link in late.iterator():
        words = f"link {link.pk}: it was used when it was not good"
        yield Fault("link.used_late", words, str(link.pk))
    strays = ReplyNotice.objects.exclude(decision__comment__parent=F("answered"))
    for notice in strays.iterator():
        words = f"letter about decision {notice.pk}: it tells another author than the one answered"
        yield Fault("letter.to_another", words, str(notice.pk))


def _of_contact(contact: Contact) -> Iterator[Fault]:
    if contact.comment.state == State.ERASED:
        words = f"comment {contact.pk}: it was erased, but its author's address is left"
        yield Fault("comment.not_erased", words, str(contact.pk))
    address = contact.address
    if address is not None:
        site = contact.comment.article.site_id
        if address.site_id != site or address.digest != digest_of(site, contact.email):
            words = f"comment {contact.pk}: its author's address is counted as another"
            yield Fault("contact.other_address", words, str(contact.pk))
    if contact.confirmed_at and (address is None or address.confirmed_at is None):
        words = f"comment {contact.pk}: its author's address was never confirmed"
        yield Fault("contact.not_confirmed", words, str(contact.pk))
