"""Every page of the reader, for every reader: WCAG 2.2 AA, as far as a machine can tell.

Each page is opened once, and all of `tests.browser.looking` is asked of it. A new page is a new line
of ``pages``. ``docs/accessibility.md`` says what each question stands for, and what no machine answers.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.embedding import Sites, grown, inside, open_embed, until
from tests.browser.looking import CUT, NARROW, by_axe, complaints
from tests.browser.newsroom import Newsroom
from tests.support.watching import Watch

LONG = "Averylongwordwithoutaplacetobreak" * 12
KURDISH = "من ئەمڕۆ لەسەر پردەکە بووم و هیچ کەسێکم نەبینی 🙏"
REPLIES = 7
# The same document as the article, in another language or state.
SAME = {
    "front, from right to left",
    "article, from right to left",
    "reply",
    "form with problems, by script",
}


@pytest.fixture(scope="module")
def receipts(newsroom: Newsroom) -> dict[str, str]:
    """Paths of receipts, one for each thing that can have become of a comment."""
    found = {}
    for name, text in {
        "approved": LONG,
        "rejected": "You are an idiot, and that is a damn shame.",
        "appealed": "You are a fool, and that is a shame.",
        "held": KURDISH,
        "withdrawn": "I take this back.",
    }.items():
        found[name] = newsroom.post(text, LONG[:80])
    newsroom.decide(LONG, "approve")
    newsroom.decide("You are an idiot, and that is a damn shame.", "reject", "personal_attack")
    newsroom.decide("You are a fool, and that is a shame.", "reject", "personal_attack")
    newsroom.send(f"{found['withdrawn']}withdraw/")
    newsroom.send(f"{found['appealed']}appeal/", text="It is no insult where I live.")
    parent = newsroom.comment_of(LONG)
    for depth in range(REPLIES):
        text = (
            f"{KURDISH} {depth}" if depth % 2 else f"Reply {depth}: see https://example.org/{LONG}"
        )
        newsroom.post(text, "\u202eilA\u202c سارا", parent=parent)
        newsroom.decide(text, "approve")
        parent = newsroom.comment_of(text)
    found["thread"] = parent
    return found


MOST_SHIFT = 0.02  # a fifth of what browsers call good
# How much moved by itself since the page began: the browsers' own measure of it.
SHIFTS = """() => new Promise((done) => {
  const sum = (list) => list.getEntries().filter((one) => !one.hadRecentInput)
    .reduce((all, one) => all + one.value, 0);
  new PerformanceObserver((list) => done(sum(list))).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 200); // nothing is told where nothing moved
})"""


def as_it_is(_page: Page) -> None:
    pass


def refused(page: Page) -> None:
    # Past the script, which would not let it be sent.
    page.evaluate("document.querySelector('[data-comment-form]').submit()")
    expect(page.locator("#problems")).to_be_visible()


def caught(page: Page) -> None:
    page.locator("#id_text").fill("x" * 5001)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#id_name")).to_be_focused()


def opened(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def pages(
    newsroom: Newsroom, receipts: dict[str, str]
) -> dict[str, tuple[str, Callable[[Page], None]]]:
    """Each page's path, and what is done on it before anybody looks."""
    here = newsroom.article
    return {
        "front, from right to left": ("/?lang=ar", as_it_is),
        "guidelines, from right to left": ("/guidelines/", as_it_is),
        "held, from right to left": (receipts["held"], opened),
        "form with problems, from right to left": (here, refused),
        "front": ("/?lang=en", as_it_is),
        "tag": ("/tags/city/", as_it_is),
        "article with its thread": (here, as_it_is),
        "article, from right to left": (f"{here}?lang=ckb", as_it_is),
        "reply": (f"{here}?lang=en&reply={receipts['thread']}", as_it_is),
        "form with problems": (here, refused),
        "form with problems, by script": (here, caught),
        "report": (f"{here}comments/{receipts['thread']}/report/", as_it_is),
        "guidelines": ("/guidelines/", as_it_is),
        "held": (receipts["held"], opened),
        "approved": (receipts["approved"], opened),
        "rejected": (receipts["rejected"], opened),
        "rejected, from right to left": (f"{receipts['rejected']}?lang=ar", opened),
        "appealed": (f"{receipts['appealed']}?lang=en", opened),
        "withdrawn": (receipts["withdrawn"], as_it_is),
        "find my comments": ("/mine/", as_it_is),
        "nowhere": ("/nowhere", as_it_is),
    }


