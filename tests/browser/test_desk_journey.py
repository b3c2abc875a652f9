"""The desk without script, two browsers at one comment, and what the public sees meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.support.watching import Watch
from tests.support.widths import each_width

each_way = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture(scope="module")
def opened(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clear()
    return opened


def words(page: Page, text: str) -> None:
    expect(page.locator(".words-large")).to_have_text(text)


def press(page: Page, name: str) -> None:
    """The button of this name that is to be seen: a phone has it at the lower edge."""
    page.get_by_role("button", name=name).and_(page.locator(":visible")).first.click()


def reads(page: Page, address: str, text: str) -> bool:
    page.goto(address)
    return page.get_by_text(text).count() > 0


@each_width
@each_way
def test_a_moderator_approves_rejects_skips_and_undoes(
    desk: Desk, browser: Browser, open_page: OpenPage, width: str, javascript: bool
) -> None:
    mark = f"{width} {javascript}"
    first = desk.post(f"A fine one, {mark}.")
    second = desk.post(f"A rude one, {mark}.")
    third = desk.post(f"A hard one, {mark}.")
    state = desk.signed_in(browser, "alice")
    page = open_page(width, javascript=javascript, storage_state=state)
    page.goto(f"{desk.base_url}/desk/")

    words(page, f"A fine one, {mark}.")
    press(page, "Approve")
    words(page, f"A rude one, {mark}.")
    assert desk.becomes(first["id"], "approved")

    page.get_by_role("checkbox", name="Personal attacks").check()
    page.get_by_label("Note to the author").fill("Speak about the bridge.")
    press(page, "Reject")
    words(page, f"A hard one, {mark}.")
    assert desk.decision_on(second["id"])["note"] == "Speak about the bridge."

    press(page, "Undo")
    words(page, f"A rude one, {mark}.")
    assert desk.becomes(second["id"], "held")
    press(page, "Skip")
    words(page, f"A hard one, {mark}.")
    assert desk.state_of(third["id"]) == "held"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@each_way
def test_a_rejection_without_a_clause_is_answered_beside_the_clauses(
    desk: Desk, browser: Browser, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    desk.post("Perhaps rude.")
    watch.expect("status of 422")
    state = desk.signed_in(browser, "alice")
    page = open_page(javascript=javascript, storage_state=state)
    page.goto(f"{desk.base_url}/desk/")
    page.get_by_label("Note to the author").fill("My words.")
    press(page, "Reject")
    expect(page.get_by_role("alert")).to_contain_text("A rejection cites at least one clause.")
    expect(page.get_by_label("Note to the author")).to_have_value("My words.")


@each_way
def test_enter_in_a_clause_rejects_for_it_and_never_approves(
    desk: Desk, browser: Browser, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    comment = desk.post("Careful now.")
    if not javascript:  # with script nothing is sent that cannot be taken
        watch.expect("status of 422")
    state = desk.signed_in(browser, "alice")
    page = open_page(javascript=javascript, storage_state=state)
    page.goto(f"{desk.base_url}/desk/")
    threats = page.get_by_role("checkbox", name="Threats")
    threats.focus()
    page.wait_for_timeout(250)  # a key right after a new comment is not meant for it
    page.keyboard.press("Enter")
    told = "Choose a clause first" if javascript else "A rejection cites at least one clause."
    expect(page.get_by_text(told).first).to_be_visible()
    assert desk.state_of(comment["id"]) == "held"

    threats.check()
    page.wait_for_timeout(250)  # a key right after a new comment is not meant for it
    threats.press("Enter")
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert desk.decision_on(comment["id"])["clauses"] == ["threat"]


@each_way
def test_the_later_of_two_browsers_learns_what_was_decided(
    desk: Desk, browser: Browser, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    desk.post(f"Seen twice, {javascript}.")
    watch.expect("status of 409")
    state = desk.signed_in(browser, "alice")
    fast, slow = (open_page(javascript=javascript, storage_state=state) for _ in range(2))
    for page in (fast, slow):
        page.goto(f"{desk.base_url}/desk/")
        words(page, f"Seen twice, {javascript}.")
    fast.get_by_role("checkbox", name="Threats").check()
    press(fast, "Reject")
    expect(fast.get_by_role("heading", name="Nothing waits")).to_be_visible()

    press(slow, "Approve")
    expect(slow.get_by_role("heading", level=1)).to_have_text("Your decision was not carried out")
    decision = slow.locator(".decision")
    expect(decision).to_contain_text("Rejected")
    expect(decision).to_contain_text("Alice Example")
    expect(decision).to_contain_text("Threats")
    slow.get_by_role("link", name="Next comment").last.click()
    expect(slow.get_by_role("heading", name="Nothing waits")).to_be_visible()


def test_a_colleague_is_told_who_is_on_a_comment(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    comment = desk.post("One at a time.")
    alice = open_page(storage_state=desk.signed_in(browser, "alice"))
    alice.goto(f"{desk.base_url}/desk/")
    words(alice, "One at a time.")

    bob = open_page(storage_state=desk.signed_in(browser, "bob"))
    bob.goto(f"{desk.base_url}/desk/")
    expect(bob.get_by_role("heading", name="Nothing is free")).to_be_visible()
    bob.goto(f"{desk.base_url}/desk/comments/{comment['id']}/")
    expect(bob.get_by_text("Alice Example is on it until")).to_be_visible()
    expect(bob.get_by_role("button", name="Approve")).to_have_count(0)
    bob.goto(f"{desk.base_url}/desk/list/")
    expect(bob.get_by_text("Alice Example until")).to_be_visible()


def test_undoing_changes_the_public_page_and_the_receipt_at_once(
    desk: Desk, browser: Browser, open_page: OpenPage
) -> None:
    text = "Published by mistake."
    receipt = desk.post(text)["receipt_url"]
    public = desk.base_url + desk.article
    reader, alice = open_page(), open_page(storage_state=desk.signed_in(browser, "alice"))
    alice.goto(f"{desk.base_url}/desk/")
    words(alice, text)
    assert not reads(reader, public, text)

    press(alice, "Approve")
    expect(alice.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert reads(reader, public, text)
    assert reads(reader, receipt, "It is published")

    press(alice, "Undo")
    words(alice, text)
    assert not reads(reader, public, text)
    assert reads(reader, receipt, "It is waiting for a moderator")
