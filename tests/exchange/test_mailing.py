"""An author who asked to be told is told once, of what stands, and of nobody else's words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from structlog.testing import capture_logs

from stet.comments.models import Comment
from stet.comments.receipts import comment_of
from stet.comments.submitting import Draft
from stet.exchange.mailing import PAUSES, send_due
from stet.exchange.smtp import Server
from stet.moderation.deciding import REOPEN_WITHIN, Verdict, decide, reopen
from stet.moderation.intake import receive
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Notice
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.mailbox import PASSWORD, Mailbox, served, text_of
from tests.support.postgres import free_port
from tests.support.threads import race, refusals, results

BOB = "bob@example.org"
REASON = "Your comment speaks of harm to somebody"
WORDS = "the words of a reader"


def set_env(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(settings, "STET", replace(settings.STET, **values))


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with served() as mailbox:
        set_env(
            monkeypatch,
            smtp_url=mailbox.url,
            public_url="https://comments.example.org/stet",
            mail_from="Stet <desk@example.org>",
        )
        yield mailbox


@pytest.fixture
def article(site: Site) -> Article:
    text = ArticleText('The "mill" <is> let')
    return add_article(site, text, by=None, now=timezone.now())[0]


def written(article: Article, email: str = BOB, text: str = WORDS) -> Comment:
    draft = Draft(article, "Bob", text, email=email, network=text)
    return receive(draft, timezone.now()).comment


def decided(
    comment: Comment, alice: Staff, outcome: str, *clauses: str, note: str = ""
) -> datetime:
    """Decides, and returns the moment at which the notice is due."""
    now = timezone.now()
    decide(Verdict(comment.id, outcome, [*clauses], note), alice, now)
    return now + REOPEN_WITHIN


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
    link = next(line for line in text.splitlines() if line.startswith("https://"))
    base = "https://comments.example.org/stet/receipts/"
    assert link.startswith(base)
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
    assert html.count("http") == 2  # the receipt's link, as text and as target


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


def test_a_server_that_is_away_is_tried_again(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = decided(written(article), alice, "approve")
    decided(written(article, email="charlie@example.org", text="More."), alice, "approve")
    set_env(monkeypatch, smtp_url=f"smtp://127.0.0.1:{free_port()}")

    assert send_due(due + timedelta(seconds=5)) == 0

    # The first has had its attempt; the other was spared a vain one.
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 1]
    set_env(monkeypatch, smtp_url=mailbox.url)
    assert send_due(due + PAUSES[0] + timedelta(seconds=5)) == 2
    assert sorted(mailbox.recipients) == [BOB, "charlie@example.org"]


def test_a_refusal_for_now_is_tried_again_ever_later_and_then_given_up(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.refusals[BOB] = "451 come back later"
    at = decided(written(article), alice, "approve")

    with capture_logs() as logs:
        for pause in (*PAUSES, PAUSES[-1]):
            assert Notice.objects.get().dropped_at is None
            assert send_due(at) == 0
            assert send_due(at + pause - timedelta(seconds=1)) == 0
            at += pause

    notice = Notice.objects.get()
    assert notice.dropped_at is not None
    assert notice.attempts == len(PAUSES) + 1
    events = [line["event"] for line in logs]
    assert events == ["notice_not_sent"] * len(PAUSES) + ["notice_dropped"]


@pytest.mark.parametrize(
    ("refusals", "answer", "reason"),
    [
        ({BOB: "550 no such person bob@example.org"}, "250 taken", "recipient refused (550)"),
        ({}, "554 no, bob@example.org", "letter refused (554)"),
    ],
)
def test_a_refusal_for_good_is_given_up_at_once_and_the_log_names_nobody(
    article: Article,
    alice: Staff,
    mailbox: Mailbox,
    refusals: dict[str, str],
    answer: str,
    reason: str,
) -> None:
    mailbox.refusals, mailbox.answer = refusals, answer
    due = decided(written(article), alice, "approve")

    with capture_logs() as logs:
        assert send_due(due) == 0

    notice = Notice.objects.get()
    assert notice.dropped_at == due
    (line,) = logs
    assert line == {
        "event": "notice_dropped",
        "log_level": "warning",
        "decision": str(notice.pk),
        "attempts": 1,
        "reason": reason,
    }


@pytest.mark.parametrize("refusal", ["530 sign in first", "554 5.7.1 Relay access denied"])
def test_what_the_operator_can_put_right_is_not_given_up(
    article: Article, alice: Staff, mailbox: Mailbox, refusal: str
) -> None:
    mailbox.refusals[BOB] = refusal
    due = decided(written(article), alice, "approve")
    assert send_due(due) == 0

    mailbox.refusals.clear()

    assert send_due(due + PAUSES[0]) == 1


def test_one_refused_recipient_keeps_nobody_else_waiting(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.refusals[BOB] = "550 unknown"
    decided(written(article), alice, "approve")
    other = written(article, email="charlie@example.org", text="Other words.")
    due = decided(other, alice, "approve")

    assert send_due(due) == 1
    assert mailbox.recipients == ["charlie@example.org"]


@pytest.mark.parametrize("missing", ["smtp_url", "public_url"])
def test_without_a_server_or_an_address_of_ours_notices_wait(
    article: Article,
    alice: Staff,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
) -> None:
    due = decided(written(article), alice, "approve")
    set_env(monkeypatch, **{missing: ""})

    assert send_due(due) == 0
    assert Notice.objects.get().attempts == 0


def test_a_headline_cannot_add_a_header(
    site: Site, article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    Article.objects.update(headline="News\r\nBcc: charlie@example.org")

    assert send_due(decided(written(article), alice, "approve")) == 1
    ((_, letter),) = mailbox.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Your comment is published: News Bcc: charlie@example.org"


def test_it_signs_in_where_the_server_wants_a_password(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.locked = True
    due = decided(written(article), alice, "approve")

    set_env(monkeypatch, smtp_url=mailbox.url.replace("//", "//desk:wrong@"))
    assert send_due(due) == 0
    assert Notice.objects.get().dropped_at is None

    password = PASSWORD.replace(" ", "%20")
    set_env(monkeypatch, smtp_url=mailbox.url.replace("//", f"//desk:{password}@"))
    assert send_due(due + PAUSES[0]) == 1


def test_tls_is_never_given_up_for_plain_text(
    article: Article, alice: Staff, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_env(monkeypatch, smtp_url=mailbox.url.replace("smtp:", "smtps:"))
    due = decided(written(article), alice, "approve")

    assert send_due(due) == 0
    assert mailbox.letters == []
    assert Notice.objects.get().dropped_at is None


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtp://desk:secret@mail.example.org", 587, False, True),
        ("smtp://desk:secret@localhost", 587, False, False),
        ("smtp://desk:secret@[::1]:2525", 2525, False, False),
        ("smtps://desk:secret@mail.example.org", 465, True, False),
    ],
)
def test_a_password_crosses_a_network_under_tls_only(
    url: str, port: int, *, tls: bool, starttls: bool
) -> None:
    server = Server.at(url)

    assert (server.port, server.tls, server.starttls) == (port, tls, starttls)


@pytest.mark.parametrize("url", ["http://mail.example.org", "smtp://", "smtp://host:notaport"])
def test_an_address_that_is_no_mail_servers_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp://|[Pp]ort"):
        Server.at(url)
