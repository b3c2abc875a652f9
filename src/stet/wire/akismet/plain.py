"""What readers see of a comment that is sent as HTML."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from stet.wire.reading import whole_text

# As much as Perspective takes. The rest of a longer text is not looked at.
MOST_TEXT_BYTES: Final = 20_480

# Every pattern here reads a megabyte of anything in one pass: what a part has taken it never gives
# back, or its length has a limit.
_TAG: Final = re.compile(r"<(/?)([a-zA-Z!?][a-zA-Z0-9]*+)([^<>]*+)>")
_HREF: Final = re.compile(
    r"""(?:^|\s)href\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"']+))""", re.IGNORECASE
)
# Longer references are no references, and Python refuses to read numbers of thousands of digits.
_REFERENCE: Final = re.compile(r"&#?[0-9a-zA-Z]{1,31};?")
_BREAKS: Final = frozenset(
    [
        "br",
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "tr",
        "table",
        "blockquote",
        "pre",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
    ]
)


def plain_text(html: str) -> str:
    """The words of a comment, without tags and with every link's address behind its words.

    At most `MOST_TEXT_BYTES` bytes of UTF-8, cut between characters. Made for a screener to read: it
    must not be put into a page.
    """
    words = _REFERENCE.sub(_resolved, _TAG.sub(_shown, html))
    return cut(whole_text(words).strip())


def _shown(tag: re.Match[str]) -> str:
    closing, name, inside = tag.groups()
    if name.lower() == "a" and not closing:
        found = _HREF.search(inside)
        address = (found[1] or found[2] or found[3] or "") if found else ""
        # Before its words, so that an unclosed link is one, too.
        return f" {address} " if address else ""
    return "\n" if name.lower() in _BREAKS else ""


def _resolved(reference: re.Match[str]) -> str:
    return unescape(reference[0])


def cut(text: str) -> str:
    """The first `MOST_TEXT_BYTES` bytes of the text in UTF-8, without half a character at the end."""
    # Four bytes a character at most: what is certainly too long need not be encoded.
    head = text[:MOST_TEXT_BYTES].encode("utf-8", "replace")[:MOST_TEXT_BYTES]
    return head.decode("utf-8", "ignore")
