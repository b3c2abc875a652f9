"""Nobody is written to who has not said that the comment is hers, and nobody is bombed with questions."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from stet.comments.contacts.addresses import digest_of
from stet.comments.contacts.asking import ANSWER_WITHIN, ASK_EVERY, ASKS_FROM_NETWORK, ask_due
from stet.comments.models import Address, Comment, Contact, Link
from stet.exchange.mailing import keep_addresses, send_due
from stet.moderation.authors import written_by_author_of
from stet.moderation.deciding import REOPEN_WITHIN
from stet.moderation.models import Notice
from stet.moderation.records import author_record
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.letters import BOB, WORDS, decided, unconfirmed, written
from tests.exchange.links import answer_question, letters_to, link_in, press, send
from tests.exchange.mailbox import Mailbox, text_of


@pytest.fixture(autouse=True)
def hurried(settings: Settings) -> None:
    settings.STET = replace(settings.STET, form_min_s=0, network_rate=0, article_rate=0)


def _latest() -> Comment:
    return Comment.objects.latest("received_at")


def test_an_author_is_asked_first_and_told_after_she_said_yes(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    receipt = send(client, article, WORDS, email=BOB)
    send_due(timezone.now())
    due = decided(_latest(), alice, "approve")
    assert send_due(due) == 0

    (question,) = letters_to(mailbox, BOB)
    assert question["Subject"] == "Was this you? · Stet Newsroom"
    for part in (text_of(question, "plain"), text_of(question, "html")):
        assert "mill" in part
        assert WORDS not in part
        assert "Bob" not in part  # a name could be anything, and anybody's
    page = link_in(question, "/mail/confirm/")
    # A program that looks letters over follows every link, and confirms nothing by that.
    assert client.get(page).status_code == client.head(page).status_code == 200
    assert send_due(due) == 0
    assert "Please answer it" in client.get(receipt).content.decode()

    answer = answer_question(client, page)

    assert "Your address is confirmed" in answer.content.decode()
    assert receipt in answer.content.decode()
    assert send_due(due) == 1
    assert letters_to(mailbox, BOB)[-1]["Subject"].startswith("Your comment is published")
    assert "told to <bdi>b…@example.org</bdi>" in client.get(receipt).content.decode()
    assert "nothing to answer" in client.get(page).content.decode()


def test_who_says_that_it_was_not_her_is_never_written_to_again(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    send(client, article, WORDS, email=BOB)
    now = timezone.now()
    send_due(now)
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/")

    assert "removed your address" in answer_question(client, page, "no").content.decode()

    due = decided(_latest(), alice, "approve")
    send(Client(), article, "Once more.", email=BOB)
    again = decided(_latest(), alice, "approve")
    for days in (0, 2, 40):
        send_due(max(due, again) + timedelta(days=days))
    assert len(letters_to(mailbox, BOB)) == 1
    assert not Notice.objects.filter(sent_at__isnull=False).exists()


def test_an_address_is_asked_once_a_day_and_three_times_in_all(
    article: Article, mailbox: Mailbox
) -> None:
    for number in range(3):
        unconfirmed(article, BOB, f"Words {number}.")
    now = timezone.now()
    assert send_due(now) == 1
    for day in range(1, 20):
        contact = Contact.objects.get(comment=unconfirmed(article, BOB, f"Day {day}."))
        Contact.objects.filter(pk=contact.pk).update(ask_at=now + timedelta(days=day))
        send_due(now + timedelta(days=day))
        send_due(now + timedelta(days=day, hours=1))
    assert len(mailbox.letters) == 3


def test_one_network_has_but_so_many_people_asked(article: Article, mailbox: Mailbox) -> None:
    for number in range(ASKS_FROM_NETWORK + 5):
        comment = unconfirmed(article, f"reader{number}@example.org", f"Words {number}.")
        Comment.objects.filter(id=comment.id).update(network="one network")
    now = timezone.now()
    while ask_due(now):
        pass
    assert Link.objects.count() == ASKS_FROM_NETWORK
    ask_due(now + ASK_EVERY)
    assert Link.objects.count() == ASKS_FROM_NETWORK + 5


def test_a_confirmed_address_typed_by_somebody_else_is_asked_again_and_tells_nothing(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    bob, charlie = Client(), Client()
    send(bob, article, WORDS, email=BOB)
    now = timezone.now()
    send_due(now)
    answer_question(bob, link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/"))

    send(charlie, article, "In another's name.", email=BOB)
    due = decided(_latest(), alice, "approve")
    assert send_due(due) == 0  # asked today
    send_due(due + ASK_EVERY)

    letters = letters_to(mailbox, BOB)
    assert [letter["Subject"][:12] for letter in letters] == ["Was this you"] * 2
    answer_question(bob, link_in(letters[-1], "/mail/confirm/"), "no")
    send_due(due + ASK_EVERY)
    assert len(letters_to(mailbox, BOB)) == 2
    # It was no "never again": what she writes herself is hers as before.
    send(bob, article, "Mine.", email=BOB)
    assert send_due(decided(_latest(), alice, "approve")) == 1


def test_the_same_browser_is_asked_once(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    send(client, article, WORDS, email=BOB)
    send_due(timezone.now())
    answer_question(client, link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/"))

    send(client, article, "Some more.", email=BOB.upper())
    due = decided(_latest(), alice, "approve")

    assert send_due(due + timedelta(days=2)) == 1
    assert [to for to, _ in mailbox.letters] == [BOB, BOB.upper()]
    assert Address.objects.count() == 1


def test_of_several_comments_she_ticks_hers_and_the_others_lose_her_address(
    article: Article, mailbox: Mailbox, client: Client
) -> None:
    mine, other = unconfirmed(article, BOB, "Mine."), unconfirmed(article, BOB, "Not mine.")
    send_due(timezone.now())
    (letter,) = letters_to(mailbox, BOB)
    page = link_in(letter, "/mail/confirm/")
    assert client.get(page).content.decode().count('type="checkbox"') == 2
    shown = f"{mine.id},{other.id}"
    assert "Please tick" in press(client, page, answer="yes", shown=shown).content.decode()

    press(client, page, answer="yes", shown=shown, **{f"mine_{mine.id}": "1"})

    assert [contact.comment for contact in Contact.objects.all()] == [mine]
    assert Contact.objects.get().confirmed_at is not None


def test_a_comment_that_she_was_not_shown_is_not_confirmed(
    article: Article, mailbox: Mailbox, client: Client
) -> None:
    mine = unconfirmed(article, BOB, "Mine.")
    send_due(timezone.now())
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/")
    later = unconfirmed(article, BOB, "Came while she read.")

    fields = {f"mine_{one.id}": "1" for one in (mine, later)}
    press(client, page, answer="yes", shown=str(mine.id), **fields)

    assert Contact.objects.get(comment=later).confirmed_at is None


def test_without_an_answer_the_address_is_forgotten_and_the_notice_dropped(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    comment = unconfirmed(article)
    send_due(timezone.now())
    page = link_in(letters_to(mailbox, BOB)[0], "/mail/confirm/")
    due = decided(comment, alice, "approve")
    late = due + ANSWER_WITHIN - timedelta(days=1)
    keep_addresses(late)
    assert Contact.objects.exists()

    keep_addresses(due + ANSWER_WITHIN)
    send_due(due + ANSWER_WITHIN)

    assert not Contact.objects.exists()
    assert not Address.objects.exists()
    assert Notice.objects.get().dropped_at is not None
    assert len(mailbox.letters) == 1
    assert client.get(page).status_code == 410


def test_who_came_with_an_import_is_asked_when_there_is_something_to_tell(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    comment = unconfirmed(article, email="")
    Contact.objects.create(comment=comment, email=BOB)
    now = timezone.now()
    keep_addresses(now)
    assert send_due(now) == 0

    due = decided(comment, alice, "approve")
    keep_addresses(due)
    assert send_due(due) == 1
    assert mailbox.letters[0][1]["Subject"].startswith("Was this you?")


def test_a_letter_that_looks_like_another_in_some_alphabet_is_another(site: Site) -> None:
    kelvin = "mi\u212ae@example.org"  # the Kelvin sign, which Unicode folds to "k"
    assert digest_of(site.id, kelvin) != digest_of(site.id, "mike@example.org")
    assert digest_of(site.id, "MIKE@Example.org") == digest_of(site.id, "mike@example.org")


def test_who_wants_no_decision_is_not_told_of_it(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    send(client, article, WORDS, email=BOB, tells="1", tell_replies="1")
    decided(_latest(), alice, "approve")
    assert not Notice.objects.exists()
    contact = Contact.objects.get()
    assert (contact.tell_decision, contact.tell_replies) == (False, True)


@pytest.mark.parametrize("path", ["/mail/confirm/", "/mail/stop/", "/mine/"])
def test_a_link_that_was_not_made_here_opens_nothing(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client, path: str
) -> None:
    send_due(decided(written(article), alice, "approve") + REOPEN_WITHIN)
    stop = link_in(mailbox.letters[-1][1], "/mail/stop/").rstrip("/").rpartition("/")[2]
    tokens = ["A" * 43, "A" * 64, "-", stop[:-1] + ("A" if stop[-1] != "A" else "B")]
    if path != "/mail/stop/":
        tokens.append(stop)  # made for something else
    for token in tokens:
        assert client.get(f"{path}{token}/").status_code == 404
        assert press(client, f"{path}{token}/", answer="yes", scope="all").status_code == 404


def test_the_desk_knows_one_author_by_her_mailbox_in_two_browsers(
    article: Article, alice: Staff, mailbox: Mailbox
) -> None:
    first = written(article, text="From the telephone.", author_key="browser:telephone")
    second = written(article, text="From the desk.", author_key="browser:desk")
    others = unconfirmed(article, text="With her address.", author_key="browser:charlie")
    decided(first, alice, "approve")

    found, _ = written_by_author_of(second, 10)
    record = author_record(second)

    assert [one.comment for one in found] == [second, first]
    assert record is not None
    assert record.approved == 1
    assert [one.comment for one in written_by_author_of(others, 10)[0]] == [others]
