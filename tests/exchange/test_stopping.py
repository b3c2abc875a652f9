"""No more letters, with one click: from the mail program, or on a page that needs no script."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.comments.contacts.stopping import allow
from stet.comments.models import Address, Comment, Contact
from stet.exchange.mailing import send_due
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.letters import BOB, WORDS, decided, unconfirmed, written
from tests.exchange.links import (
    BASE,
    answer_question,
    letters_to,
    link_in,
    press,
    send,
)
from tests.exchange.mailbox import Mailbox


@pytest.fixture(autouse=True)
def hurried(settings: Settings) -> None:
    settings.STET = replace(settings.STET, form_min_s=0, network_rate=0, article_rate=0)


def test_a_mail_programs_own_button_stops_everything(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    first, second = written(article), written(article, text="Two.")
    send_due(decided(first, alice, "approve"))
    letter = letters_to(mailbox, BOB)[0]
    assert letter["List-Id"] == "<letters.comments.example.org>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = letter["List-Unsubscribe"].strip(" <>").removeprefix(BASE)
    assert page == link_in(letter, "/mail/stop/")
    client.get(page)  # who only looks stops nothing
    assert Address.objects.get().stopped_at is None

    # The provider's server sends this, with no cookie and no origin.
    answer = press(client, page, **{"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert send_due(decided(second, alice, "approve")) == 0
    assert len(mailbox.letters) == 1


def test_on_the_page_she_chooses_what_stops(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    first, second = written(article), written(article, text="Two.")
    due = decided(first, alice, "reject", "threat")
    send_due(due)
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/stop/")
    shown = client.get(page).content.decode()
    assert BOB not in shown
    assert "Letters about this comment" in shown
    assert press(client, page, scope="whatever").status_code == 200
    assert Contact.objects.filter(stopped_at=None).count() == 2

    press(client, page, scope="comment")

    assert [one.comment for one in Contact.objects.filter(stopped_at=None)] == [second]
    assert send_due(decided(second, alice, "approve")) == 1


def test_never_is_never_even_to_be_asked(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    send_due(decided(written(article), alice, "approve"))
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/stop/")
    press(client, page, scope="never")

    unconfirmed(article, text="By somebody else.")
    assert send_due(timezone.now() + timedelta(days=40)) == 0
    assert "scope" not in client.get(page).content.decode()


def test_who_is_only_asked_and_stops_is_asked_no_more(
    article: Article, mailbox: Mailbox, client: Client
) -> None:
    unconfirmed(article)
    send_due(timezone.now())
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/stop/")

    press(client, page, **{"List-Unsubscribe": "One-Click"})

    unconfirmed(article, text="Once more.")
    assert send_due(timezone.now() + timedelta(days=40)) == 0


def test_she_changes_her_mind_with_the_next_comment_and_a_new_confirmation(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    send(client, article, WORDS, email=BOB)
    send_due(timezone.now())
    question = letters_to(mailbox, BOB)[0]
    answer_question(client, link_in(question, "/mail/confirm/"))
    press(client, link_in(question, "/mail/stop/"), scope="all")

    send(client, article, "Again.", email=BOB)
    due = decided(Comment.objects.latest("received_at"), alice, "approve")
    tomorrow = due + timedelta(days=1)
    send_due(tomorrow)
    (_, again) = letters_to(mailbox, BOB)
    assert again["Subject"].startswith("Was this you?")

    answer_question(client, link_in(again, "/mail/confirm/"))
    assert send_due(tomorrow) == 1


def test_a_mailbox_that_is_refused_for_good_gets_no_more(
    site: Site, article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.refusals[BOB] = "550 no such person"
    first, second = written(article), written(article, text="Two.")
    due = max(decided(first, alice, "approve"), decided(second, alice, "approve"))
    send_due(due)

    mailbox.refusals.clear()
    assert send_due(due + timedelta(hours=1)) == 0
    assert Address.objects.get().stopped_for == "refused"
    assert allow(site.id, BOB)
    third = written(article, text="Three.")
    assert send_due(decided(third, alice, "approve")) == 1
    assert not allow(site.id, BOB)


def test_a_letter_that_is_refused_stops_no_mailbox(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    mailbox.answer = "554 it looks like spam"
    send_due(decided(written(article), alice, "approve"))
    assert Address.objects.get().stopped_at is None
