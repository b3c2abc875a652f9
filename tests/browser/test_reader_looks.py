"""The reader's pages at every width, in light and dark, for every reader (axe-core: WCAG 2.2 AA)."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.newsroom import Newsroom
from tests.support.watching import Watch

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Averylongwordwithoutaplacetobreak" * 12


@pytest.fixture(scope="module")
def receipts(newsroom: Newsroom, browser: Browser) -> dict[str, str]:
    """Addresses of a receipt that waits, one approved and one rejected."""
    context = browser.new_context()
    page = context.new_page()
    found = {}
    for name, text in (("approved", LONG), ("rejected", "A damn shame."), ("held", "من لێرەم 🙏")):
        page.goto(newsroom.base_url + newsroom.article)
        page.get_by_label("Name (required)").fill(LONG[:80])
        page.get_by_label("Comment (required)").fill(text)
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/receipts/**")
        found[name] = page.url.removeprefix(newsroom.base_url)
    context.close()
    newsroom.decide(LONG, "approve")
    newsroom.decide("A damn shame.", "reject", "profanity", "personal_attack")
    return found


def paths(newsroom: Newsroom, receipts: dict[str, str]) -> list[str]:
    here = newsroom.article
    return ["/", here, f"{here}?claim=x", "/tags/city/", "/guidelines/", *receipts.values()]


def clean(page: Page) -> None:
    """axe-core finds nothing."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_is_for_every_reader(
    newsroom: Newsroom, receipts: dict[str, str], open_page: OpenPage, width: str, scheme: str
) -> None:
    page = open_page(width, color_scheme=scheme)
    for path in paths(newsroom, receipts):
        page.goto(newsroom.base_url + path)
        clean(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_problems_is_for_every_reader(
    newsroom: Newsroom, open_page: OpenPage, watch: Watch, scheme: str
) -> None:
    watch.expect("status of 422")
    page = open_page("phone", color_scheme=scheme)
    page.goto(newsroom.base_url + newsroom.article)
    # Past the script, which would not let it be sent.
    page.evaluate("document.querySelector('[data-comment-form]').submit()")
    expect(page.get_by_role("heading", name="The comment was not sent")).to_be_visible()
    clean(page)


def test_an_error_is_for_every_reader(newsroom: Newsroom, page: Page, watch: Watch) -> None:
    watch.expect("status of 404")
    page.goto(f"{newsroom.base_url}/nowhere")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    clean(page)


@pytest.mark.parametrize("pixels", [320, 390, 768, 1280, 1600])
def test_nothing_has_to_be_scrolled_sideways(
    newsroom: Newsroom, receipts: dict[str, str], page: Page, pixels: int
) -> None:
    page.set_viewport_size({"width": pixels, "height": 800})
    for path in paths(newsroom, receipts):
        page.goto(newsroom.base_url + path)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= pixels, path


def test_every_target_is_large_enough(newsroom: Newsroom, open_page: OpenPage) -> None:
    """WCAG 2.5.8: 24 pixels, unless the link stands in a sentence."""
    page = open_page("phone")
    page.goto(newsroom.base_url + newsroom.article)
    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, input, textarea, nav a, .reply,"
          + " .tags a, .claim-comment, .to-comments, .masthead-name")]
          .filter((element) => element.checkVisibility() && !element.closest(".trap"))
          .map((element) => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
          .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
          .map(([html]) => html)"""
    )
    assert small == []


def test_on_paper_there_is_the_article_and_nothing_to_press(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.base_url + newsroom.article)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="The old bridge closes")).to_be_visible()
    expect(page.get_by_text("Two girders have lost")).to_be_visible()
    for hidden in (".masthead-nav", ".story-tools", "#write", ".claim-comment >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
