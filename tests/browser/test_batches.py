"""Many at once in a browser: nothing is decided that was not on the screen, by hand, keys or ticks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, open_desk

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPAM = "Everybody should look at the wonderful offers at https://www.pearls.example before {}"
LONG = "Averylongwordwithoutaplacetobreak" * 6
CALM = "The footway should stay open for bicycles while the steel is replaced, say {} of us."
FINE = "/desk/batches/fine/"


@pytest.fixture(scope="module")
def desk(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(migrated, tmp_path_factory.mktemp("batches")) as opened:
        yield opened


@pytest.fixture
def empty(desk: Desk) -> Desk:
    desk.clear()
    return desk


def campaign(desk: Desk, many: int, until: str) -> list[str]:
    return [str(desk.post(SPAM.format(until))["id"]) for _number in range(many)]


def calm(desk: Desk, many: int) -> list[str]:
    return [
        str(desk.post(CALM.format(f"{number} or {2 * number}"))["id"]) for number in range(many)
    ]


def open_group(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.base_url}/desk/batches/")
    page.locator(".row-said a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("same text")


def members(page: Page) -> Locator:
    return page.locator("[data-member]")


def read_all(page: Page) -> None:
    """Scrolls through the page as a reader does: each comment comes to rest on the screen."""
    for member in members(page).all():
        member.scroll_into_view_if_needed()
        expect(member).to_have_attribute("data-seen", "")


def clean(page: Page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def test_a_group_is_rejected_after_all_of_it_was_on_the_screen(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    ids = campaign(empty, 8, "noon")
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    open_group(page, empty)
    expect(members(page)).to_have_count(8)
    page.get_by_role("checkbox", name="Commercial promotion").check()
    reject = page.get_by_role("button", name="Reject the chosen")
    expect(reject).to_have_attribute("aria-disabled", "true")

    reject.click(force=True)  # it says what is missing, goes there, and decides nothing
    expect(page.locator("[data-hint]")).to_contain_text("Not all were on your screen yet")
    assert {empty.state_of(key) for key in ids} == {"held"}

    read_all(page)
    members(page).nth(2).get_by_role("checkbox").uncheck()
    expect(reject).to_have_attribute("aria-disabled", "false")
    reject.click()
    expect(page.get_by_text("7 comments rejected.")).to_be_visible()
    states = [empty.state_of(key) for key in ids]
    assert states.count("rejected") == 7
    assert states[2] == "held"

    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("7 comments are held again.")).to_be_visible()
    assert {empty.state_of(key) for key in ids} == {"held"}


def test_what_comes_meanwhile_is_never_decided(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    ids = campaign(empty, 3, "dusk")
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    open_group(page, empty)
    read_all(page)
    (late,) = campaign(empty, 1, "dusk")
    page.get_by_role("button", name="Approve the chosen").click()
    expect(page.get_by_text("3 comments approved.")).to_be_visible()
    assert [empty.state_of(key) for key in ids] == ["approved"] * 3
    assert empty.state_of(late) == "held"
    expect(members(page)).to_have_count(1)


def test_twenty_are_approved_by_keys_alone(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    ids = calm(empty, 20)
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    page.goto(empty.base_url + FINE)
    expect(members(page)).to_have_count(20)
    page.wait_for_timeout(300)  # a key counts only a fifth of a second after the page came

    page.keyboard.press("a")  # too early: it goes to the first that was not on the screen
    expect(page.locator("[data-hint]")).to_contain_text("Not all were on your screen yet")
    assert {empty.state_of(key) for key in ids} == {"held"}
    for _press in range(25):
        seen = page.locator("[data-member][data-seen]").count()
        if seen == 20:
            break
        page.keyboard.press("a")
        page.wait_for_function(
            "n => document.querySelectorAll('[data-member][data-seen]').length > n", arg=seen
        )
    expect(page.get_by_role("button", name="Approve these 20")).to_have_attribute(
        "aria-disabled", "false"
    )
    expect(page.locator("#said")).to_have_text(re.compile("All were on your screen"))
    page.keyboard.press("a")
    expect(page.get_by_text("20 comments approved.")).to_be_visible()
    assert [empty.state_of(key) for key in ids] == ["approved"] * 20

    page.wait_for_timeout(300)
    page.keyboard.press("u")
    expect(page.get_by_text("20 comments are held again.")).to_be_visible()


def test_the_keyboard_brings_each_comment_into_view(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    calm(empty, 6)
    page = open_page("phone", storage_state=empty.signed_in(browser, "alice"))
    page.goto(empty.base_url + FINE)
    for number in range(6):
        members(page).nth(number).get_by_role("checkbox").first.focus()
        expect(members(page).nth(number)).to_have_attribute("data-seen", "")
    expect(page.get_by_role("button", name="Approve these 6")).to_have_attribute(
        "aria-disabled", "false"
    )


def test_a_text_longer_than_the_screen_counts_at_its_end(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    empty.post(CALM.format("all") + "\n" * 70 + "Nobody was against it.")
    page = open_page("phone", storage_state=empty.signed_in(browser, "alice"))
    page.goto(empty.base_url + FINE)
    expect(members(page)).to_have_count(1)
    page.wait_for_timeout(600)
    assert page.locator("[data-seen]").count() == 0
    page.keyboard.press("End")
    expect(members(page)).to_have_attribute("data-seen", "")


def test_one_is_rejected_there_and_the_others_stay_seen(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    ids = calm(empty, 3)
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    page.goto(empty.base_url + FINE)
    read_all(page)
    first = members(page).first
    key = first.get_attribute("data-member")
    first.get_by_text("Reject this one").first.click()
    first.get_by_role("checkbox", name="Personal promotion").check()
    first.get_by_role("button", name="Reject this one").click()
    expect(page.get_by_text("Rejected.", exact=True)).to_be_visible()
    assert sorted(empty.state_of(one) for one in ids) == ["held", "held", "rejected"]
    assert empty.state_of(str(key)) == "rejected"
    expect(page.get_by_role("button", name="Approve these 2")).to_have_attribute(
        "aria-disabled", "false"
    )


def test_leaving_the_page_gives_its_comments_back(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    calm(empty, 3)
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    page.goto(empty.base_url + FINE)
    expect(members(page)).to_have_count(3)
    page.goto(f"{empty.base_url}/desk/account/")
    other = open_page(storage_state=empty.signed_in(browser, "bob"))
    other.goto(empty.base_url + FINE)
    for _again in range(20):
        if members(other).count() == 3:
            break
        other.wait_for_timeout(200)
        other.reload()
    expect(members(other)).to_have_count(3)


def test_without_script_each_is_ticked_by_hand(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    ids = calm(empty, 3)
    state = empty.signed_in(browser, "alice")
    page = open_page("phone", javascript=False, storage_state=state)
    page.goto(empty.base_url + FINE)
    expect(page.get_by_text("Tick each comment that you have read")).to_be_visible()
    for number in range(2):
        members(page).nth(number).get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Approve these").click()
    expect(page.get_by_text("2 comments approved.")).to_be_visible()
    assert sorted(empty.state_of(key) for key in ids) == ["approved", "approved", "held"]


def test_the_comment_in_focus_leads_to_its_group(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    campaign(empty, 4, "dawn")
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    page.goto(f"{empty.base_url}/desk/")
    page.get_by_role("link", name="3 more say the same").first.click()
    expect(members(page)).to_have_count(4)


@pytest.mark.parametrize(("width", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_every_page_is_for_everybody(
    empty: Desk, browser: Browser, open_page: OpenPage, width: str, scheme: str
) -> None:
    page = open_page(width, color_scheme=scheme, storage_state=empty.signed_in(browser, "alice"))
    for path in ("/desk/batches/", FINE, "/desk/batches/text/00000000000000aa/"):
        page.goto(empty.base_url + path)
        clean(page)
    campaign(empty, 2, f"{LONG} {width} {scheme}")
    calm(empty, 2)
    page.goto(f"{empty.base_url}/desk/batches/")
    clean(page)
    page.locator(".row-said a").first.click()
    clean(page)
    read_all(page)
    clean(page)
    page.goto(empty.base_url + FINE)
    members(page).first.get_by_text("Reject this one").first.click()
    clean(page)
    read_all(page)
    page.get_by_role("button", name="Approve these").click()
    expect(page.get_by_text("approved.", exact=False).first).to_be_visible()
    clean(page)


def test_leases_go_on_while_the_page_is_worked_on(
    empty: Desk, browser: Browser, open_page: OpenPage
) -> None:
    campaign(empty, 3, "midnight")
    page = open_page(storage_state=empty.signed_in(browser, "alice"))
    page.clock.install()
    open_group(page, empty)
    form = page.locator("form[data-batch]")
    before = form.get_attribute("data-until")
    page.keyboard.press("Tab")
    page.clock.fast_forward(100_000)  # more than a quarter of the five minutes
    expect(form).not_to_have_attribute("data-until", str(before))

    gone = members(page).nth(1)
    empty.decide(str(gone.get_attribute("data-member")), "approve")
    page.keyboard.press("Tab")
    page.clock.fast_forward(100_000)
    expect(gone.get_by_text("It is not yours any more")).to_be_visible()
    expect(gone.get_by_role("checkbox")).to_be_disabled()
    expect(page.locator("[data-seen-of]")).to_have_text("2")