def test_every_page_is_for_every_reader(
    newsroom: Newsroom, receipts: dict[str, str], page: Page, watch: Watch
) -> None:
    watch.expect("status of 404")
    watch.expect("status of 422")
    wrong, titles = [], dict[str, str]()
    for name, (path, do) in pages(newsroom, receipts).items():
        page.goto(newsroom.base_url + path)
        do(page)
        turned = name.endswith("from right to left")
        expect(page.locator("html")).to_have_attribute("dir", "rtl" if turned else "ltr")
        wrong += [f"{name}: {one}" for one in complaints(page)]
        titles[name] = page.title()
    assert not wrong, "\n".join(wrong)
    # 2.4.2: each says what it is, and what became of what was sent.
    told = [title for name, title in titles.items() if name not in SAME]
    assert len(set(told)) == len(told), titles


def test_the_frame_and_a_page_with_the_fragment_are_for_every_reader(
    sites: Sites, open_page: OpenPage
) -> None:
    page, wrong = open_page(), list[str]()
    for name in ("ferry", "dark", "pale", "rtl"):
        open_embed(page, f"{sites.news}/{name}.html")
        until(page, lambda: grown(page))
        assert inside(page).evaluate(SHIFTS) == 0, f"{name}: something moved in the frame"
        # What stands below the frame gives way if a reader leaps there before it has come.
        assert page.evaluate(SHIFTS) < MOST_SHIFT, name
        page.set_viewport_size(NARROW)
        until(page, lambda: grown(page))
        wrong += [f"{name}, the page: {one}" for one in by_axe(page)]
        wrong += [f"{name}, in the page: {one}" for one in inside(page).evaluate(CUT)]
        address = inside(page).url
        page.goto(address)
        wrong += [f"{name}: {one}" for one in complaints(page)]
    page.goto(f"{sites.newsroom.base_url}/embed/fragment?url={sites.news}/ferry.html")
    wrong += [f"fragment: {one}" for one in page.evaluate(CUT)]
    assert not wrong, "\n".join(wrong)


def to(page: Page, wanted: Locator) -> None:
    """Presses Tab until ``wanted`` has the focus."""
    for _ in range(120):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by keys to {wanted}")


def typed(page: Page, label: str, words: str) -> None:
    to(page, page.get_by_label(label))
    page.keyboard.type(words)


def test_by_keys_alone_a_reader_replies_errs_sends_and_appeals(
    newsroom: Newsroom, receipts: dict[str, str], open_page: OpenPage
) -> None:
    page = open_page("phone")
    page.goto(newsroom.base_url + newsroom.article)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()

    to(page, page.locator(f"#c-{receipts['thread']} .reply"))
    page.keyboard.press("Enter")
    expect(page.locator(".answering")).to_be_in_viewport()
    page.keyboard.press("Tab")  # from the place that was led to, not from the top
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".answering")).to_have_count(0)

    typed(page, "Name (required)", "Joan")
    to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    text = page.get_by_label("Comment (required)")
    expect(text).to_be_focused()  # the field that is wrong, which says why
    expect(text).to_have_accessible_description("This field is required.")
    # What speaks later is there before it has anything to say.
    spoken = page.locator("[data-comment-form] [role=status]")
    expect(spoken).to_be_empty()
    page.keyboard.insert_text("You are an idiot. " + "x" * 4882)
    page.keyboard.type("y" * 10)
    expect(spoken).to_have_text("Characters left: 90")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("You are an idiot, by keys.")
    to(page, page.get_by_role("button", name="Send"))
    page.keyboard.press("Enter")
    expect(page).to_have_title("It is waiting for a moderator · Your comment · Stet Newsroom")

    newsroom.decide("You are an idiot, by keys.", "reject", "personal_attack")
    to(page, page.get_by_role("link", name="Check again"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="It was not published")).to_be_visible()
    to(page, page.locator(".appeal summary"))
    page.keyboard.press("Enter")
    typed(page, "Why should it be published? (required)", "It is a quotation.")
    to(page, page.get_by_role("button", name="Send the appeal"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your appeal is waiting")).to_be_visible()


def test_in_the_frame_the_focus_goes_to_what_became_of_the_comment(
    sites: Sites, page: Page
) -> None:
    frame = open_embed(page, f"{sites.news}/ferry.html")
    frame.locator("#id_name").focus()
    page.keyboard.type("Joan")
    page.keyboard.press("Tab")
    page.keyboard.type("By keys, in the frame.")
    to_send = "document.activeElement?.matches('.button-main')"
    for _ in range(10):
        if inside(page).evaluate(to_send):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(frame.locator("#receipt")).to_be_focused()
    expect(frame.locator("#receipt [role=status]")).to_contain_text("waiting for a moderator")


def test_on_paper_there_is_the_article_and_nothing_to_press(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.base_url + newsroom.article)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="The old bridge closes")).to_be_visible()
    expect(page.get_by_text("Two girders have lost")).to_be_visible()
    for hidden in (".masthead-nav", ".story-tools", "#write", ".claim-comment >> nth=0"):
        expect(page.locator(hidden)).to_be_hidden()
