"""What the database refuses about letters, whoever asks: each guard, tried by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from stet.comments.contacts.addresses import Wish
from stet.comments.models import Address, Comment, Contact, Link
from stet.comments.submitting import Draft
from stet.config.guarding import GUARDS
from stet.moderation.deciding import Verdict, decide
from stet.moderation.intake import receive
from stet.moderation.models import Decision, Notice, ReplyNotice
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.models import AppealNotice
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import BOB, confirmed, decided, unconfirmed, written

Attempt = Callable[[Article, Staff, datetime], object]


def _unconfirmed_notice(article: Article, alice: Staff, now: datetime) -> object:
    decided(unconfirmed(article), alice, "approve")
    return Notice.objects.update(attempts=1)


def _stopped_notice(article: Article, alice: Staff, now: datetime) -> object:
    decided(written(article), alice, "approve")
    Address.objects.update(stopped_at=now, stopped_for="owner")
    return Notice.objects.update(attempts=F("attempts") + 1)


def _stopped_comment(article: Article, alice: Staff, now: datetime) -> object:
    decided(written(article), alice, "approve")
    Contact.objects.update(stopped_at=now)
    return Notice.objects.update(attempts=1)


def _unwanted_notice(article: Article, alice: Staff, now: datetime) -> object:
    decided(written(article), alice, "approve")
    Contact.objects.update(tell_decision=False)
    return Notice.objects.update(attempts=1)


def _stopped_appeal(article: Article, alice: Staff, now: datetime) -> object:
    comment = written(article)
    decided(comment, alice, "reject", "threat")
    review = appeal(comment.id, "I meant the mill.", now)
    carol = Staff.objects.create(username="carol", display_name="Carol", role="administrator")
    upheld = Verdict(comment.id, "reject", ["threat"], "It does.", seen="2.1.-")
    answer(review.id, upheld, carol, now)
    Address.objects.update(stopped_at=now, stopped_for="owner")
    return AppealNotice.objects.update(attempts=1)


def _replied(article: Article, alice: Staff) -> Comment:
    comment = written(article, wish=Wish(replies=True))
    decided(comment, alice, "approve")
    draft = Draft(article, "Charlie", "A reply.", parent=comment.id, network="r")
    reply = receive(draft, timezone.now()).comment
    decided(reply, alice, "approve")
    return reply


def _stopped_replies(article: Article, alice: Staff, now: datetime) -> object:
    _replied(article, alice)
    Address.objects.update(replies_stopped_at=now)
    return ReplyNotice.objects.update(attempts=1)


def _hidden_reply(article: Article, alice: Staff, now: datetime) -> object:
    reply = _replied(article, alice)
    reply.refresh_from_db()
    decide(Verdict(reply.id, "reject", ["threat"], seen=f"{reply.version}.1.-"), alice, now)
    first = Decision.objects.filter(comment=reply, outcome="approve")
    return ReplyNotice.objects.filter(decision__in=first).update(attempts=1)


def _ask_a_stranger(article: Article, alice: Staff, now: datetime) -> object:
    confirmed(unconfirmed(article))
    Address.objects.update(stopped_at=now, stopped_for="stranger")
    return Link.objects.update(attempts=1)


def _receipts_to_anybody(article: Article, alice: Staff, now: datetime) -> object:
    unconfirmed(article)
    address = Address.objects.get()
    Link.objects.create(
        kind="find",
        site=address.site,
        digest=address.digest,
        made_at=now,
        expires_at=now,
        due_at=now,
    )
    return Link.objects.update(attempts=1)


def _use_twice(article: Article, alice: Staff, now: datetime) -> object:
    confirmed(unconfirmed(article))
    return Link.objects.update(used_at=now + timedelta(minutes=1))


def _use_late(article: Article, alice: Staff, now: datetime) -> object:
    written(article)
    Link.objects.update(expires_at=now)
    link = Link.objects.get()
    link.pk, link.used_at = None, None
    link.save(force_insert=True)
    return Link.objects.filter(pk=link.pk).update(used_at=now + timedelta(days=40))


def _confirm_without_the_owner(article: Article, alice: Staff, now: datetime) -> object:
    unconfirmed(article)
    return Contact.objects.update(confirmed_at=now, ask_at=None)


def _born_confirmed(article: Article, alice: Staff, now: datetime) -> object:
    comment = unconfirmed(article, email="")
    unconfirmed(article, text="Another's.")
    address = Address.objects.get()
    return Contact.objects.create(comment=comment, email=BOB, address=address, confirmed_at=now)


def _confirmed_without_address(article: Article, alice: Staff, now: datetime) -> object:
    comment = unconfirmed(article, email="")
    return Contact.objects.create(comment=comment, email=BOB, confirmed_at=now)


def _another_mailbox(article: Article, alice: Staff, now: datetime) -> object:
    written(article)
    return Contact.objects.update(email="charlie@example.org")


def _another_digest(article: Article, alice: Staff, now: datetime) -> object:
    written(article)
    return Address.objects.update(digest="0" * 64)


def _stopped_for_nothing(article: Article, alice: Staff, now: datetime) -> object:
    written(article)
    return Address.objects.update(stopped_at=now)


ATTEMPTS: list[Attempt] = [
    _unconfirmed_notice,
    _stopped_notice,
    _stopped_comment,
    _unwanted_notice,
    _stopped_appeal,
    _stopped_replies,
    _hidden_reply,
    _ask_a_stranger,
    _receipts_to_anybody,
    _use_twice,
    _use_late,
    _confirm_without_the_owner,
    _born_confirmed,
    _confirmed_without_address,
    _another_mailbox,
    _another_digest,
    _stopped_for_nothing,
]
# Our own words, or the name of a constraint: not any other mistake of the attempt.
OURS = (
    "nothing is sent to|not public|is not asked|confirmed address only|used once|owner of the mailbox"
    "|for good|comments_contact_confirmed_address|comments_address_stopped_for_a_reason"
)
TABLES = {"comments_address", "comments_contact", "comments_link"}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[one.__name__[1:] for one in ATTEMPTS])
def test_the_database_refuses(article: Article, alice: Staff, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError, match=OURS), transaction.atomic():
        attempt(article, alice, timezone.now())


def test_what_is_refused_here_is_guarded() -> None:
    assert {guard.table for guard in GUARDS} >= TABLES
