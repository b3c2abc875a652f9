"""A page of the publisher, on another origin, says who is reading; and nothing keeps what it said."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.embedding import Sites, frame_of, inside, open_embed, until
from tests.support.signing import ISSUER
from tests.support.watching import Watch

HEAR = """() => {
  window.heard = [];
  document.addEventListener("stet-sign-on-needed", (event) => {
    event.preventDefault();
    window.heard.push(event.detail);
  });
}"""
HAND = "(token) => document.querySelector('stet-comments').signOn(token)"
KEPT = "() => JSON.stringify([localStorage, sessionStorage, document.cookie, location.href, history.state])"
SEEN = "() => document.documentElement.outerHTML"


@pytest.fixture
def told(sites: Sites) -> Iterator[dict[str, str]]:
    """A key that counts while the test goes on: its kid, its secret and the site's aud."""
    room = sites.room
    room.must("signon", "writers", "marked", "--log-in", f"{sites.news}/in?next={{page}}")
    printed = room.must("signon", "key", "add", "our server", "--issuer", ISSUER)
    yield dict(line.split("\t") for line in printed.splitlines())
    room.must("signon", "writers", "anyone")


class Publisher:
    """The publisher's server, and all that the page and the frame sent meanwhile."""

    def __init__(self, told: dict[str, str], page: Page) -> None:
        self.told = told
        self.given: list[str] = []
        self.sent: list[Request] = []
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        self.sent.append(request)

    def token(self, seconds: float, **other: Any) -> str:
        said = {
            "iss": ISSUER,
            "aud": self.told["aud"],
            "sub": "reader-7",
            "name": "Alice Reed",
            "exp": (datetime.now(UTC) + timedelta(seconds=seconds)).timestamp(),
        } | other
        secret = base64.urlsafe_b64decode(self.told["secret"] + "=")
        self.given.append(jwt.encode(said, secret, "HS256", headers={"kid": self.told["kid"]}))
        return self.given[-1]

    def check_that_nothing_kept_a_token(self, page: Page) -> None:
        for where in (page, inside(page)):
            held = f"{where.evaluate(KEPT)} {where.evaluate(SEEN)}"
            assert [token for token in self.given if token in held] == []
        told = " ".join(f"{request.url} {request.post_data or ''}" for request in self.sent)
        assert [token for token in self.given if token in told] == []
        assert page.context.cookies() == []


def heard(page: Page) -> list[dict[str, str]]:
    """What the page was asked for, in order."""
    found: list[dict[str, str]] = page.evaluate("heard")
    return found


def test_a_reader_is_signed_on_and_asked_again_when_it_ends(
    sites: Sites, page: Page, told: dict[str, str], watch: Watch
) -> None:
    watch.expect("401")  # of a token that does not count, in the browser's own words
    publisher = Publisher(told, page)
    frame = open_embed(page, f"{sites.news}/ferry.html")
    page.evaluate(HEAR)
    frame.get_by_role("link", name="Sign in").click()
    until(page, lambda: [one["reason"] for one in heard(page)] == ["asked"])
    assert heard(page)[0]["url"].startswith(f"{sites.news}/in?next=http")

    page.evaluate(HAND, publisher.token(120))
    expect(frame.get_by_text("You write as")).to_contain_text("Alice Reed")
    expect(frame.locator("#id_name")).to_have_value("Alice Reed")
    text = "I was on that boat every morning."
    frame.locator("#id_text").fill(text)
    frame.locator("#write .button-main").click()
    expect(frame.locator("#receipt")).to_be_visible()
    # The frame is another page now, and has been told again.
    expect(frame.get_by_text("You write as")).to_contain_text("Alice Reed")
    frame.get_by_text("All that you wrote while signed on").click()
    expect(frame.locator("[data-written] li")).to_contain_text("waiting for a moderator")
    publisher.check_that_nothing_kept_a_token(page)

    sites.newsroom.decide(text, "approve")
    page.reload()
    page.evaluate(HEAR)
    page.locator("stet-comments").scroll_into_view_if_needed()
    mark = frame.locator(".comment", has_text=text).locator(".verified")
    expect(mark).to_have_text("verified reader")
    assert "vouches for this reader" in (mark.get_attribute("title") or "")

    page.evaluate(HAND, publisher.token(20))  # within the minute in which another is asked for
    until(page, lambda: [one["reason"] for one in heard(page)] == ["expiring"])
    page.evaluate(HAND, publisher.token(120, aud="another"))
    until(page, lambda: len(heard(page)) == 2)
    assert heard(page)[1]["code"] == "token_audience_wrong"
    expect(frame.get_by_role("link", name="Sign in")).to_be_visible()
    publisher.check_that_nothing_kept_a_token(page)


def test_the_frame_opens_in_the_language_that_the_token_names(
    sites: Sites, page: Page, told: dict[str, str], watch: Watch
) -> None:
    token = Publisher(told, page).token(120, lang="ar-EG", name="أليس")
    at_once = "customElements.whenDefined('stet-comments').then(() => " + HAND[11:] + ")"
    page.add_init_script(f"const token = {token!r}; {at_once}")
    frame = open_embed(page, f"{sites.news}/ferry.html")
    expect(frame.locator("html")).to_have_attribute("lang", "ar")
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frame.locator("[data-reader]").first).to_have_text("أليس")
    # Another reader's comes while she reads: the words stay where they are.
    page.evaluate(HAND, Publisher(told, page).token(120, lang="tr", name="Ayşe"))
    expect(frame.locator("[data-reader]").first).to_have_text("Ayşe")
    expect(frame.locator("html")).to_have_attribute("lang", "ar")


def test_a_token_that_comes_while_the_frame_loads_turns_it(
    sites: Sites, page: Page, told: dict[str, str], watch: Watch
) -> None:
    address = f"{sites.news}/ferry.html"
    page.route(
        "**/embed/?*",
        lambda route: route.continue_() if "lang=tr" in route.request.url else None,
    )
    page.goto(address)
    page.locator("stet-comments").scroll_into_view_if_needed()
    expect(page.locator("stet-comments iframe")).to_be_attached()
    page.evaluate(HAND, Publisher(told, page).token(120, lang="tr"))
    frame = frame_of(page)
    expect(frame.locator("html")).to_have_attribute("lang", "tr")
    expect(frame.locator("[data-reader]").first).to_have_text("Alice Reed")
