"""What a person wishes for herself: mail about escalations, and graphic text hidden until asked for."""

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import Settings

from stet.ledger.models import Entry
from stet.moderation.models import QueueItem
from stet.newsroom.models import Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, said_by_comment

THREAT = "I know where you live and I will break your legs."
HIDING = {"hide_graphic": "on"}


@pytest.fixture
def threat(write: Write) -> str:
    write(THREAT)
    assert "threat" in QueueItem.objects.get().screening.clauses  # type: ignore[union-attr]
    return THREAT


def test_text_is_shown_unless_one_wishes_otherwise(desk: Client, threat: str) -> None:
    assert 'class="cover"' not in html_of(desk.get("/desk/"))


def test_flagged_text_is_hidden_until_asked_for(desk: Client, threat: str) -> None:
    desk.post("/desk/account/wishes/", HIDING)
    page = desk.get("/desk/")
    assert '<details class="cover">' in html_of(page)
    assert "Hidden, as you wish: Threats" in plain(page)
    assert said_by_comment(page) == threat


def test_other_text_is_not(desk: Client, write: Write) -> None:
    desk.post("/desk/account/wishes/", HIDING)
    write("Good news for the bridge.")
    assert 'class="cover"' not in html_of(desk.get("/desk/"))


def test_the_wish_is_ones_own(desk: Client, bob: Staff, signed_in: SignedIn, threat: str) -> None:
    desk.post("/desk/account/wishes/", HIDING)
    assert 'class="cover"' not in html_of(signed_in(bob).get("/desk/"))
    desk.post("/desk/account/wishes/", {})
    assert 'class="cover"' not in html_of(desk.get("/desk/"))


def test_a_senior_leaves_an_address_that_the_ledger_does_not_hold(
    senior: Staff, signed_in: SignedIn
) -> None:
    hers = signed_in(senior)
    hers.post("/desk/account/wishes/", {"email": " sara@example.org ", **HIDING})
    senior.refresh_from_db()
    assert senior.email == "sara@example.org"
    entry = Entry.objects.filter(deed="staff.changed").latest("seq")
    assert "example.org" not in entry.payload
    assert '"email":true' in entry.payload


def test_where_no_mail_is_sent_no_letter_is_promised(
    senior: Staff, signed_in: SignedIn, settings: Settings
) -> None:
    assert "This newsroom sends no letters" in plain(signed_in(senior).get("/desk/account/"))
    settings.STET = replace(settings.STET, smtp_url="smtp://127.0.0.1:9")
    assert "This newsroom sends no letters" not in plain(signed_in(senior).get("/desk/account/"))


def test_what_is_no_address_is_refused_and_kept_in_the_field(
    senior: Staff, signed_in: SignedIn
) -> None:
    page = signed_in(senior).post("/desk/account/wishes/", {"email": "sara at home"})
    assert page.status_code == 422
    assert 'value="sara at home"' in html_of(page)


def test_moderators_are_not_asked_for_one(desk: Client, alice: Staff) -> None:
    assert 'name="email"' not in html_of(desk.get("/desk/account/"))
    desk.post("/desk/account/wishes/", HIDING)
    alice.refresh_from_db()
    assert alice.preferences["hide_graphic"] is True
