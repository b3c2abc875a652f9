"""Addresses become links when a comment is shown, and nothing else of it changes."""

import html
import re

from hypothesis import example, given
from hypothesis import strategies as st
from linkify_it import LinkifyIt

from stet.comments.links import linked

FINDER = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})
# What addresses are made of, so that many of the texts have one or nearly one.
WORDS = ["http://", "https://", "//", ":", "www.", ".", "news", "example.org", "كوباني", "ü.de"]
SIGNS = ["/a", "<", "&", "(", ")", "#", "?", "@", "1.5", "e.g.", " ", "\n"]
PIECES = st.lists(st.sampled_from(WORDS + SIGNS), max_size=12)


@given(PIECES.map("".join))
@example("See https://example.org/a?b=c&d=e.")
@example("(example.org<")
def test_each_web_address_is_a_link(text: str) -> None:
    found = [one.url for one in FINDER.match(text) or []]
    wanted = [url for url in found if url.lower().startswith(("http://", "https://"))]
    assert re.findall('href="([^"]*)"', linked(text)) == [html.escape(url) for url in wanted]


@given(PIECES.map("".join) | st.text())
def test_no_word_of_a_comment_is_changed(text: str) -> None:
    assert html.unescape(re.sub(r"<a [^>]*>|</a>", "", linked(text))) == html.unescape(
        html.escape(text)
    )
