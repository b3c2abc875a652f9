"""Reports, appeals and escalations: for every reader, at every width, and by keys alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Averylongwordwithoutaplacetobreak" * 12


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("reviews")) as opened:
        yield opened


def clean(page: Page) -> None:
    """axe-core finds nothing, and nothing has to be scrolled sideways."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def rejected(desk: Desk, text: str, *, by: str = "bob") -> str:
    """The receipt's address of a comment that was rejected."""
    posted = desk.post(text)
    desk.decide(posted["id"], "reject", "personal_attack", by=by)
    return str(posted["receipt_url"])


def appeal(page: Page, receipt: str, text: str) -> None:
    page.goto(receipt)
    page.get_by_text("Appeal against this decision").click()
    page.get_by_label("Why should it be published?").fill(text)
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("heading", name="Your appeal is waiting")).to_be_visible()


def test_a_reader_reports_without_script(desk: Desk, open_page: OpenPage) -> None:
    posted = desk.post("They should all be thrown out.")
    desk.decide(posted["id"], "approve")
    page = open_page("phone", javascript=False)
    page.goto(desk.base_url + desk.article)
    page.locator(f"#c-{posted['id']}").get_by_role("link", name="Report").click()
    page.get_by_label("Racism").check()
    page.get_by_label("Note").fill("All of it.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Back to the comments").click()
    expect(page.locator(f"#c-{posted['id']}")).to_be_visible()


def test_an_appeal_is_answered_by_keys_alone(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    reader = open_page("phone")
    receipt = rejected(desk, "The planners are idiots.")
    appeal(reader, receipt, "I meant the plans.")

    page = open_page(storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/reviews/")
    page.get_by_role("link", name="Answer the first").click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # a key counts only a fifth of a second after the page came
    page.keyboard.press("n")
    expect(page.locator("textarea:focus")).to_be_attached()
    page.keyboard.type("The planners are people too.")
    page.keyboard.press("Escape")
    page.locator("[data-key='3']").wait_for(state="attached")
    page.keyboard.press("3")
    page.keyboard.press("r")
    expect(page.get_by_text("Answered.")).to_be_visible()

    reader.goto(receipt)
    expect(reader.get_by_text("The planners are people too.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_is_for_everybody(
    desk: Desk, browser: Browser, open_page: OpenPage, width: str, scheme: str
) -> None:
    reader = open_page(width, color_scheme=scheme)
    text = f"Two girders, {width}, {scheme}. {LONG}"
    receipt = rejected(desk, text)
    reader.goto(receipt)
    reader.get_by_text("Appeal against this decision").click()
    clean(reader)
    appeal(reader, receipt, f"I meant the girders. {LONG}")
    clean(reader)
    public = desk.post(f"Public, {width}, {scheme}.")
    desk.decide(public["id"], "approve")
    reader.goto(f"{desk.base_url}{desk.article}comments/{public['id']}/report/")
    clean(reader)
    reader.get_by_label("Racism").check()
    reader.get_by_role("button", name="Send").click()
    clean(reader)
    threat = desk.post(f"I know where you live, {width}, {scheme}.")

    page = open_page(width, color_scheme=scheme, storage_state=desk.signed_in(browser, "ada"))
    page.goto(f"{desk.base_url}/desk/comments/{threat['id']}/escalate/")
    clean(page)
    page.get_by_label("Why").fill("It names a street.")
    page.get_by_role("button", name="Escalate").click()
    page.wait_for_url("**/desk/")
    for kind in ("appeal", "report", "escalation"):
        for state in ("", "&state=closed"):
            page.goto(f"{desk.base_url}/desk/reviews/?kind={kind}{state}")
            clean(page)
        page.goto(f"{desk.base_url}/desk/reviews/?kind={kind}")
        page.get_by_role("link", name="Answer the first").click()
        page.wait_for_url("**/reviews/*-*/")
        clean(page)
    page.goto(f"{desk.base_url}/desk/comments/{threat['id']}/")
    clean(page)
    page.goto(f"{desk.base_url}/desk/reviews/overturned/")
    clean(page)
