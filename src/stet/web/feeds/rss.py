"""RSS 2.0, with what its readers know of comments.

Namespaces: content (RSS 1.0 module), dc, slash, wfw (the Well-Formed Web's CommentAPI) and atom, by
which a channel names its own address and its next page (RFC 5005).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime

from stet.web.feeds.shape import Entry, Feed
from stet.web.feeds.xml import DECLARATION, element, text

MEDIA_TYPE = "application/rss+xml"
_NAMESPACES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:slash": "http://purl.org/rss/1.0/modules/slash/",
    "xmlns:wfw": "http://wellformedweb.org/CommentAPI/",
}
_LINE_END = re.compile("\r\n|\r|\n")


def rss(feed: Feed) -> bytes:
    """The feed as a document, UTF-8."""
    inner = "\n".join((*_head(feed), *map(_item, feed.entries)))
    channel = element("channel", f"\n{inner}\n")
    return (DECLARATION + element("rss", f"\n{channel}\n", _NAMESPACES) + "\n").encode()


def _head(feed: Feed) -> Iterator[str]:
    yield text("title", feed.title)
    yield text("link", feed.href)
    yield text("description", feed.subtitle or feed.title)
    yield text("language", feed.lang)
    yield text("lastBuildDate", _date(feed.updated))
    yield text("generator", "Stet")
    yield _link("self", feed.address("rss"))
    if feed.older:
        yield _link("first", feed.address("rss"))
        yield _link("next", feed.older("rss"))


def _item(entry: Entry) -> str:
    return element("item", "".join(_parts(entry)))


def _parts(entry: Entry) -> Iterator[str]:
    yield text("title", entry.title)
    yield text("link", entry.href)
    # An id, not an address: it stays when an article moves.
    yield text("guid", entry.id, {"isPermaLink": "false"})
    yield text("pubDate", _date(entry.published if entry.is_summary else entry.updated))
    yield text("dc:creator", entry.author)
    for name in entry.categories:
        yield text("category", name)
    if entry.replies:
        yield text("comments", f"{entry.replies.page}#comments")
        yield text("slash:comments", str(entry.replies.count))
        yield text("wfw:commentRss", entry.replies.rss)
    shown = _as_html(entry.text)
    if shown:
        # Both are HTML by convention: what a reader wrote is escaped for HTML, then for XML.
        yield text("description", shown)
        if not entry.is_summary:
            yield text("content:encoded", _in_language(shown, entry.lang))


def _as_html(words: str) -> str:
    return _LINE_END.sub("<br>", html.escape(words))


def _in_language(shown: str, lang: str) -> str:
    """RSS has no language but the channel's."""
    given = f' lang="{html.escape(lang)}"' if lang else ""
    return f'<p{given} dir="auto">{shown}</p>'


def _link(rel: str, href: str) -> str:
    return element("atom:link", "", {"rel": rel, "type": MEDIA_TYPE, "href": href})


def _date(at: datetime) -> str:
    """RFC 822 with a year of four digits, in GMT."""
    return format_datetime(at.astimezone(UTC), usegmt=True)
