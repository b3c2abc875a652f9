"""A reader leaves her address, confirms it, is told the decision, finds her receipt, and stops it all.

Without script, on a telephone, with a served newsroom whose worker writes to a real mail server.
"""

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import complaints
from tests.browser.newsroom import ARTICLE, SETTINGS, Newsroom
from tests.browser.test_reader_journey import fits, send, write
from tests.exchange.mailbox import Mailbox, served, text_of
from tests.support import server

BOB = "bob@example.org"
PUBLIC = "http://comments.example.org"
TEXT = "I saw the girders myself."
_LONGEST_S = 40


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as opened:
        yield opened


@pytest.fixture
def newsroom(tmp_path: Path, migrated: Path, mailbox: Mailbox) -> Iterator[Newsroom]:
    data = tmp_path / "data"
    shutil.copytree(migrated, data)
    mail = {"STET_SMTP_URL": mailbox.url, "STET_PUBLIC_URL": PUBLIC}
    hosts = {"STET_ALLOWED_HOSTS": "127.0.0.1,localhost"}
    room = server.newsroom(data, settings={**SETTINGS, **mail, **hosts})
    with server.running(room, "serve") as running:
        written = tmp_path / "bridge.md"
        written.write_text(ARTICLE, encoding="utf-8")
        room.must("article", "add", str(written))
        room.must("staff", "add", "alice", "--role", "senior", "--generate")
        token = room.must("staff", "token", "alice").strip()
        yield Newsroom(running.base_url, "/articles/bridge/", token)


def letter(mailbox: Mailbox, number: int) -> EmailMessage:
    """The ``number``-th letter to Bob, from 1, once it is there."""
    until = time.monotonic() + _LONGEST_S
    while len(mailbox.letters) < number:
        assert time.monotonic() < until, "no letter came"
        time.sleep(0.1)
    assert mailbox.recipients == [BOB] * number
    return mailbox.letters[number - 1][1]


def follow(page: Page, newsroom: Newsroom, mail: EmailMessage, path: str) -> None:
    """Opens the letter's link to ``path``, on the address at which the newsroom is served here."""
    lines = text_of(mail, "plain").split()
    link = next(line for line in lines if line.startswith(PUBLIC + path))
    page.goto(newsroom.base_url + link.removeprefix(PUBLIC))
    fits(page)


def everybody_can_use(page: Page, open_page: OpenPage) -> None:
    """Asks the page's accessibility on a page of its own, with the script that asks; opening it does nothing."""
    looked = open_page("desk")
    looked.goto(page.url)
    assert list(complaints(looked)) == []
    looked.close()


def let_the_minute_pass(data: Path) -> None:
    """A decision can be taken back for a minute; nobody waits for that here."""
    with closing(sqlite3.connect(next(data.glob("*.sqlite3")), timeout=20)) as database:
        database.execute("UPDATE moderation_notice SET due_at = '2020-01-01 00:00:00'")
        database.commit()


def test_from_an_address_in_the_form_to_the_last_letter(
    newsroom: Newsroom, mailbox: Mailbox, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("phone", javascript=False)
    page.goto(newsroom.base_url + newsroom.article)
    write(page, "Bob", TEXT)
    page.get_by_label("E-mail").fill(BOB)
    expect(page.get_by_label("Tell me the decision")).to_be_checked()
    page.get_by_label("Tell me about replies").check()
    fits(page)
    send(page)
    expect(page.get_by_text("its owner is asked by a letter there")).to_be_visible()

    follow(page, newsroom, letter(mailbox, 1), "/mail/confirm/")
    everybody_can_use(page, open_page)
    page.get_by_role("button", name="Yes, I wrote it").click()
    expect(page.get_by_text("Your address is confirmed")).to_be_visible()
    fits(page)

    newsroom.decide(TEXT, "reject", "threat")
    let_the_minute_pass(tmp_path / "data")
    told = letter(mailbox, 2)
    assert "was not published" in told["Subject"]
    follow(page, newsroom, told, "/receipts/")
    expect(page.get_by_role("heading", name="It was not published")).to_be_visible()
    expect(
        page.get_by_text("The decision, and replies, are told to b…@example.org")
    ).to_be_visible()

    page.get_by_role("link", name="Find my comments").first.click()
    page.get_by_label("E-mail").fill(BOB)
    page.get_by_role("button", name="Send me a letter").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    follow(page, newsroom, letter(mailbox, 3), "/mine/")
    everybody_can_use(page, open_page)
    page.get_by_role("button", name="Open your comments").click()
    expect(page.locator(".my-comments")).to_contain_text("not published")
    fits(page)

    follow(page, newsroom, told, "/mail/stop/")
    everybody_can_use(page, open_page)
    page.get_by_label("All letters about my comments").check()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("You get no more letters about your comments.")).to_be_visible()
    fits(page)
