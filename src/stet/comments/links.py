"""Addresses in a comment become links when it is shown; what is stored stays as it was sent."""

from __future__ import annotations

import html
import re

from linkify_it import LinkifyIt

_finder = LinkifyIt(options={"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})
_SCHEMES = ("http://", "https://")
# Beyond this a page is a list of addresses, and looking for more only costs time.
_MOST_LINKS = 50
# Every address has one of these, and few comments do. The finder's own first look costs as much as
# all the rest of showing a comment, and misses an address before a "<".
_HINT = re.compile(r"\.\w|//")


def linked(text: str) -> str:
    """``text`` escaped for HTML, its web addresses as links that pass on no credit."""
    if not _HINT.search(text):
        return html.escape(text)
    parts, done = [], 0
    for match in (_finder.match(text) or [])[:_MOST_LINKS]:
        if not match.url.lower().startswith(_SCHEMES):
            continue
        shown = html.escape(text[match.index : match.last_index])
        target = html.escape(match.url)
        parts.append(html.escape(text[done : match.index]))
        parts.append(f'<a href="{target}" rel="ugc nofollow noopener" dir="ltr">{shown}</a>')
        done = match.last_index
    parts.append(html.escape(text[done:]))
    return "".join(parts)
