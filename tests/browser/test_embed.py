"""The comments on a publisher's own page, on another origin: the sample site in ``examples``."""

import jwt
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import OpenPage
from tests.browser.embedding import (
    Sites,
    frame_of,
    grown,
    inside,
    open_embed,
    publish,
    until,
    write,
)
from tests.support.watching import Watch


def test_a_reader_writes_on_the_publishers_page_and_sees_what_becomes_of_it(
    sites: Sites, page: Page
) -> None:
    address, text = f"{sites.news}/ferry.html", "Fifty-one years is a good age for a boat."
    frame = open_embed(page, address)
    write(frame, text)
    expect(frame.get_by_role("link", name="Your receipt")).to_be_visible()
    until(page, lambda: grown(page))
    expect(frame.get_by_label("Comment (required)")).to_have_value("")

    page.reload()  # the receipt is kept in the frame's own storage
    page.locator("stet-comments").scroll_into_view_if_needed()
    frame.get_by_text("Your comments here").click()
    mine = frame.locator(".mine li")
    expect(mine).to_contain_text("waiting for a moderator")

    sites.newsroom.decide(text, "approve")
    page.reload()
    page.locator("stet-comments").scroll_into_view_if_needed()
    expect(frame.locator(".comment .words").filter(has_text=text)).to_be_visible()
    expect(frame.locator(".mine li")).to_contain_text("published")
    with page.context.expect_page() as opened:
        frame.get_by_text("Your comments here").click()
        frame.locator(".mine li a").click()
    expect(opened.value.get_by_role("heading", name="It is published")).to_be_visible()
    assert page.context.cookies(sites.newsroom.base_url) == []


def test_the_frame_is_loaded_when_the_reader_comes_near(sites: Sites, page: Page) -> None:
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    page.on("request", hear)
    page.set_viewport_size({"width": 390, "height": 300})
    page.goto(f"{sites.news}/ferry.html", wait_until="networkidle")
    assert [url for url in asked if "/embed/" in url] == []
    page.locator("stet-comments").scroll_into_view_if_needed()
    expect(frame_of(page).get_by_role("button", name="Send")).to_be_visible()
    assert len([url for url in asked if "/embed/?" in url]) == 1


def test_the_page_tells_the_frame_what_it_says_of_its_article(sites: Sites, page: Page) -> None:
    open_embed(page, f"{sites.news}/rtl.html")
    told = """() => ["title", "lang", "tags", "text"].map(
      (name) => document.querySelector(`[name=hint_${name}]`).value)"""
    until(page, lambda: bool(inside(page).evaluate(told)[0]))
    assert inside(page).evaluate(told) == [
        "عبّارة الصباح تبقى في الميناء",
        "ar",
        "Harbour,Ferries",
        "تبقى عبّارة الصباح في الميناء ابتداءً من يوم الاثنين لأن هيكلها سيُفحص.",
    ]


def test_messages_of_others_change_nothing(sites: Sites, page: Page) -> None:
    open_embed(page, f"{sites.news}/pale.html")
    until(page, lambda: grown(page))
    placed = "(frame) => [frame.offsetTop, frame.offsetWidth, frame.offsetHeight]"
    before = page.locator("stet-comments iframe").evaluate(placed)
    # From the page itself: not the frame's window. To the frame from a frame beside it: not its host.
    page.evaluate("window.postMessage({ stet: 'size', height: 9999 }, '*')")
    page.evaluate(
        """(stranger) => new Promise((done) => {
          const other = document.createElement("iframe");
          other.onload = done;
          other.src = stranger;
          document.body.append(other);
        })""",
        f"{sites.stranger}/style.css",
    )
    beside = next(frame for frame in page.frames if frame.url.startswith(sites.stranger))
    beside.evaluate(
        """() => {
          for (const to of [window.parent, window.parent.frames[0]]) {
            to.postMessage({ stet: "size", height: 9999 }, "*");
            to.postMessage({ stet: "hello", article: { title: "Somebody else's" } }, "*");
          }
        }"""
    )
    page.wait_for_timeout(300)
    assert page.locator("stet-comments iframe").evaluate(placed) == before
    told = "document.querySelector('[name=hint_title]').value"
    assert inside(page).evaluate(told) != "Somebody else's"


def test_a_site_that_is_not_allowed_shows_nothing(sites: Sites, page: Page, watch: Watch) -> None:
    watch.expect("frame-ancestors")
    watch.expect("")  # of which browsers say more than once, in words of their own
    page.goto(f"{sites.stranger}/ferry.html")
    page.locator("stet-comments").scroll_into_view_if_needed()
    page.locator("stet-comments iframe").wait_for()
    page.wait_for_timeout(500)
    expect(frame_of(page).get_by_role("button", name="Send")).to_have_count(0)


