"""Asking the owner of a mailbox whether a comment is hers, rarely enough to be no nuisance."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from stet.comments.contacts.addresses import address_for
from stet.comments.models import Address, Contact, Link

# One letter asks about everything that came by then, so a day between two is no loss to an author,
# and three without an answer are an answer.
ASK_EVERY = timedelta(days=1)
ASKS_UNANSWERED = 3
# How long an answer is waited for. After that the address is forgotten.
ANSWER_WITHIN = timedelta(days=30)
# From one network in a day: enough for a school or an office, few for somebody with a list.
ASKS_FROM_NETWORK = 30
# A mailbox that was full or closed may be another's by then.
ASK_AFTER_REFUSAL = timedelta(days=30)
_AT_ONCE = 20


def ask_due(now: datetime) -> int:
    """Makes the letters for contacts whose time has come: how many contacts it settled."""
    due = Contact.objects.filter(ask_at__lte=now).order_by("ask_at")
    settled = 0
    for contact in due.select_related("comment__article__site")[:_AT_ONCE]:
        with transaction.atomic():
            settled += _ask(contact, now)
    return settled


def _ask(contact: Contact, now: datetime) -> bool:
    site = contact.comment.article.site
    address = address_for(site.id, contact.email)
    unasked = Contact.objects.filter(pk=contact.pk, ask_at=contact.ask_at)
    if address.stopped_for == Address.Stop.STRANGER:
        return bool(unasked.update(ask_at=None, address=address))
    until = _wait_until(address, contact.comment.network, now)
    if until > now:
        return bool(unasked.update(ask_at=until, address=address))
    if not unasked.update(ask_at=None, address=address):
        return False  # somebody was faster
    Link.objects.create(
        kind=Link.Kind.CONFIRM,
        site=site,
        digest=address.digest,
        network=contact.comment.network,
        lang=contact.lang or site.lang,
        made_at=now,
        expires_at=now + ANSWER_WITHIN,
        due_at=now,
    )
    Contact.objects.filter(address=address, confirmed_at=None).update(ask_at=None)
    return True


def _wait_until(address: Address, network: str, now: datetime) -> datetime:
    """When a letter may ask; the past if it may now."""
    asked = Link.objects.filter(kind=Link.Kind.CONFIRM, made_at__gt=now - ANSWER_WITHIN)
    theirs = asked.filter(site=address.site_id, digest=address.digest)
    times = list(theirs.order_by("-made_at").values_list("made_at", "used_at"))
    unanswered = [made_at for made_at, used_at in times if used_at is None]
    until = [made_at + ASK_EVERY for made_at, _ in times[:1]]
    if len(unanswered) >= ASKS_UNANSWERED:
        until.append(unanswered[ASKS_UNANSWERED - 1] + ANSWER_WITHIN)
    if address.stopped_for == Address.Stop.REFUSED and address.stopped_at:
        until.append(address.stopped_at + ASK_AFTER_REFUSAL)
    if network:
        today = asked.filter(network=network, made_at__gt=now - ASK_EVERY)
        if today.count() >= ASKS_FROM_NETWORK:
            until.append(now + ASK_EVERY)
    return max(until, default=now)


def forget_unconfirmed(now: datetime) -> int:
    """Forgets addresses whose owner has not answered in time: of how many comments."""
    old = Contact.objects.filter(
        confirmed_at=None, ask_at=None, comment__received_at__lt=now - ANSWER_WITHIN
    ).exclude(address=None)
    asked = Link.objects.filter(kind=Link.Kind.CONFIRM, made_at__gt=now - ANSWER_WITHIN)
    forgotten = old.exclude(address__digest__in=asked.values("digest")).delete()[0]
    Address.objects.filter(contacts=None, stopped_at=None, replies_stopped_at=None).delete()
    return forgotten


def forget_links(now: datetime) -> int:
    """Removes letters with links that count for nothing any more: how many."""
    gone = Link.objects.filter(made_at__lt=now - ANSWER_WITHIN, expires_at__lt=now)
    return gone.delete()[0]
