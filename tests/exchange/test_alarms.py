"""Seniors are told by mail that something was escalated, at once, and nothing of what it says."""

import re
from datetime import timedelta

import pytest

from stet.exchange.mailing import send_due
from stet.moderation.reviewing.escalating import escalate, release
from stet.moderation.reviewing.models import EscalationNotice
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import WORDS, written
from tests.exchange.mailbox import Mailbox, text_of

CAROL = "carol@example.org"


@pytest.fixture
def carol(alice: Staff) -> Staff:
    return Staff.objects.create(username="carol", display_name="Carol", role="senior", email=CAROL)


@pytest.fixture
def bea(alice: Staff) -> Staff:
    return Staff.objects.create(
        username="bea", display_name="Bea", role="moderator", email="bea@example.org"
    )


def test_seniors_are_told_at_once_and_once(
    article: Article, bea: Staff, carol: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    now = comment.received_at + timedelta(minutes=1)
    review = escalate(comment.id, "He names her street.", bea, now)
    assert send_due(now) == 1
    assert send_due(now) == 0
    recipient, letter = mailbox.letters[-1]
    assert recipient == CAROL
    assert letter["Subject"] == "A comment was escalated"
    for text in (text_of(letter, "plain"), text_of(letter, "html")):
        assert "Bea escalated a comment" in re.sub("</?bdi>", "", text)
        assert f"/desk/reviews/{review.id}/" in text
        for hidden in (WORDS, "He names her street.", comment.name, article.headline):
            assert hidden not in text


def test_nobody_is_told_of_her_own_or_without_an_address(
    article: Article, carol: Staff, mailbox: Mailbox
) -> None:
    Staff.objects.create(username="sara", display_name="Sara", role="senior")
    Staff.objects.create(
        username="off", display_name="Off", role="senior", email="off@example.org", is_active=False
    )
    comment = written(article)
    escalate(comment.id, "", carol, comment.received_at + timedelta(minutes=1))
    assert not EscalationNotice.objects.exists()


def test_nobody_is_told_of_what_is_answered_already(
    article: Article, bea: Staff, carol: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    now = comment.received_at + timedelta(minutes=1)
    review = escalate(comment.id, "", bea, now)
    release(review.id, carol, now)
    assert send_due(now) == 0
    assert EscalationNotice.objects.get().dropped_at == now
