"""Whose address it is, and what was sent there, is held against what may be."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from stet.comments.contacts.addresses import address_for, digest_of
from stet.comments.models import Address, Contact, Link
from stet.config.verifying import faults
from stet.moderation.models import ReplyNotice
from tests.verify.conftest import Lived
from tests.verify.hands import decision_of, unguarded

BOB = "bob@example.org"
Tampering = Callable[[Lived], object]


def codes() -> set[str]:
    return {fault.code for fault in faults()}


@pytest.fixture
def told(lived: Lived) -> Lived:
    """Bob has called one comment his."""
    comment, now = lived["Approved"], lived.now
    site = comment.article.site_id
    with transaction.atomic():
        address = address_for(site, BOB)
    Address.objects.update(confirmed_at=now)
    Contact.objects.filter(comment=comment).delete()
    Contact.objects.create(comment=comment, email=BOB, address=address, confirmed_at=now)
    Link.objects.create(
        kind="confirm",
        site_id=site,
        digest=digest_of(site, BOB),
        made_at=now,
        expires_at=now + timedelta(days=30),
        due_at=now,
        used_at=now,
    )
    return lived


def _change_the_mailbox(_lived: Lived) -> object:
    return Contact.objects.update(email="charlie@example.org")


def _forget_that_it_was_confirmed(_lived: Lived) -> object:
    return Address.objects.update(confirmed_at=None)


def _use_a_link_late(lived: Lived) -> object:
    return Link.objects.update(used_at=lived.now + timedelta(days=31))


def _tell_another_author(lived: Lived) -> object:
    notice = ReplyNotice(
        decision=decision_of(lived, "Approved"), answered=lived["Rejected"], due_at=lived.now
    )
    notice.save(force_insert=True)
    return notice


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (_change_the_mailbox, "contact.other_address"),
        (_forget_that_it_was_confirmed, "contact.not_confirmed"),
        (_use_a_link_late, "link.used_late"),
        (_tell_another_author, "letter.to_another"),
    ],
    ids=["mailbox", "confirmation", "link", "letter"],
)
def test_it_finds_what_was_changed_past_the_guards(
    told: Lived, tamper: Tampering, code: str
) -> None:
    assert codes() == set()
    with unguarded():
        tamper(told)
    assert code in codes()
