"""Atom (RFC 4287), with its threading extension (RFC 4685) and paged feeds (RFC 5005, section 3)."""

from __future__ import annotations

from collections.abc import Iterator

from stet.comments.rendering import stamp
from stet.web.feeds.shape import Entry, Feed, Replies
from stet.web.feeds.xml import DECLARATION, element, text

MEDIA_TYPE = "application/atom+xml"
_NAMESPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:thr": "http://purl.org/syndication/thread/1.0",
}


def atom(feed: Feed) -> bytes:
    """The feed as a document, UTF-8."""
    inner = "\n".join((*_head(feed), *map(_entry, feed.entries)))
    attributes = {**_NAMESPACES, "xml:lang": feed.lang}
    return (DECLARATION + element("feed", f"\n{inner}\n", attributes) + "\n").encode()


def _head(feed: Feed) -> Iterator[str]:
    yield text("id", feed.id)
    yield text("title", feed.title)
    if feed.subtitle:
        yield text("subtitle", feed.subtitle)
    yield text("updated", stamp(feed.updated))
    yield _link("self", feed.address("atom"), type=MEDIA_TYPE)
    yield _link("alternate", feed.href, type="text/html")
    if feed.older:
        yield _link("first", feed.address("atom"), type=MEDIA_TYPE)
        yield _link("next", feed.older("atom"), type=MEDIA_TYPE)
    yield element("generator", "Stet")


def _entry(entry: Entry) -> str:
    return element("entry", "".join(_parts(entry)), {"xml:lang": entry.lang} if entry.lang else {})


def _parts(entry: Entry) -> Iterator[str]:
    yield text("id", entry.id)
    yield text("title", entry.title)
    yield text("published", stamp(entry.published))
    yield text("updated", stamp(entry.updated))
    yield _link("alternate", entry.href, type="text/html")
    yield element("author", text("name", entry.author))
    for name in entry.categories:
        yield element("category", "", {"term": name})
    if entry.answers:
        where = {"ref": entry.answers.id, "href": entry.answers.href, "type": "text/html"}
        yield element("thr:in-reply-to", "", where)
    if entry.replies:
        yield from _replies(entry.replies)
    if entry.text or not entry.is_summary:
        yield text("summary" if entry.is_summary else "content", entry.text, {"type": "text"})


def _replies(replies: Replies) -> Iterator[str]:
    counted = {"thr:count": str(replies.count)}
    if replies.updated:
        counted["thr:updated"] = stamp(replies.updated)
    yield element(
        "link",
        "",
        {"rel": "replies", "href": replies.atom, "type": MEDIA_TYPE, **counted},
    )
    yield text("thr:total", str(replies.count))


def _link(rel: str, href: str, *, type: str) -> str:  # noqa: A002 - the attribute's name
    return element("link", "", {"rel": rel, "type": type, "href": href})
