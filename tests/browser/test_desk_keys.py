"""Deciding by single keys, and everything that must not be taken for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.support.watching import Watch

# Keys that come sooner after a new comment are ignored; this is how long a hand waits at least.
QUIET_MS = 250


@pytest.fixture(scope="module")
def opened(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("keys")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clear()
    return opened


@pytest.fixture
def alice(desk: Desk, browser: Browser, open_page: OpenPage) -> Page:
    return open_page(storage_state=desk.signed_in(browser, "alice"))


def start(page: Page, desk: Desk, *texts: str) -> list[str]:
    """Readers write ``texts``; the page shows the first. Their ids."""
    ids = [desk.post(text)["id"] for text in texts]
    page.goto(f"{desk.base_url}/desk/")
    showing(page, texts[0])
    return ids


def showing(page: Page, text: str) -> None:
    """Waits until ``text`` is the comment to decide, and has been for long enough."""
    expect(page.locator(".words-large")).to_have_text(text)
    page.wait_for_timeout(QUIET_MS)


def nothing_waits(page: Page) -> None:
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()


def test_one_key_approves_and_brings_the_next_without_loading_the_page(
    alice: Page, desk: Desk
) -> None:
    first, second = start(alice, desk, "First of two.", "Second of two.")
    alice.evaluate("window.kept = true")
    alice.keyboard.press("a")
    showing(alice, "Second of two.")
    assert alice.evaluate("window.kept")
    assert desk.becomes(first, "approved")
    assert desk.state_of(second) == "held"
    # A screen reader hears of it and stands at the new comment.
    expect(alice.get_by_role("status").filter(has_text="Approved")).to_be_attached()
    expect(alice.get_by_role("heading", level=1)).to_be_focused()
    alice.keyboard.press("a")
    nothing_waits(alice)


def test_two_keys_reject_with_a_clause(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "A rude one.")
    alice.keyboard.press("3")
    expect(alice.get_by_role("checkbox", name="Personal attacks")).to_be_checked()
    alice.keyboard.press("Enter")
    nothing_waits(alice)
    decision = desk.decision_on(comment)
    assert decision["outcome"] == "reject"
    assert decision["clauses"] == ["personal_attack"]


def test_several_clauses_and_a_note_go_with_one_rejection(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "A very rude one.")
    for key in "1q21":  # the second 1 lets profanity go again
        alice.keyboard.press(key)
    alice.keyboard.press("n")
    alice.keyboard.type("a 3 r s u: keys in a note are letters")
    alice.keyboard.press("Escape")
    alice.keyboard.press("r")
    nothing_waits(alice)
    decision = desk.decision_on(comment)
    assert set(decision["clauses"]) == {"threat", "personal_promotion"}
    assert decision["note"] == "a 3 r s u: keys in a note are letters"


def test_it_rejects_nothing_without_a_clause(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "Perhaps rude.")
    alice.keyboard.press("r")
    expect(alice.get_by_text("Choose a clause first, then reject.").first).to_be_visible()
    expect(alice.get_by_role("checkbox").first).to_be_focused()
    alice.keyboard.press("Enter")
    assert desk.state_of(comment) == "held"


def test_it_approves_nothing_while_a_clause_is_chosen(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "Perhaps rude.")
    alice.keyboard.press("2")
    alice.keyboard.press("a")
    expect(alice.get_by_text("Clauses are chosen.").first).to_be_visible()
    assert desk.state_of(comment) == "held"
    alice.keyboard.press("Escape")
    alice.keyboard.press("a")
    nothing_waits(alice)
    assert desk.becomes(comment, "approved")


def test_a_key_held_down_decides_once(alice: Page, desk: Desk) -> None:
    _first, second, third = start(alice, desk, "One of three.", "Two of three.", "Three of three.")
    alice.keyboard.down("a")
    showing(alice, "Two of three.")
    for _repeat in range(5):
        alice.keyboard.down("a")  # what a keyboard sends while the key stays down
    alice.keyboard.up("a")
    showing(alice, "Two of three.")
    assert [desk.state_of(second), desk.state_of(third)] == ["held", "held"]


@pytest.mark.parametrize("key", ["a", "s", "2"])
def test_a_key_right_after_a_new_comment_is_not_meant_for_it(
    alice: Page, desk: Desk, key: str
) -> None:
    _first, second = start(alice, desk, "Soon gone.", "Too new to be decided.")
    alice.evaluate(
        """key => document.addEventListener("desk:shown", () => document.body.dispatchEvent(
             new KeyboardEvent("keydown", {key, bubbles: true})))""",
        key,
    )
    alice.keyboard.press("a")
    showing(alice, "Too new to be decided.")
    assert desk.state_of(second) == "held"
    assert alice.locator("[data-key]:checked").count() == 0


@pytest.mark.parametrize("chord", ["Control+a", "Alt+a", "Meta+a", "Shift+a"])
def test_a_key_with_another_is_somebody_else_s(alice: Page, desk: Desk, chord: str) -> None:
    (comment,) = start(alice, desk, "Stays.")
    alice.keyboard.press(chord)
    showing(alice, "Stays.")
    assert desk.state_of(comment) == "held"


def test_enter_on_a_link_follows_it_and_rejects_nothing(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "Stays.")
    alice.keyboard.press("2")
    alice.get_by_role("link", name="History").focus()
    alice.keyboard.press("Enter")
    expect(alice.get_by_role("heading", name="History")).to_be_visible()
    assert desk.state_of(comment) == "held"


@pytest.mark.parametrize(("key", "code"), [("ش", "KeyA"), ("ф", "KeyA")])
def test_keys_count_by_place_on_a_keyboard_of_another_script(
    alice: Page, desk: Desk, key: str, code: str
) -> None:
    (comment,) = start(alice, desk, "From any keyboard.")
    alice.evaluate(
        """([key, code]) => document.body.dispatchEvent(
             new KeyboardEvent("keydown", {key, code, bubbles: true, cancelable: true}))""",
        [key, code],
    )
    nothing_waits(alice)
    assert desk.becomes(comment, "approved")


def test_skip_passes_over_and_undo_brings_back(alice: Page, desk: Desk) -> None:
    first, second = start(alice, desk, "First to be passed.", "Second to be undone.")
    alice.keyboard.press("s")
    showing(alice, "Second to be undone.")
    alice.keyboard.press("a")
    showing(alice, "First to be passed.")
    assert desk.becomes(second, "approved")
    alice.keyboard.press("u")
    showing(alice, "Second to be undone.")
    assert desk.state_of(second) == "held"
    assert desk.state_of(first) == "held"


def test_help_tells_the_keys_and_closes_by_escape(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "Stays.")
    alice.keyboard.press("?")
    expect(alice.get_by_role("dialog", name="Keys")).to_be_visible()
    alice.keyboard.press("a")
    alice.keyboard.press("Escape")
    expect(alice.get_by_role("dialog")).to_be_hidden()
    assert desk.state_of(comment) == "held"


def test_keys_can_be_switched_off_and_stay_off(alice: Page, desk: Desk) -> None:
    (comment,) = start(alice, desk, "Stays.")
    alice.get_by_role("button", name="Keys").click()
    alice.get_by_label("Single keys work on this device").uncheck()
    alice.get_by_role("button", name="Close").click()
    for _load in range(2):
        alice.keyboard.press("a")
        showing(alice, "Stays.")
        alice.reload()
    assert desk.state_of(comment) == "held"
    expect(alice.locator(".button-approve kbd").first).to_be_hidden()
    alice.get_by_role("button", name="Approve").first.click()
    nothing_waits(alice)


def test_the_article_opens_beside_the_desk(alice: Page, desk: Desk) -> None:
    start(alice, desk, "Where was that?")
    with alice.context.expect_page() as other:
        alice.keyboard.press("o")
    expect(other.value.get_by_role("heading", name="The old bridge closes")).to_be_visible()


def test_nothing_is_lost_when_the_server_cannot_be_reached(
    alice: Page, desk: Desk, watch: Watch
) -> None:
    (comment,) = start(alice, desk, "Patience.")
    watch.expect("ERR_FAILED")
    alice.get_by_label("Note to the author").fill("My words.")
    alice.get_by_role("checkbox", name="Threats").check()
    alice.route("**/decide/**", lambda route: route.abort())
    alice.get_by_role("button", name="Reject", exact=False).first.click()
    expect(alice.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(alice.get_by_label("Note to the author")).to_have_value("My words.")
    alice.unroute("**/decide/**")
    alice.get_by_role("button", name="Reject", exact=False).first.click()
    nothing_waits(alice)
    assert desk.decision_on(comment)["note"] == "My words."


def test_whoever_is_signed_out_meanwhile_signs_in_and_goes_on(
    desk: Desk, open_page: OpenPage, watch: Watch
) -> None:
    page = open_page()
    desk.sign_in(page, "bob")
    (comment,) = start(page, desk, "Still there.")
    watch.expect("status of 401")
    page.context.clear_cookies(name="stet_session")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Sign in to the desk")).to_be_visible()
    page.get_by_label("User name").fill("bob")
    page.get_by_label("Password").fill("copper lantern on the pier")
    page.get_by_role("button", name="Sign in").click()
    showing(page, "Still there.")
    assert desk.state_of(comment) == "held"
