"""The desk from right to left. The reader's pages are in ``test_accessibility``."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.browser.looking import CUT
from tests.support.widths import each_width

TURNED = "\u202eturned\u202c سڵاو لە هەمووان (12) https://example.org/a"


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
