"""An article's Markdown becomes safe HTML and plain words."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stet.newsroom.markdown import render

# What CommonMark without HTML can make, headings one level down, images gone.
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
ALLOWED = {"p", "br", "em", "strong", "code", "pre", "a", "ul", "ol", "li", "blockquote", "hr"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "code": {"class"}}


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_it_renders_the_usual() -> None:
    html = render("# Why\n\nIt is **open**, *again*.\n\n- one\n- two").html

    assert html == (
        "<h2>Why</h2>\n<p>It is <strong>open</strong>, <em>again</em>.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_headings_stay_below_the_headline() -> None:
    html = render("# one\n\n###### six\n\nTwo\n===").html

    assert [tag for tag, _attrs in Reader(html).seen] == ["h2", "h6", "h2"]


def test_the_highest_heading_follows_the_headline_whichever_it_is() -> None:
    html = render("## Why\n\n### How\n\n## When").html
    assert [tag for tag, _attrs in Reader(html).seen] == ["h2", "h3", "h2"]


@pytest.mark.parametrize("url", ["https://x.example/a?b=1&c", "http://x.example", "mailto:a@x.io"])
def test_web_and_mail_addresses_are_links(url: str) -> None:
    (_paragraph, (tag, attrs)) = Reader(render(f"[there]({url})").html).seen

    assert (tag, attrs) == ("a", {"href": url})


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x1;javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/desk/)",
        "<javascript:alert(1)>",
        "[x][y]\n\n[y]: javascript:alert(1)",
    ],
)
def test_other_addresses_are_no_links(source: str) -> None:
    assert "a" not in {tag for tag, _attrs in Reader(render(source).html).seen}


def test_an_image_is_its_description() -> None:
    shown = render('Here: ![the *old* <bridge>](https://x.example/b.png "title").')

    assert shown.html == "<p>Here: the old &lt;bridge&gt;.</p>\n"
    assert shown.plain == "Here: the old <bridge>."


def test_html_is_shown_and_not_obeyed() -> None:
    html = render("<script>alert(1)</script>\n\n<b onclick=x>bold</b>").html

    assert {tag for tag, _attrs in Reader(html).seen} == {"p"}
    assert "&lt;script&gt;" in html


def test_plain_words_have_no_markup() -> None:
    source = "## Why\n\nIt is **open**\n[again](https://x.example).\n\n> He said\n\n```\nx = 1\n```"

    assert render(source).plain == "Why\n\nIt is open\nagain.\n\nHe said\n\nx = 1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")))
def test_whatever_the_source_only_harmless_tags_come_out(source: str) -> None:
    check(source)


@given(st.text(alphabet="<>[]()!`*_#&;:\"'\\/ \n\tajscript", max_size=120))
def test_a_source_made_of_marks_is_as_harmless(source: str) -> None:
    check(source)


def check(source: str) -> None:
    for tag, attrs in Reader(render(source).html).seen:
        assert tag in ALLOWED | HEADINGS
        assert attrs.keys() <= ATTRIBUTES.get(tag, set())
        href = attrs.get("href")
        assert href is None or href.startswith(("http:", "https:", "mailto:"))
