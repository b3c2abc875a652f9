"""An author who asked to be told is told that an appeal was answered, once, and with the reason."""

from datetime import datetime

import pytest

from stet.comments.models import Comment
from stet.exchange.mailing import send_due
from stet.moderation.deciding import REOPEN_WITHIN, Verdict, decide
from stet.moderation.leaving import erase
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.models import AppealNotice
from stet.moderation.seen import Seen
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import BOB, WORDS, decided, written
from tests.exchange.mailbox import Mailbox, text_of


@pytest.fixture
def carol(alice: Staff) -> Staff:
    return Staff.objects.create(username="carol", display_name="Carol", role="administrator")


def _seen(comment: Comment) -> str:
    comment.refresh_from_db()
    return str(Seen(comment.version, 1, None))


def _upheld(comment: Comment, by: Staff, now: datetime) -> datetime:
    """Rejected, told, appealed, and turned down: when the next letter is due."""
    review = appeal(comment.id, "I meant the mill.", now)
    told = Verdict(comment.id, "reject", ["threat"], "It names a person.", _seen(comment))
    answer(review.id, told, by, now)
    return now + REOPEN_WITHIN


def test_an_author_is_told_that_the_decision_stands_and_why(
    article: Article, alice: Staff, carol: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    now = decided(comment, alice, "reject", "threat")
    assert send_due(now) == 1
    due = _upheld(comment, carol, now)

    assert send_due(due) == 1
    assert send_due(due) == 0

    recipient, letter = mailbox.letters[-1]
    assert recipient == BOB
    assert letter["Subject"].startswith("Your appeal was answered: ")
    for text in (text_of(letter, "plain"), text_of(letter, "html")):
        assert "the decision stands" in text
        assert "It names a person." in text
        assert "/receipts/" in text
        assert WORDS not in text


def test_an_author_whose_appeal_is_granted_is_told_that_it_is_published(
    article: Article, alice: Staff, carol: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    now = decided(comment, alice, "reject", "threat")
    send_due(now)
    review = appeal(comment.id, "I meant the mill.", now)
    answer(review.id, Verdict(comment.id, "approve", seen=_seen(comment)), carol, now)

    assert send_due(now + REOPEN_WITHIN) == 1
    assert mailbox.letters[-1][1]["Subject"].startswith("Your comment is published")


def test_nobody_is_told_of_what_does_not_stand_or_was_erased(
    article: Article, alice: Staff, carol: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    now = decided(comment, alice, "reject", "threat")
    send_due(now)
    due = _upheld(comment, carol, now)
    decide(Verdict(comment.id, "approve", seen=_seen(comment)), carol, now)
    erase(comment.id, carol, now)

    assert send_due(due) == 0
    assert AppealNotice.objects.get().dropped_at == due