def test_a_page_with_a_strict_policy_needs_no_more_than_one_origin(
    sites: Sites, page: Page
) -> None:
    """Any violation is a complaint, and fails the test."""
    text = "The sixth captain is the best."
    publish(sites, page, f"{sites.strict}/ferry.html", text)
    until(page, lambda: grown(page))
    page.goto(f"{sites.strict}/index.html")
    expect(page.locator("stet-count").first).to_have_text("1")


def test_an_address_of_a_comment_leads_to_it(sites: Sites, page: Page) -> None:
    address = f"{sites.news}/dark.html"
    comment = publish(sites, page, address, "Eleven lamps, and I counted twelve.")
    page.goto("about:blank")
    page.goto(f"{address}#comment-{comment}")
    target = frame_of(page).locator(f"#c-{comment}")
    expect(target).to_be_in_viewport()
    assert inside(page).evaluate("document.querySelector(':target').id") == f"c-{comment}"


def test_counts_of_a_list_come_in_one_request(sites: Sites, page: Page) -> None:
    publish(sites, page, f"{sites.news}/pale.html", "Nobody was near, they say.")
    asked: list[str] = []

    def hear(request: Request) -> None:
        asked.append(request.url)

    page.on("request", hear)
    page.goto(f"{sites.news}/index.html")
    expect(page.locator("stet-count").nth(2)).to_have_text("1")
    assert len([url for url in asked if "/api/v1/counts" in url]) == 1


def test_no_cookie_and_no_way_out_of_the_sandbox(sites: Sites, page: Page, watch: Watch) -> None:
    watch.expect("Unsafe attempt to initiate navigation")
    frame = open_embed(page, f"{sites.news}/ferry.html?utm_source=mail")
    write(frame, "Without a cookie.")
    assert page.context.cookies() == []
    assert inside(page).evaluate("document.cookie") == ""
    sandbox = page.locator("stet-comments iframe").get_attribute("sandbox")
    assert set(str(sandbox).split()) == {
        "allow-scripts",
        "allow-forms",
        "allow-same-origin",
        "allow-popups",
        "allow-popups-to-escape-sandbox",
    }
    lead_away = (
        "() => { try { window.top.location.href = 'about:blank' } catch (e) { return e.name } }"
    )
    assert inside(page).evaluate(lead_away) == "SecurityError"
    assert page.url.startswith(sites.news)


def test_without_script_on_the_publishers_page_a_link_leads_to_the_same(
    sites: Sites, open_page: OpenPage
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{sites.news}/ferry.html")
    page.get_by_role("link", name="Read and write comments").click()
    text = "Written without any script."
    page.get_by_label("Name (required)").fill("Joan Tern")
    page.get_by_label("Comment (required)").fill(text)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="It is waiting for a moderator")).to_be_visible()
    sites.newsroom.decide(text, "approve")
    page.goto(f"{sites.news}/ferry.html")
    page.get_by_role("link", name="Read and write comments").click()
    expect(page.locator(".comment .words", has_text=text)).to_be_visible()


def test_what_the_publishers_server_has_signed_stands_at_once(sites: Sites, page: Page) -> None:
    address = f"{sites.strict}/dark.html"
    said = {"aud": "stet-article", "sub": address, "title": "Twelve lamps", "tags": ["Light"]}
    signed = jwt.encode(said, sites.signing_key(page), algorithm="HS256")
    page.set_viewport_size({"width": 390, "height": 300})  # the frame is not open yet
    page.goto(address)
    page.locator("stet-comments").evaluate(
        "(element, word) => element.dataset.signed = word", signed
    )
    page.locator("stet-comments").scroll_into_view_if_needed()
    expect(frame_of(page).locator("#write .button-main")).to_be_visible()
    field = "document.querySelector('[name=signed]').value.length"
    until(page, lambda: inside(page).evaluate(field) == len(signed))
    write(frame_of(page), "I can see eleven.")
    page.goto(f"{sites.newsroom.base_url}/tags/light/")
    expect(page.get_by_role("link", name="Twelve lamps", exact=True)).to_be_visible()


def test_the_newsroom_looks_at_the_page_by_itself(sites: Sites, page: Page) -> None:
    publish(sites, page, f"{sites.news}/rtl.html", "مئتا شخص كل يوم.")

    def confirmed() -> bool:
        page.goto(sites.newsroom.base_url)
        return page.get_by_role("link", name="عبّارة الصباح تبقى في الميناء").count() > 0

    until(page, confirmed)
