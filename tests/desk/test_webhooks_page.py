"""Webhooks, at the desk: administrators add, watch and remove them; moderators do not know of them."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network

import pytest
from django.test import Client
from pytest_django import Settings

from stet.comments.models import Comment
from stet.comments.withdrawing import erase
from stet.exchange.webhooks.delivering import deliver_to
from stet.ledger.models import Entry
from stet.newsroom.models import Site, Staff
from stet.telling.endpoints import Why, pause, secrets_of, webhooks_of
from stet.telling.models import Webhook, WebhookDelivery
from stet.telling.planning import WAIT, follow_ledger
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, texts

SENT = {
    "label": "Comment counts",
    "url": "https://127.0.0.1:1/hook?key=a-token-of-theirs",
    "events": ["comment.held", "comment.approved"],
    "words": "always",
}


@pytest.fixture
def theirs(administrator: Staff, signed_in: SignedIn, settings: Settings) -> Client:
    here = (ip_network("127.0.0.0/8"),)
    settings.STET = replace(settings.STET, webhook_networks=here)
    return signed_in(administrator)


@pytest.fixture
def made(theirs: Client, site: Site) -> Webhook:
    assert texts(theirs.post("/desk/webhooks/new/", SENT), "secret")
    return webhooks_of(site)[0]


def address(webhook: Webhook) -> str:
    return f"/desk/webhooks/{webhook.pk}/"


@pytest.fixture
def failed(made: Webhook, write: Write, now: datetime) -> WebhookDelivery:
    """Nobody answers at that port: a message of a comment that came after the webhook."""
    comment = write("Words of a reader.", minutes_ago=-1)
    later = now + timedelta(minutes=1) + WAIT
    assert follow_ledger(later) == 1
    assert deliver_to(made.pk, later) == 0
    WebhookDelivery.objects.update(due_at=None, given_up_at=later)
    assert comment.state == "held"
    return WebhookDelivery.objects.get()


def test_it_says_what_this_is_when_there_is_nothing_yet(theirs: Client) -> None:
    assert "Nobody is told of anything yet." in plain(theirs.get("/desk/webhooks/"))


def test_its_secret_is_shown_once_and_its_token_kept_out_of_the_ledger(
    theirs: Client, site: Site, now: datetime
) -> None:
    (secret,) = texts(theirs.post("/desk/webhooks/new/", SENT), "secret")
    webhook = webhooks_of(site)[0]
    assert secrets_of(webhook, now) == [secret]
    assert webhook.events.split() == SENT["events"]
    pages = [html_of(theirs.get(path)) for path in ("/desk/webhooks/", address(webhook))]
    told = " ".join([*pages, *Entry.objects.values_list("payload", flat=True)])
    assert secret not in told
    assert "a-token-of-theirs" not in " ".join(Entry.objects.values_list("payload", flat=True))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", ""),
        ("url", "ftp://news.example.org/"),
        ("url", "https://10.0.0.1/hook"),
        ("url", "https://user:word@news.example.org/"),
        ("url", "https://news.example.org/ hook"),
    ],
)
def test_it_marks_the_field_that_cannot_stand(
    theirs: Client, site: Site, field: str, value: str
) -> None:
    response = theirs.post("/desk/webhooks/new/", {**SENT, field: value})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in html_of(response).split(f'id="f-{field}"')[1].split(">")[0]
    assert webhooks_of(site) == []


@pytest.mark.parametrize(("field", "value"), [("events", ["root.made"]), ("words", "some")])
def test_it_refuses_what_is_no_choice(
    theirs: Client, site: Site, field: str, value: object
) -> None:
    response = theirs.post("/desk/webhooks/new/", {**SENT, field: value})
    assert response.status_code == 422
    assert texts(response, "problem")
    assert webhooks_of(site) == []


def test_without_a_network_of_ours_only_https_is_called(
    theirs: Client, site: Site, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, webhook_networks=())
    sent = {**SENT, "url": "http://news.example.org/hook"}
    assert theirs.post("/desk/webhooks/new/", sent).status_code == 422
    assert webhooks_of(site) == []


def test_it_can_be_changed_paused_resumed_and_removed(
    theirs: Client, made: Webhook, site: Site, now: datetime
) -> None:
    alter = f"{address(made)}alter/"
    (before,) = secrets_of(made, now)
    theirs.post(alter, {**SENT, "label": "Archive", "events": ["article.created"], "do": "terms"})
    assert "Archive" in plain(theirs.get(address(made)))
    theirs.post(alter, {"do": "pause"})
    assert "Somebody here paused it" in plain(theirs.get("/desk/webhooks/"))
    theirs.post(alter, {"do": "resume"})
    (fresh,) = texts(theirs.post(alter, {"do": "rotate"}), "secret")
    assert secrets_of(made, now) == [fresh, before]
    assert theirs.post(alter, {**SENT, "url": "", "do": "terms"}).status_code == 422
    assert theirs.post(alter, {"do": "delete"}).status_code == 404
    theirs.post(alter, {"do": "remove"})
    assert (webhooks_of(site), secrets_of(made, now)) == ([], [])
    assert theirs.get(address(made)).status_code == 404
    deeds = [one for one in Entry.objects.values_list("deed", flat=True) if "webhook" in one]
    assert deeds == [f"webhook.{one}" for one in _DEEDS]


_DEEDS = ("made", "changed", "paused", "resumed", "secret_changed", "removed")


def test_what_was_given_up_is_found_read_and_sent_again(
    theirs: Client, made: Webhook, failed: WebhookDelivery
) -> None:
    page = plain(theirs.get(f"{address(made)}?show=failed"))
    assert "It could not be reached" in page
    assert "A comment waits" in page
    assert "None." in plain(theirs.get(f"{address(made)}?show=delivered"))
    one = f"{address(made)}{failed.pk}/"
    assert "Words of a reader." in plain(theirs.get(one))
    send = f"{address(made)}send/"
    theirs.post(send, {"do": "one", "delivery": str(failed.pk)})
    assert "Waiting" in plain(theirs.get(one))
    WebhookDelivery.objects.update(due_at=None, given_up_at=failed.given_up_at)
    theirs.post(send, {"do": "failed", "since": "7"})
    assert WebhookDelivery.objects.get().due_at is not None
    for wrong in ({"do": "failed", "since": "99"}, {"do": "one", "delivery": "x"}, {}):
        assert theirs.post(send, wrong).status_code == 404


def test_what_was_erased_cannot_be_read_there_any_more(
    theirs: Client, made: Webhook, failed: WebhookDelivery, now: datetime
) -> None:
    comment = Comment.objects.get()
    erase(comment.pk, actor="author", now=now)
    assert "Words of a reader." not in html_of(theirs.get(f"{address(made)}{failed.pk}/"))


def test_a_test_is_asked_for_and_its_page_says_what_came_of_it(
    theirs: Client, made: Webhook, now: datetime
) -> None:
    response = theirs.post(f"{address(made)}send/", {"do": "test"})
    assert re.fullmatch(rf"{address(made)}[0-9a-f-]{{36}}/", response["Location"])
    assert "not called yet" in plain(theirs.get(response["Location"]))
    deliver_to(made.pk, now + timedelta(minutes=1))
    assert "It could not be reached" in plain(theirs.get(response["Location"]))


def test_administrators_see_on_every_page_that_one_stopped_by_itself(
    theirs: Client, made: Webhook, desk: Client, now: datetime
) -> None:
    pause(made, by=None, now=now, why=Why.GONE)
    assert "says that it is gone" in plain(theirs.get("/desk/list/"))
    assert "says that it is gone" not in plain(desk.get("/desk/list/"))


def test_it_opens_nothing_of_what_was_never_there(theirs: Client, made: Webhook) -> None:
    nothing = "01a209f0-5690-70cb-8552-c711c6319743"
    for path in (f"/desk/webhooks/{nothing}/", f"{address(made)}{nothing}/"):
        assert theirs.get(path).status_code == 404
    assert theirs.get(f"{address(made)}?show=nonsense&before=nonsense").status_code == 200
