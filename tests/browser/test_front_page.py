"""The first page a reader sees."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.support.server import Served
from tests.support.widths import each_width


@each_width
def test_an_empty_newsroom_says_so_and_fits_the_screen(
    served: Served, open_page: OpenPage, width: str
) -> None:
    page = open_page(width)
    page.goto(served.base_url + "/")

    expect(page.get_by_role("main")).to_contain_text("Nothing is published here yet.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
