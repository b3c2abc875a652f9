"""The figures in a browser: charts drawn from tables, for everybody, and whole without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.browser.test_desk_looks import clean

PAGES = [
    "/desk/insight/",
    "/desk/insight/?days=365",
    "/desk/insight/subjects/",
    "/desk/insight/screening/",
    "/desk/insight/second-looks/",
    "/desk/insight/my-pace/",
]
ENOUGH = 52


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Alice and Bob have decided enough for every page to have figures."""
    with open_desk(migrated, tmp_path_factory.mktemp("insight")) as opened:
        for number in range(ENOUGH):
            comment = opened.post(f"The bridge has {number} lamps, and I counted them.")["id"]
            by = "bob" if number % 2 else "alice"
            if number % 4:
                opened.decide(comment, "approve", by=by)
            else:
                opened.decide(comment, "reject", "threat", by=by)
        yield opened


@pytest.fixture
def bobs(desk: Desk, browser: Browser, open_page: OpenPage) -> Page:
    return open_page(storage_state=desk.signed_in(browser, "bob"))


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_of_figures_is_for_everybody(
    desk: Desk, browser: Browser, open_page: OpenPage, width: str, scheme: str
) -> None:
    state = desk.signed_in(browser, "bob")
    page = open_page(width, color_scheme=scheme, storage_state=state)
    for path in PAGES:
        page.goto(desk.base_url + path)
        charts = page.locator("figure[data-chart]")
        expect(page.locator(".chart canvas")).to_have_count(charts.count())
        for summary in page.locator("main summary:visible").all():
            summary.click()
        clean(page)


def test_a_chart_says_what_its_table_says(desk: Desk, bobs: Page) -> None:
    bobs.goto(f"{desk.base_url}/desk/insight/")
    chart = bobs.get_by_role("img", name="Chart: Received and decided")
    expect(chart).to_be_visible()
    box = chart.locator(".u-over").bounding_box()
    assert box
    bobs.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    expect(chart.locator(".u-legend")).to_contain_text(f"Received{ENOUGH}")
    bobs.get_by_text("The figures as a table").first.click()
    row = bobs.locator(".figures-table").first.locator("tbody tr").last
    expect(row).to_contain_text(str(ENOUGH))


def test_without_script_the_tables_stand_open(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    state = desk.signed_in(browser, "bob")
    page = open_page(javascript=False, storage_state=state)
    page.goto(f"{desk.base_url}/desk/insight/")
    assert page.locator("figure[data-chart]").count() == page.locator("table:visible").count() > 3
    page.get_by_role("link", name="7 days", exact=True).click()
    expect(page.locator(".range-presets [aria-current]")).to_have_text("7 days")


def test_on_paper_the_tables_are_open_and_closed_again_after(desk: Desk, bobs: Page) -> None:
    bobs.goto(f"{desk.base_url}/desk/insight/")
    expect(bobs.locator(".chart canvas").first).to_be_visible()
    closed = bobs.locator("figure details:not([open])")
    before = closed.count()
    bobs.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(closed).to_have_count(0)
    bobs.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(closed).to_have_count(before)


def test_a_table_comes_down_as_a_file(desk: Desk, bobs: Page) -> None:
    bobs.goto(f"{desk.base_url}/desk/insight/subjects/")
    with bobs.expect_download() as begun:
        bobs.get_by_role("link", name="Download By clause (CSV)").click()
    assert begun.value.suggested_filename.endswith("-clauses.csv")
    assert "Threats,13" in Path(begun.value.path()).read_text(encoding="utf-8-sig")


def test_the_legend_shows_the_latest_day_until_another_is_pointed_at(
    desk: Desk, bobs: Page
) -> None:
    bobs.goto(f"{desk.base_url}/desk/insight/")
    expect(bobs.locator(".u-legend").first).to_contain_text(str(ENOUGH))
