"""A reader writes, follows the comment, learns the decision: with script and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.newsroom import Newsroom
from tests.support.watching import Watch
from tests.support.widths import each_width

each_way = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


def write(page: Page, name: str, text: str) -> None:
    page.get_by_label("Name (required)").fill(name)
    page.get_by_label("Comment (required)").fill(text)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def fits(page: Page) -> None:
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


@each_width
@each_way
def test_from_the_front_page_to_a_published_comment_and_back(
    newsroom: Newsroom, open_page: OpenPage, width: str, javascript: bool
) -> None:
    text = f"I cross it daily.\n\n  Width {width}, script {javascript}: https://example.org/a"
    page = open_page(width, javascript=javascript)
    page.goto(newsroom.base_url)
    page.get_by_role("link", name="The old bridge closes", exact=True).click()
    write(page, "Joan Tern", text)
    fits(page)
    send(page)

    expect(page.get_by_role("heading", name="It is waiting for a moderator")).to_be_visible()
    expect(page.locator(".words")).to_have_text(text, use_inner_text=True)
    fits(page)
    receipt = page.url

    newsroom.decide(text, "approve")
    page.get_by_role("link", name="Check again").click()
    expect(page.get_by_role("heading", name="It is published")).to_be_visible()
    page.get_by_role("link", name="See it on the page").click()
    comment = page.locator(".comment:target")
    expect(comment.locator(".name")).to_have_text("Joan Tern")
    expect(comment.locator(".words")).to_have_text(text, use_inner_text=True)
    expect(comment).to_be_in_viewport()
    fits(page)

    page.goto(receipt)
    page.get_by_text("Withdraw this comment").click()
    page.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.get_by_role("heading", name="You withdrew it")).to_be_visible()
    page.goto(newsroom.base_url + newsroom.article)
    expect(page.get_by_text(f"Width {width}, script {javascript}")).to_have_count(0)


@each_way
def test_a_rejected_comment_can_be_written_again_with_everything_kept(
    newsroom: Newsroom, open_page: OpenPage, javascript: bool
) -> None:
    text = f"A damn shame ({javascript})."
    page = open_page("phone", javascript=javascript)
    page.goto(newsroom.base_url + newsroom.article)
    write(page, "Peter", text)
    send(page)
    expect(page.get_by_role("heading", name="It is waiting for a moderator")).to_be_visible()

    newsroom.decide(text, "reject", "profanity")
    page.get_by_role("link", name="Check again").click()
    expect(page.get_by_role("link", name="Profanity")).to_have_attribute(
        "href", "/guidelines/1/#profanity"
    )
    page.get_by_role("link", name="Write it again").click()
    expect(page.get_by_label("Name (required)")).to_have_value("Peter")
    expect(page.get_by_label("Comment (required)")).to_have_value(text)
    write(page, "Peter", f"A shame ({javascript}).")
    send(page)
    expect(page.get_by_role("heading", name="It is waiting for a moderator")).to_be_visible()


@each_way
def test_replying_says_to_whom_and_can_be_called_off(
    newsroom: Newsroom, open_page: OpenPage, javascript: bool
) -> None:
    text = f"Ask me anything ({javascript})."
    page = open_page("phone", javascript=javascript)
    page.goto(newsroom.base_url + newsroom.article)
    write(page, "Ines", text)
    send(page)
    page.wait_for_url("**/receipts/**")
    newsroom.decide(text, "approve")

    page.goto(newsroom.base_url + newsroom.article)
    page.locator(".comment", has_text=text).get_by_role("link", name="Reply").click()
    expect(page.get_by_text("Replying to Ines")).to_be_visible()
    page.get_by_role("link", name="Cancel").click()
    expect(page.get_by_text("Replying to Ines")).to_have_count(0)

    page.locator(".comment", has_text=text).get_by_role("link", name="Reply").click()
    write(page, "Omar", f"When? ({javascript})")
    send(page)
    page.wait_for_url("**/receipts/**")
    newsroom.decide(f"When? ({javascript})", "approve")
    page.goto(newsroom.base_url + newsroom.article)
    under = page.locator("li", has_text=text).locator(".thread .comment")
    expect(under.locator(".words")).to_have_text(f"When? ({javascript})")


def test_a_claim_can_be_commented_on(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.base_url + newsroom.article)
    page.get_by_role("link", name="Comment on this claim (2)").click()
    expect(page.locator(".answering")).to_contain_text("The inspection was put off")
    write(page, "Dan", "I was there.")
    send(page)
    page.wait_for_url("**/receipts/**")
    newsroom.decide("I was there.", "approve")
    page.goto(newsroom.base_url + newsroom.article)
    page.get_by_role("link", name="About a claim in the article").click()
    expect(page.locator(".claim:target")).to_contain_text("The inspection was put off")


def test_without_script_a_refusal_keeps_all_and_leads_to_the_field(
    newsroom: Newsroom, open_page: OpenPage, watch: Watch
) -> None:
    watch.expect("status of 422")
    page = open_page("phone", javascript=False)
    page.goto(newsroom.base_url + newsroom.article)
    write(page, "Joan", "   ")
    page.get_by_label("E-mail").fill("joan@example.org")
    send(page)
    expect(page.get_by_role("heading", name="The comment was not sent")).to_be_visible()
    expect(page.get_by_label("Comment (required)")).to_be_focused()
    expect(page.get_by_label("Name (required)")).to_have_value("Joan")
    expect(page.get_by_label("E-mail")).to_have_value("joan@example.org")
    fits(page)
    page.get_by_label("Comment (required)").fill("Something after all.")
    send(page)
    expect(page.get_by_role("heading", name="It is waiting for a moderator")).to_be_visible()


def test_with_script_a_problem_shows_before_anything_is_sent(
    newsroom: Newsroom, page: Page
) -> None:
    posted = []
    page.on("request", lambda request: posted.append(request.method == "POST"))
    page.goto(newsroom.base_url + newsroom.article)
    write(page, " \u200b ", "x" * 5001)
    page.get_by_label("E-mail").fill("joan@")
    send(page)
    name, text = page.get_by_label("Name (required)"), page.get_by_label("Comment (required)")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description("This field is required.")
    expect(text).to_have_accessible_description("This is longer than 5000 characters.")
    expect(page.get_by_text("This is not a complete e-mail address.")).to_be_visible()
    assert not any(posted)

    name.fill("Joan")
    expect(name).not_to_have_attribute("aria-invalid", "true")


def test_the_counter_counts_as_the_server_does(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.base_url + newsroom.article)
    counter = page.locator(".counter")
    expect(counter).to_be_hidden()
    text = page.get_by_label("Comment (required)")
    text.fill("\U0001f600" * 4998 + "\n")
    expect(counter).to_have_text("Characters left: 1")
    text.fill("\U0001f600" * 5002)
    expect(counter).to_have_text("Characters too many: 2")


def test_a_draft_survives_a_reload_and_goes_once_it_is_sent(newsroom: Newsroom, page: Page) -> None:
    address = newsroom.base_url + newsroom.article
    page.goto(address)
    write(page, "Joan", "Half a thought\nand a line")
    page.goto(newsroom.base_url)
    page.goto(address)
    expect(page.get_by_label("Name (required)")).to_have_value("Joan")
    expect(page.get_by_label("Comment (required)")).to_have_value("Half a thought\nand a line")

    send(page)
    page.wait_for_url("**/receipts/**")
    receipt = page.url
    page.goto(address)
    expect(page.get_by_label("Comment (required)")).to_have_value("")
    write(page, "Joan", "Another thought")
    page.goto(receipt)  # an older receipt leaves the newer draft alone
    page.goto(address)
    expect(page.get_by_label("Comment (required)")).to_have_value("Another thought")


@each_way
def test_the_text_size_changes_and_is_remembered(
    newsroom: Newsroom, open_page: OpenPage, javascript: bool
) -> None:
    page = open_page("phone", javascript=javascript)
    loads = []
    page.on("load", lambda _: loads.append(1))
    page.goto(newsroom.base_url + newsroom.article)
    larger = page.get_by_role("button", name="Larger text")
    for step in range(2, 7):
        with page.expect_response("**/text-size/"):
            larger.click()
        expect(page.locator("html")).to_have_class(f"text-{step}")
    expect(larger).to_be_disabled()
    assert (len(loads) == 1) == javascript
    fits(page)
    page.goto(newsroom.base_url + "/guidelines/")
    expect(page.locator("html")).to_have_class("text-6")
    fits(page)


def test_with_script_times_are_the_readers_own(newsroom: Newsroom, open_page: OpenPage) -> None:
    page = open_page(timezone_id="Asia/Baghdad")
    page.goto(newsroom.base_url + newsroom.article)
    write(page, "Joan", "What time is it?")
    send(page)
    page.wait_for_url("**/receipts/**")
    newsroom.decide("What time is it?", "approve")
    page.goto(newsroom.base_url + newsroom.article)
    time = page.locator(".comment", has_text="What time is it?").locator("time")
    local = page.evaluate(
        "(at) => new Date(at).toLocaleTimeString('en-GB', {timeStyle: 'short'})",
        time.get_attribute("datetime"),
    )
    expect(time).to_contain_text(local)
