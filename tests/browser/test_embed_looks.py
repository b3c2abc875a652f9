"""How the comments look on a publisher's page: for every reader, in every width, light and dark."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import OpenPage
from tests.browser.embedding import Sites, frame_of, inside, open_embed, until


def test_an_accent_that_nobody_can_read_is_not_used(sites: Sites, page: Page) -> None:
    read = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
    open_embed(page, f"{sites.news}/ferry.html")
    assert inside(page).evaluate(read) == "#7a1f3d"
    open_embed(page, f"{sites.news}/pale.html")
    assert inside(page).evaluate(read) == "#1d4770"


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


def test_without_a_wish_the_comments_stand_on_the_pages_own_ground(
    sites: Sites, open_page: OpenPage
) -> None:
    page = open_page(color_scheme="dark")
    open_embed(page, f"{sites.news}/ferry.html")
    page.evaluate(
        """() => {
          const there = document.querySelector("stet-comments");
          document.body.style.backgroundColor = "#fdf6e3";
          there.style.setProperty("--stet-background", "initial");
          there.replaceWith(there.cloneNode());
        }"""
    )
    frame_of(page).get_by_role("button", name="Send").wait_for()
    paper = "getComputedStyle(document.body).backgroundColor"
    until(page, lambda: bool(inside(page).evaluate(paper) == "rgb(253, 246, 227)"))
