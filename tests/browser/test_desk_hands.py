"""The desk without keys: by mouse, by touch, keys switched off for a person, the list as a form."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk

# Keys that come sooner after a new comment are ignored; this is how long a hand waits at least.
QUIET_MS = 250
TAPPED = {"has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def opened(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("hands")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clear()
    return opened


def showing(page: Page, text: str) -> None:
    expect(page.locator(".words-large")).to_have_text(text)


def nothing_waits(page: Page) -> None:
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()


def test_everything_is_done_by_the_mouse(desk: Desk, browser: Browser, open_page: OpenPage) -> None:
    names = ("approved", "rejected", "passed over")
    approved, rejected, passed = (desk.post(f"By mouse: {name}.")["id"] for name in names)
    page = open_page(storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/")
    showing(page, "By mouse: approved.")
    page.locator(".button-approve").first.click()
    showing(page, "By mouse: rejected.")
    page.locator(".clause", has_text="Threats").click()
    page.locator(".clause", has_text="Racism").click()
    page.locator(".button-reject").first.click()
    showing(page, "By mouse: passed over.")
    page.locator("#pass button").click()
    showing(page, "By mouse: passed over.")  # nothing else is left
    assert set(desk.decision_on(rejected)["clauses"]) == {"threat", "racism"}
    assert desk.becomes(approved, "approved")
    assert desk.state_of(passed) == "held"

    page.locator("#help-open").click()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    page.locator("[data-gesture=history]").click()
    expect(page.get_by_role("heading", name="History")).to_be_visible()


def test_everything_is_done_by_touch(desk: Desk, browser: Browser, open_page: OpenPage) -> None:
    names = ("approved", "rejected", "passed over")
    approved, rejected, passed = (desk.post(f"By touch: {name}.")["id"] for name in names)
    page = open_page("phone", storage_state=desk.signed_in(browser, "alice"), **TAPPED)
    page.goto(f"{desk.base_url}/desk/")
    thumb = page.locator(".thumb")
    showing(page, "By touch: approved.")
    thumb.get_by_role("button", name="Approve").tap()
    showing(page, "By touch: rejected.")
    thumb.get_by_role("link", name="Reject").tap()
    clause = page.locator(".clause", has_text="Threats")
    expect(clause).to_be_in_viewport()
    clause.tap()
    thumb.get_by_role("button", name="Reject").tap()
    showing(page, "By touch: passed over.")
    assert desk.decision_on(rejected)["clauses"] == ["threat"]
    assert desk.becomes(approved, "approved")

    page.get_by_role("button", name="Undo").tap()
    showing(page, "By touch: rejected.")
    thumb.get_by_role("button", name="Skip").tap()
    showing(page, "By touch: passed over.")
    assert desk.becomes(rejected, "held")
    assert desk.state_of(passed) == "held"


def test_a_double_click_decides_once(desk: Desk, browser: Browser, open_page: OpenPage) -> None:
    first, second = (desk.post(f"Number {number} of two.")["id"] for number in (1, 2))
    page = open_page(storage_state=desk.signed_in(browser, "alice"))
    with page.expect_response("**/desk/ahead/*"):
        page.goto(f"{desk.base_url}/desk/")
    page.locator(".button-approve").first.dblclick()
    showing(page, "Number 2 of two.")
    assert desk.becomes(first, "approved")
    assert desk.state_of(second) == "held"


def test_keys_switched_off_for_a_person_are_off_on_every_device(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    comment = desk.post("Stays.")["id"]
    state = desk.signed_in(browser, "bob")
    page = open_page(storage_state=state)
    page.goto(f"{desk.base_url}/desk/account/")
    page.get_by_label("Single keys work for me").uncheck()
    page.get_by_role("button", name="Save the keys").click()
    expect(page.get_by_text("Your keys are saved.")).to_be_visible()

    another = open_page(storage_state=state)
    another.goto(f"{desk.base_url}/desk/")
    showing(another, "Stays.")
    another.wait_for_timeout(QUIET_MS)
    for key in "a1r":
        another.keyboard.press(key)
    showing(another, "Stays.")
    assert another.locator("[data-key]:checked").count() == 0
    assert desk.state_of(comment) == "held"
    another.locator(".button-approve").first.click()
    nothing_waits(another)
    assert desk.becomes(comment, "approved")


def test_the_list_leads_to_a_decision_without_script(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    other = desk.post("Not this one.")["id"]
    comment = desk.post("This one, from the list.", name="Linnet Marsh")["id"]
    page = open_page(javascript=False, storage_state=desk.signed_in(browser, "alice"))
    page.goto(f"{desk.base_url}/desk/list/")
    page.get_by_role("link", name="Linnet Marsh").click()
    showing(page, "This one, from the list.")
    page.get_by_role("checkbox", name="Threats").check()
    page.get_by_role("button", name="Reject").and_(page.locator(":visible")).first.click()
    expect(page.locator(".decision")).to_contain_text("Threats")
    assert desk.state_of(comment) == "rejected"
    assert desk.state_of(other) == "held"

    page.goto(f"{desk.base_url}/desk/list/?state=decided")
    expect(page.get_by_role("link", name="Linnet Marsh")).to_be_visible()
    page.goto(f"{desk.base_url}/desk/list/")
    expect(page.get_by_role("link", name="Linnet Marsh")).to_have_count(0)
