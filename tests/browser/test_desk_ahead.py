"""The next comment is there before the decision on this one has arrived, and nothing gets lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk
from tests.support.watching import Watch

# Keys that come sooner after a new comment are ignored; this is how long a hand waits at least.
QUIET_MS = 250


@pytest.fixture(scope="module")
def opened(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("ahead")) as desk:
        yield desk


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.clear()
    return opened


@pytest.fixture
def alice(desk: Desk, browser: Browser, open_page: OpenPage) -> Page:
    return open_page(storage_state=desk.signed_in(browser, "alice"))


def start(page: Page, desk: Desk, *texts: str) -> list[str]:
    """Readers write ``texts``; the page shows the first and has the second ready. Their ids."""
    ids = [desk.post(text)["id"] for text in texts]
    with page.expect_response("**/desk/ahead/*"):
        page.goto(f"{desk.base_url}/desk/")
    showing(page, texts[0])
    return ids


def showing(page: Page, text: str) -> None:
    """Waits until ``text`` is the comment to decide, and has been for long enough."""
    expect(page.locator(".words-large")).to_have_text(text)
    page.wait_for_timeout(QUIET_MS)


def kept_back(page: Page) -> list[Route]:
    """The decisions of ``page`` from now on, none of which gets through by itself."""
    waiting: list[Route] = []

    def keep(route: Route) -> None:
        waiting.append(route)

    page.route("**/decide/**", keep)
    return waiting


def test_the_next_comment_is_shown_before_the_decision_has_arrived(alice: Page, desk: Desk) -> None:
    first, second = start(alice, desk, "To be approved.", "Ready behind it.")
    waiting = kept_back(alice)
    alice.keyboard.press("a")
    showing(alice, "Ready behind it.")
    assert len(waiting) == 1
    assert desk.state_of(first) == "held"
    waiting[0].continue_()
    assert desk.becomes(first, "approved")
    assert desk.state_of(second) == "held"
    showing(alice, "Ready behind it.")
    expect(alice.locator("[data-undo]")).to_be_visible()


def test_it_is_shown_within_the_same_moment(alice: Page, desk: Desk) -> None:
    first, _second = start(alice, desk, "To be approved.", "Ready behind it.")
    shown_at_once = alice.evaluate(
        """() => {
             document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true}));
             return document.querySelector(".words-large").textContent;
           }"""
    )
    assert shown_at_once == "Ready behind it."
    assert desk.becomes(first, "approved")


def test_decisions_faster_than_their_sending_all_arrive(alice: Page, desk: Desk) -> None:
    texts = [f"Number {number}." for number in range(4)]
    ids = start(alice, desk, *texts)
    for text in texts:
        showing(alice, text)
        alice.keyboard.press("a")
    expect(alice.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert all(desk.becomes(each, "approved") for each in ids)


@pytest.mark.parametrize("fault", ["unreachable", "broken"])
def test_a_decision_that_did_not_arrive_brings_its_comment_back(
    alice: Page, desk: Desk, watch: Watch, fault: str
) -> None:
    first, second = start(alice, desk, "To come back.", "Ready behind it.")
    watch.expect("ERR_FAILED" if fault == "unreachable" else "status of 500")
    if fault == "unreachable":
        alice.route("**/decide/**", lambda route: route.abort())
    else:
        alice.route("**/decide/**", lambda route: route.fulfill(status=500, body="Sorry."))
    alice.get_by_label("Note to the author").fill("My words.")
    alice.get_by_role("checkbox", name="Threats").check()
    alice.get_by_role("button", name="Reject").and_(alice.locator(":visible")).first.click()
    expect(alice.get_by_role("alert")).to_contain_text("Nothing is lost")
    showing(alice, "To come back.")
    expect(alice.get_by_label("Note to the author")).to_have_value("My words.")
    expect(alice.get_by_role("checkbox", name="Threats")).to_be_checked()
    assert desk.state_of(first) == "held"

    alice.unroute("**/decide/**")
    alice.locator("h1").focus()
    alice.keyboard.press("r")
    showing(alice, "Ready behind it.")
    assert desk.decision_on(first)["note"] == "My words."
    assert desk.state_of(second) == "held"


def test_what_is_being_written_is_not_interrupted(alice: Page, desk: Desk, watch: Watch) -> None:
    start(alice, desk, "To come back.", "Being worked on.")
    watch.expect("ERR_FAILED")
    waiting = kept_back(alice)
    alice.keyboard.press("a")
    showing(alice, "Being worked on.")
    alice.keyboard.press("n")
    alice.keyboard.type("Half a sen")
    waiting[0].abort()
    expect(alice.get_by_role("button", name="Show it")).to_be_visible()
    showing(alice, "Being worked on.")
    alice.keyboard.type("tence")
    expect(alice.get_by_label("Note to the author")).to_have_value("Half a sentence")

    alice.unroute("**/decide/**")
    alice.get_by_role("button", name="Show it").click()
    showing(alice, "To come back.")
    expect(alice.get_by_role("alert")).to_contain_text("Nothing is lost")
    alice.keyboard.press("a")
    showing(alice, "Being worked on.")
    expect(alice.get_by_label("Note to the author")).to_have_value("Half a sentence")


def test_a_comment_decided_elsewhere_meanwhile_comes_into_view(
    alice: Page, desk: Desk, watch: Watch
) -> None:
    first, _second = start(alice, desk, "Decided twice.", "Ready behind it.")
    watch.expect("status of 409")
    waiting = kept_back(alice)
    alice.keyboard.press("a")
    showing(alice, "Ready behind it.")
    desk.decide(first, "reject", "threat", by="alice")  # in another window
    waiting[0].continue_()
    expect(alice.get_by_role("heading", level=1)).to_have_text("Your decision was not carried out")
    expect(alice.locator(".decision")).to_contain_text("Threats")
    assert desk.state_of(first) == "rejected"
    alice.wait_for_timeout(QUIET_MS)
    alice.keyboard.press("s")
    showing(alice, "Ready behind it.")


def test_leaving_the_desk_frees_both_comments(alice: Page, desk: Desk) -> None:
    first, second = start(alice, desk, "On the screen.", "Ready behind it.")
    assert [desk.holder_of(each) for each in (first, second)] == ["Alice Example"] * 2
    alice.goto(f"{desk.base_url}{desk.article}")
    assert desk.becomes_free(first)
    assert desk.becomes_free(second)


def test_a_key_of_one_s_own_decides_and_the_usual_one_does_not(
    alice: Page, desk: Desk, watch: Watch
) -> None:
    alice.goto(f"{desk.base_url}/desk/account/")
    watch.expect("status of 422")
    alice.get_by_label("Approve", exact=True).fill("s")
    alice.get_by_role("button", name="Save the keys").click()
    expect(alice.get_by_text("“s” is the key of “Approve” already.")).to_be_visible()
    alice.get_by_label("Approve", exact=True).fill("y")
    alice.get_by_role("button", name="Save the keys").click()
    expect(alice.get_by_text("Your keys are saved.")).to_be_visible()
    try:
        first, second = start(alice, desk, "By my own key.", "Ready behind it.")
        alice.keyboard.press("a")
        showing(alice, "By my own key.")
        alice.keyboard.press("y")
        showing(alice, "Ready behind it.")
        assert desk.becomes(first, "approved")
        assert desk.state_of(second) == "held"
    finally:
        alice.goto(f"{desk.base_url}/desk/account/")
        alice.get_by_role("button", name="Back to the usual keys").click()
        expect(alice.get_by_text("Your keys are saved.")).to_be_visible()


def test_the_list_tells_what_a_colleague_does_without_being_loaded_anew(
    alice: Page, desk: Desk
) -> None:
    comment = desk.post("Watched from afar.")["id"]
    alice.goto(f"{desk.base_url}/desk/list/")
    row = alice.locator(f"[data-comment='{comment}']")
    expect(row).to_be_visible()
    desk.decide(comment, "approve", by="bob")
    expect(row.locator(".live-note")).to_contain_text("Bob Example", timeout=6000)
    expect(row).to_have_attribute("data-live", "approved")
