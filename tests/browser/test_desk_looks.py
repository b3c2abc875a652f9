"""Every page of the desk: for every reader (axe-core), at every width, in light and dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from stet.web.desk.urls import urlpatterns
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.desk.test_permissions import TABLE
from tests.support.watching import Watch

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Averylongwordwithoutaplacetobreak" * 12
HOSTILE = "\u202eturned\u202c z\u0351\u0352\u0353algo \u200b fuck 🙏 سڵاو\n\n" + LONG
FIXED = [
    "/desk/",
    "/desk/?order=likely_breach",
    "/desk/list/",
    "/desk/list/?state=decided",
    "/desk/list/?written=de",
    "/desk/list/?section=City&band=low&record=unknown&flagged=1&order=latest_first",
    "/desk/search/?q=fuck",
    "/desk/search/?q=idiot&in=all&state=held&since=2026-01-01",
    "/desk/search/?q=%3F%3F",
    "/desk/views/",
    "/desk/account/",
    "/desk/rules/",
    "/desk/rules/measure/?what=fine&promise=0.99&audit_share=0.05",
    "/desk/articles/",
    "/desk/articles/new/",
    "/desk/guidelines/",
    "/desk/guidelines/draft/",
    "/desk/guidelines/draft/preview/",
    "/desk/lexicon/?q=kill",
    "/desk/screener/",
    "/desk/screener/try/",
    "/desk/screener/try/?kind=word",
    "/desk/site/",
    "/desk/staff/",
]
# What a script asks for, and what is a page only with a question (asked above).
NO_PAGES = {"live", "measure_rule"}


def without_a_number() -> list[str]:
    """Every page whose address names no comment, article or person, also those yet to come."""
    names = [str(pattern.name) for pattern in urlpatterns if not pattern.pattern.converters]
    read = [name for name in names if name in TABLE and TABLE[name][0] == "get"]
    return [reverse(f"desk:{name}") for name in read if name not in NO_PAGES]


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("looks")) as opened:
        yield opened


@pytest.fixture(scope="module")
def paths(desk: Desk, browser: Browser) -> list[str]:
    """Every page of the desk, with comments in the states it can show."""
    held, approved, rejected = (
        desk.post(f"{HOSTILE} {number}", name=LONG[:80])["id"] for number in range(3)
    )
    desk.decide(approved, "approve", by="bob")
    desk.decide(rejected, "reject", "profanity", "threat", by="bob")
    desk.post("You are an idiot and I will kill you, buy now at https://shop.example/x")
    context = browser.new_context(storage_state=desk.signed_in(browser, "ada"))
    page = context.new_page()
    page.goto(f"{desk.base_url}/desk/guidelines/")
    page.get_by_role("button", name="Begin the next version").click()
    page.wait_for_url("**/draft/")
    page.goto(f"{desk.base_url}/desk/list/?order=likely_breach&waits=4")
    page.get_by_text("Keep this view").click()
    page.get_by_label("Name").fill(LONG[:60])
    page.get_by_role("button", name="Keep").click()
    context.close()
    comments = [f"/desk/comments/{key}/" for key in (held, approved, rejected)]
    more = [f"{comments[1]}{name}/" for name in ("erase", "author", "history")]
    return list(dict.fromkeys([*FIXED, *without_a_number(), *comments, *more]))


def clean(page: Page) -> None:
    """axe-core finds nothing, and nothing has to be scrolled sideways."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_is_for_everybody(
    desk: Desk,
    paths: list[str],
    browser: Browser,
    open_page: OpenPage,
    width: str,
    scheme: str,
) -> None:
    state = desk.signed_in(browser, "ada")
    page = open_page(width, color_scheme=scheme, storage_state=state)
    for path in paths:
        answer = page.goto(desk.base_url + path)
        assert answer
        assert answer.status == 200, path
        clean(page)


def test_sign_in_help_and_what_is_opened_are_for_everybody(
    desk: Desk, paths: list[str], browser: Browser, open_page: OpenPage, watch: Watch
) -> None:
    stranger = open_page("phone")
    stranger.goto(f"{desk.base_url}/desk/")
    clean(stranger)
    watch.expect("status of 422")
    stranger.get_by_label("User name").fill("alice")
    stranger.get_by_label("Password").fill("a wrong guess")
    stranger.get_by_role("button", name="Sign in").click()
    expect(stranger.get_by_role("alert")).to_be_visible()
    clean(stranger)

    page = open_page(storage_state=desk.signed_in(browser, "ada"))
    page.goto(f"{desk.base_url}/desk/")
    page.get_by_role("button", name="Keys").click()
    clean(page)
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Threats").check()
    page.get_by_text("Order:").click()
    expect(page.get_by_role("link", name="Most likely fine first")).to_be_visible()
    clean(page)
    page.goto(f"{desk.base_url}/desk/guidelines/draft/")
    for summary in page.locator("main summary").all():
        summary.click()
    clean(page)


@pytest.mark.parametrize("zoomed", [640, 853])  # 1280 pixels at 200 % and at 150 %
def test_nothing_is_cut_off_when_zoomed(
    desk: Desk, paths: list[str], browser: Browser, open_page: OpenPage, zoomed: int
) -> None:
    page = open_page(storage_state=desk.signed_in(browser, "ada"))
    page.set_viewport_size({"width": zoomed, "height": 450})
    for path in paths:
        page.goto(desk.base_url + path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


def test_the_order_is_explained_on_hover_and_on_focus(
    desk: Desk, paths: list[str], browser: Browser, open_page: OpenPage
) -> None:
    page = open_page(storage_state=desk.signed_in(browser, "ada"))
    page.goto(f"{desk.base_url}/desk/")
    formula = page.locator("#formula")
    expect(formula).to_be_hidden()
    page.get_by_text("Order:").hover()
    expect(formula).to_have_text("By the time at which the comment came, oldest first.")
    expect(formula).to_be_visible()
    page.mouse.move(0, 0)
    expect(formula).to_be_hidden()
    page.locator(".desk-me a").focus()
    for _step in range(12):
        page.keyboard.press("Tab")
        if formula.is_visible():
            break
    expect(formula).to_be_visible()
