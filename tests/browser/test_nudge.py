"""Before sending, on a telephone: an author is asked once, writes it anew, and it is sent."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.embedding import Sites, frame_of, inside, open_embed
from tests.browser.looking import complaints


@pytest.fixture
def nudging(sites: Sites) -> Iterator[Sites]:
    sites.room.must("site", "nudge", "on")
    yield sites
    sites.room.must("site", "nudge", "off")


def test_an_author_is_asked_once_and_writes_it_anew(nudging: Sites, open_page: OpenPage) -> None:
    page = open_page("phone")
    page.goto(f"{nudging.news}/ferry.html")
    page.locator("stet-comments").scroll_into_view_if_needed()
    frame = frame_of(page)
    text, send = frame.locator("#id_text"), frame.locator("#write .button-main")
    frame.locator("#id_name").fill("Joan Tern")
    text.fill("You are a stupid idiot, and the ferry was late.")
    send.click()
    nudge = frame.locator("#write form > .field #nudge")
    expect(nudge).to_be_focused()
    expect(nudge.locator("mark")).to_have_text("You are a stupid idiot")
    expect(nudge.get_by_role("button", name="Send anyway")).to_be_visible()
    expect(text).to_have_attribute("aria-describedby", "nudge")
    expect(text).to_have_value("You are a stupid idiot, and the ferry was late.")

    text.fill("I disagree, and the ferry was late.")
    send.click()
    expect(frame.locator("#receipt .words")).to_have_text("I disagree, and the ferry was late.")


def test_what_is_asked_is_for_every_reader(nudging: Sites, open_page: OpenPage) -> None:
    page = open_page()
    open_embed(page, f"{nudging.news}/rtl.html")
    page.goto(inside(page).url)
    page.locator("#id_name").fill("Joan Tern")
    page.locator("#id_text").fill("You are a stupid idiot, and the ferry was late.")
    page.locator("#write .button-main").click()
    expect(page.locator("#nudge")).to_be_focused()
    wrong = list(complaints(page))
    assert not wrong, "\n".join(wrong)
