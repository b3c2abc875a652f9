"""The listener that every browser test relies on hears what a browser complains of."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.conftest import OpenPage
from tests.support.watching import Watch

ADDRESS = "http://newsroom.test/"
STRICT = "default-src 'none'; script-src 'nonce-x'"


def show(page: Page, body: str, status: int = 200) -> None:
    """Let the page show ``body`` under a strict policy, with no server involved."""

    def answer(route: Route) -> None:
        route.fulfill(
            status=status,
            content_type="text/html",
            headers={"content-security-policy": STRICT},
            body=f"<!doctype html><title>x</title>{body}",
        )

    page.route("**/*", answer)
    page.goto(ADDRESS)
    # A violation is told in a task of its own, before the next frame but one.
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize(
    ("body", "status", "complaint"),
    [
        ("<p style='color: red'>styled</p>", 200, "CSP violation: style-src-attr"),
        ("<script>document.title = 'y'</script>", 200, "CSP violation: script-src-elem"),
        ("<script nonce=x>eval('1')</script>", 200, "CSP violation: script-src"),
        ("<script nonce=x>console.error('spoken')</script>", 200, "spoken"),
        ("<script nonce=x>throw new Error('thrown')</script>", 200, "page error: thrown"),
        ("not here", 404, "status of 404"),
    ],
)
def test_it_hears(
    open_page: OpenPage, watch: Watch, body: str, status: int, complaint: str
) -> None:
    page = open_page()
    show(page, body, status)

    assert any(complaint in heard for heard in watch.complaints)
    with pytest.raises(AssertionError, match="the browser complained"):
        watch.check()
    watch.complaints.clear()


def test_it_lets_pass_what_the_test_announced(page: Page, watch: Watch) -> None:
    watch.expect("status of 409")
    show(page, "late", 409)


def test_it_minds_an_announced_complaint_that_never_came(page: Page, watch: Watch) -> None:
    watch.expect("status of 409")
    show(page, "in time")
    with pytest.raises(AssertionError, match="expected in vain"):
        watch.check()
    watch.complaints.append("status of 409")


def test_it_is_silent_on_a_good_page(page: Page, watch: Watch) -> None:
    show(page, "<p>good</p>")
    assert watch.complaints == []


def test_it_hears_a_page_that_opens_by_itself(open_page: OpenPage, watch: Watch) -> None:
    page = open_page()
    context: BrowserContext = page.context
    context.route("**/*", lambda route: route.fulfill(status=404, body="none"))
    with context.expect_page() as opened:
        page.evaluate("window.open('http://elsewhere.test/')")
    opened.value.wait_for_load_state()
    assert any("status of 404" in heard for heard in watch.complaints)
    watch.complaints.clear()
