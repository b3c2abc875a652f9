"""An author finds all her comments by a link that works once; nobody else learns that she is here."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from stet.comments.contacts.finding import VALID
from stet.comments.models import Link
from stet.comments.receipts import token_of
from stet.exchange.mailing import send_due
from stet.newsroom.models import Article, Staff
from tests.exchange.letters import BOB, decided, unconfirmed, written
from tests.exchange.links import letters_to, link_in, press
from tests.exchange.mailbox import Mailbox


def _asked(client: Client, email: str) -> str:
    answer = press(client, "/mine/", email=email)
    assert answer.status_code == 200
    return answer.content.decode()


def test_she_gets_a_link_and_the_list_once(
    article: Article, alice: Staff, mailbox: Mailbox, client: Client
) -> None:
    mine = [written(article, text=f"Thought {number}.") for number in range(3)]
    decided(mine[0], alice, "approve")
    decided(mine[1], alice, "reject", "threat")
    others = unconfirmed(article, text="Nobody called this hers.")
    theirs = written(article, email="charlie@example.org", text="Charlie's own.")
    Link.objects.update(dropped_at=timezone.now())

    _asked(client, BOB.upper())
    assert send_due(timezone.now()) == 1

    (letter,) = letters_to(mailbox, BOB)
    assert letter["Subject"] == "Your comments: Stet Newsroom"
    page = link_in(letter, "/mine/")
    for _ in range(2):  # programs look letters over
        assert "Open your comments" in client.get(page).content.decode()
    listed = press(client, page).content.decode()
    for comment in mine:
        assert f"/receipts/{token_of(comment.id)}/" in listed
    for comment in (others, theirs):
        assert token_of(comment.id) not in listed
        assert comment.text not in listed
    assert [state in listed for state in ("published", "not published", "waiting")] == [True] * 3

    again = press(client, page)
    assert again.status_code == client.get(page).status_code == 410
    assert token_of(mine[0].id) not in again.content.decode()


def test_the_answer_is_the_same_for_whom_nobody_knows(
    article: Article, mailbox: Mailbox, client: Client
) -> None:
    written(article)
    unconfirmed(article, email="dora@example.org", text="Not confirmed.")
    known = _asked(client, BOB)
    assert known == _asked(client, "charlie@example.org") == _asked(client, "dora@example.org")

    send_due(timezone.now())

    finding = [to for to, letter in mailbox.letters if "Your comments" in letter["Subject"]]
    assert finding == [BOB]


def test_a_link_runs_out(article: Article, mailbox: Mailbox, client: Client) -> None:
    written(article)
    _asked(client, BOB)
    send_due(timezone.now())
    page = link_in(letters_to(mailbox, BOB)[-1], "/mine/")
    Link.objects.filter(kind="find").update(expires_at=timezone.now() - timedelta(seconds=1))

    assert timedelta(minutes=30) >= VALID
    assert client.get(page).status_code == press(client, page).status_code == 410


def test_nobody_fills_anothers_mailbox(article: Article, mailbox: Mailbox) -> None:
    written(article)
    for network in range(8):
        client = Client(REMOTE_ADDR=f"203.0.113.{network}")
        assert "on its way" in _asked(client, BOB)
    while send_due(timezone.now()):
        pass
    assert len(letters_to(mailbox, BOB)) == 5


def test_one_network_asks_but_so_often(article: Article, mailbox: Mailbox, client: Client) -> None:
    for number in range(30):
        _asked(client, f"reader{number}@example.org")
    answer = press(client, "/mine/", email="one.more@example.org")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Link.objects.count() == 30


def test_what_is_no_address_is_said_beside_the_field(
    article: Article, mailbox: Mailbox, client: Client
) -> None:
    answer = press(client, "/mine/", email='"><script>@example')
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "<script>@" not in page
    from_elsewhere = client.post("/mine/", {"email": BOB}, headers={"Origin": "https://evil.test"})
    assert from_elsewhere.status_code == 403
