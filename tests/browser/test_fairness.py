"""Second opinions by keys, blind answers, what is differed about: for everybody, at every width."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUIET_MS = 300  # a key counts only a fifth of a second after the comment came


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("fairness")) as opened:
        yield opened


def clean(page: Page) -> None:
    """axe-core finds nothing, and nothing has to be scrolled sideways."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_second_opinion_is_asked_by_two_keys_and_answered_blind(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    desk.clear()
    desk.post("First, for a colleague.", "Rosa One")
    desk.post("Second, for me.", "Rosa Two")
    page = open_page(storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/")
    expect(page.get_by_role("heading", name="Rosa One")).to_be_visible()
    page.wait_for_timeout(QUIET_MS)
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Ask a colleague")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rosa Two")).to_be_visible()

    bob = open_page(storage_state=desk.signed_in(browser, "bob"))
    bob.goto(f"{desk.base_url}/desk/reviews/?kind=second_opinion")
    bob.get_by_role("link", name="Answer the first").click()
    expect(bob.get_by_text("You decide without knowing who")).to_be_visible()
    expect(bob.get_by_text("Alice")).to_have_count(0)
    bob.wait_for_timeout(QUIET_MS)
    bob.keyboard.press("a")
    expect(bob.get_by_text("What Alice Example leant to")).to_be_visible()

    page.goto(f"{desk.base_url}/desk/")
    page.get_by_role("link", name="1 answer to your questions").click()
    page.get_by_role("link", name="Rosa One").first.click()
    expect(page.get_by_text("Answered: approved")).to_be_visible()


def test_a_review_that_is_left_is_free_at_once(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    posted = desk.post("They are all fools.")
    desk.decide(posted["id"], "approve")
    reader = open_page("phone")
    reader.goto(f"{desk.base_url}{desk.article}comments/{posted['id']}/report/")
    reader.get_by_label("Racism").check()
    reader.get_by_role("button", name="Send").click()
    page = open_page(storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/reviews/?kind=report")
    page.get_by_role("link", name="Answer the first").click()
    expect(page.get_by_role("button", name="Take it away")).to_be_visible()
    other = open_page(storage_state=desk.signed_in(browser, "bob"))
    other.goto(f"{desk.base_url}/desk/reviews/?kind=report")
    expect(other.get_by_text("is on it")).to_be_visible()
    page.goto(f"{desk.base_url}/desk/list/")
    other.reload()
    expect(other.get_by_text("is on it")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_is_for_everybody(
    desk: Desk, browser: Browser, open_page: OpenPage, width: str, scheme: str
) -> None:
    page = open_page(width, color_scheme=scheme, storage_state=desk.signed_in(browser, "ada"))
    page.goto(f"{desk.base_url}/desk/site/")
    page.get_by_label("Decisions reviewed twice").fill("100")
    page.get_by_role("button", name="Save").click()
    posted = desk.post(f"Send them home, {width}, {scheme}.")
    desk.decide(posted["id"], "reject", "xenophobia", by="alice")
    page.goto(f"{desk.base_url}/desk/reviews/?kind=double_review")
    clean(page)
    page.get_by_role("link", name="Answer the first").click()
    page.wait_for_url("**/reviews/*-*/")
    clean(page)
    page.get_by_role("button", name="Approve").first.click()
    expect(page.get_by_text("Answered.")).to_be_visible()
    clean(page)
    page.goto(f"{desk.base_url}/desk/disagreements/")
    clean(page)
    page.locator(".differing a").first.click()
    page.get_by_text("Make it an example").click()
    clean(page)
    page.get_by_label("Remark").fill("Is this about people, or about a place?")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Is this about people")).to_be_visible()
    page.get_by_role("button", name="Mark as settled").click()
    page.goto(f"{desk.base_url}/desk/disagreements/?state=settled")
    clean(page)
    page.goto(f"{desk.base_url}/desk/agreement/")
    clean(page)
    page.goto(f"{desk.base_url}/desk/account/")
    clean(page)
    held = desk.post(f"Held for the look, {width}, {scheme}.")
    page.goto(f"{desk.base_url}/desk/comments/{held['id']}/")
    page.locator("details.ask summary").click()
    clean(page)
