"""The pages from right to left: the reader's in Arabic, the desk's first in Sorani."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.support.watching import Watch
from tests.support.widths import each_width

TURNED = "\u202eturned\u202c سڵاو لە هەمووان (12) https://example.org/a"

# Of what is seen: what is wider than the window, and what a box cuts off.
CUT = """() => {
  const seen = [...document.querySelectorAll("main *, header *, footer *")].filter((element) =>
    element.checkVisibility() && !element.closest(".hidden-visually, .trap, thead, svg, canvas"));
  const width = document.documentElement.clientWidth;
  const outside = seen.filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && (box.left < -1 || box.right > width + 1);
  });
  const clipped = seen.filter((element) =>
    ["hidden", "clip"].includes(getComputedStyle(element).overflowX) && element.clientWidth > 1
      && element.scrollWidth > element.clientWidth + 1);
  return [...outside, ...clipped].map((element) => element.outerHTML.slice(0, 80));
}"""


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("languages")) as opened:
        yield opened


def fits(page: Page, language: str) -> None:
    """The page says its language, runs from right to left, and nothing of it is cut off."""
    html = page.locator("html")
    expect(html).to_have_attribute("lang", language)
    expect(html).to_have_attribute("dir", "rtl")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url
    assert page.evaluate(CUT) == [], page.url


@each_width
def test_readers_pages_run_from_right_to_left(
    desk: Desk, open_page: OpenPage, watch: Watch, width: str
) -> None:
    watch.expect("status of 422")
    held = desk.post(TURNED, "\u202eAli\u202c سارا " + width)
    rejected = desk.post("You are an idiot.", "عمر " + width)
    desk.decide(rejected["id"], "reject", "personal_attack")
    page = open_page(width, locale="ar")
    receipts = [one["receipt_url"].removeprefix(desk.base_url) for one in (held, rejected)]
    for path in ("/", desk.article, f"{desk.article}?claim=x", "/guidelines/", *receipts):
        page.goto(desk.base_url + path)
        fits(page, "ar")
    page.goto(desk.base_url + desk.article)
    # Past the script, which would not let it be sent.
    page.evaluate("document.querySelector('[data-comment-form]').submit()")
    expect(page.get_by_role("heading", name="لم يُرسل التعليق")).to_be_visible()
    fits(page, "ar")
    # An empty field begins where the page does.
    start = "document.querySelector('#id_text').matches(':dir(rtl)')"
    direction = "getComputedStyle(document.querySelector('#id_text')).direction"
    assert page.evaluate(start) or page.evaluate(direction) == "rtl"


@each_width
def test_the_desk_runs_from_right_to_left_and_holds_names_apart(
    desk: Desk, open_page: OpenPage, browser: Browser, width: str
) -> None:
    desk.clear()
    # The same words from the same person would be one comment.
    desk.post(TURNED, f"\u202eilA\u202c سارا {width} 2")
    page = open_page(width, locale="ckb-IQ", storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/")
    fits(page, "ckb")
    for told in ("ئاراستەی خوێندنەوە", "لە ناوەکەدا"):
        expect(page.locator(".flags").get_by_text(told)).to_be_visible()
    for part in (page.locator(".words-large").first, page.locator("bdi", has_text="سارا").first):
        isolated = part.evaluate("(element) => getComputedStyle(element).unicodeBidi")
        assert "isolate" in isolated or isolated == "plaintext"
