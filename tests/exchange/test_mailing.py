"""An author who asked to be told is told once, of what stands, and of nobody else's words."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from stet.comments.receipts import comment_of
from stet.exchange.mailing import send_due
from stet.moderation.deciding import REOPEN_WITHIN, Verdict, decide, reopen
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Notice
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.letters import BOB, WORDS, decided, written
from tests.exchange.mailbox import Mailbox, text_of
from tests.support.threads import race, refusals, results

REASON = "Your comment speaks of harm to somebody"


def test_an_author_is_told_of_an_approval(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    comment = written(article)
    due = decided(comment, alice, "approve")

    assert send_due(due) == 1

    ((recipient, letter),) = mailbox.letters
    assert recipient == BOB
    assert letter["To"] == BOB
    assert letter["From"] == "Stet <desk@example.org>"
    assert mailbox.senders == ["desk@example.org"]
    assert letter["Subject"] == 'Your comment is published: The "mill" <is> let'
    text, html = text_of(letter, "plain"), text_of(letter, "html")
    assert 'Your comment on "The "mill" <is> let" is published.' in text
    assert "The &quot;mill&quot; &lt;is&gt; let" in html
    assert '<html lang="en" dir="ltr">' in html
    base = "https://comments.example.org/stet/receipts/"
    link = next(line for line in text.splitlines() if line.startswith(base))
    assert (
        f"https://comments.example.org/stet/articles/the-mill-is-let/?comment={comment.id}" in text
    )
    assert comment_of(link.removeprefix(base).removesuffix("/")) == comment
    assert f'href="{link}"' in html


def test_a_letter_says_that_a_program_sent_it_and_follows_nobody(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    send_due(decided(written(article), alice, "approve"))

    ((_, letter),) = mailbox.letters
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>")
    html = text_of(letter, "html")
    assert not [mark for mark in ("<img", "src=", "<script", "<link", "url(") if mark in html]
    # The page, the receipt, and the way to stop: all of them here, and none with a mark of hers.
    assert html.count("http") == html.count('href="https://comments.example.org/stet/') == 3


def test_an_author_is_told_why_a_comment_was_rejected(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    due = decided(written(article), alice, "reject", "threat", "racism")

    send_due(due)

    ((_, letter),) = mailbox.letters
    assert letter["Subject"].startswith("Your comment was not published: ")
    for text in (text_of(letter, "plain"), unescape(text_of(letter, "html"))):
        assert "was not published" in text
        assert "Threats" in text
        assert "Racism" in text
        assert REASON in text


def test_the_moderators_note_stands_in_place_of_the_standard_sentence(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    note = "Say it <without> the second line.\nThen gladly."
    send_due(decided(written(article), alice, "reject", "threat", note=note))

    ((_, letter),) = mailbox.letters
    assert note in text_of(letter, "plain").replace("\r\n", "\n")
    assert "Say it &lt;without&gt; the second line.<br>Then gladly." in text_of(letter, "html")
    assert REASON not in text_of(letter, "plain")


def test_no_readers_words_are_in_a_letter(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    send_due(decided(written(article), alice, "reject", "threat"))

    ((_, letter),) = mailbox.letters
    assert WORDS not in text_of(letter, "plain") + text_of(letter, "html") + str(letter)


def test_nobody_else_is_told(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    due = decided(written(article, email=""), alice, "approve")

    assert send_due(due) == 0
    assert mailbox.letters == []


def test_it_waits_out_the_minute_for_undoing(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    due = decided(written(article), alice, "approve")

    assert send_due(due - timedelta(seconds=1)) == 0
    assert send_due(due) == 1


def test_a_letter_is_sent_once(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    due = decided(written(article), alice, "approve")

    assert [send_due(due), send_due(due), send_due(due + timedelta(days=9))] == [1, 0, 0]
    assert mailbox.recipients == [BOB]


def test_many_workers_send_a_letter_once(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    due = timezone.now()
    for number in range(3):
        comment = written(article, email=f"reader{number}@example.org", text=f"Words {number}.")
        due = decided(comment, alice, "approve")

    outcomes = race(6, lambda _: send_due(due))

    assert refusals(outcomes) == []
    assert sum(results(outcomes)) == 3
    assert sorted(mailbox.recipients) == [f"reader{number}@example.org" for number in range(3)]


def test_an_undone_decision_is_not_told(article: Article, alice: Staff, mailbox: Mailbox) -> None:
    comment = written(article)
    due = decided(comment, alice, "reject", "threat")
    reopen(comment.id, alice, timezone.now())

    assert send_due(due) == 0
    assert Notice.objects.get().dropped_at == due
    assert mailbox.letters == []


def test_only_the_decision_that_stands_is_told(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    comment = written(article)
    decided(comment, alice, "reject", "threat")
    comment.refresh_from_db()
    now = timezone.now()
    decide(Verdict(comment.id, "approve", seen=f"{comment.version}.1.-"), alice, now)

    assert send_due(now + REOPEN_WITHIN) == 1
    ((_, letter),) = mailbox.letters
    assert letter["Subject"].startswith("Your comment is published")


@pytest.mark.parametrize("leave", ["withdraw", "erase"])
def test_who_has_left_is_not_written_to(
    article: Article, alice: Staff, mailbox: Mailbox, leave: str
) -> None:
    comment = written(article)
    due = decided(comment, alice, "approve")
    if leave == "withdraw":
        withdraw(comment.id, timezone.now())
    else:
        Staff.objects.filter(pk=alice.pk).update(role="administrator")
        erase(comment.id, Staff.objects.get(pk=alice.pk), timezone.now())

    assert send_due(due) == 0
    assert mailbox.letters == []
    assert Notice.objects.get().dropped_at is not None


def test_a_headline_cannot_add_a_header(
    site: Site, article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    Article.objects.update(headline="News\r\nBcc: charlie@example.org")

    assert send_due(decided(written(article), alice, "approve")) == 1
    ((_, letter),) = mailbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Your comment is published: News Bcc: charlie@example.org"
