"""How the comments look on a publisher's page: for every reader, in every width, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.embedding import Sites, grown, inside, open_embed, until
from tests.browser.test_reader_looks import TAGS


def test_an_accent_that_nobody_can_read_is_not_used(sites: Sites, page: Page) -> None:
    read = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    open_embed(page, f"{sites.news}/ferry.html")
    assert inside(page).evaluate(read) == "#7a1f3d"
    open_embed(page, f"{sites.news}/pale.html")
    assert inside(page).evaluate(read) == "#1d4770"


# Each document is looked at by itself: axe cannot speak with a frame of another origin.
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "iframes": False}


@pytest.mark.parametrize("name", ["ferry", "dark", "pale", "rtl"])
@pytest.mark.parametrize("pixels", [320, 1280])
def test_the_frame_is_for_every_reader(
    sites: Sites, open_page: OpenPage, name: str, pixels: int
) -> None:
    page = open_page()
    page.set_viewport_size({"width": pixels, "height": 800})
    open_embed(page, f"{sites.news}/{name}.html")
    until(page, lambda: grown(page))
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()
    frame = inside(page)
    assert frame.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    direct = open_page()
    direct.set_viewport_size({"width": pixels, "height": 800})
    direct.goto(frame.url)
    alone = Axe().run(direct, options=AXE)
    assert alone.violations_count == 0, alone.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_theme_goes_before_the_systems(
    sites: Sites, open_page: OpenPage, scheme: str
) -> None:
    page = open_page(color_scheme=scheme)
    open_embed(page, f"{sites.news}/dark.html")
    ink = "getComputedStyle(document.body).color"
    assert inside(page).evaluate(ink) == "rgb(233, 230, 223)"
    paper = "getComputedStyle(document.body).backgroundColor"
    until(page, lambda: bool(inside(page).evaluate(paper) == "rgb(16, 18, 20)"))
