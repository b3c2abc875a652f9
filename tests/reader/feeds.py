"""Reading a feed as strictly as its standards are written."""

import re
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]

ATOM = "{http://www.w3.org/2005/Atom}"
THREAD = "{http://purl.org/syndication/thread/1.0}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def said(answer: Any, kind: str) -> ET.Element:
    """The root of a feed that keeps every rule we know of ``kind``: atom or rss."""
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == f"application/{kind}+xml; charset=utf-8"
    parsed = feedparser.parse(
        answer.content, response_headers={"content-type": answer.headers["Content-Type"]}
    )
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    # Expat refuses whatever is not well-formed.
    root = ET.fromstring(answer.content)  # noqa: S314 - ours
    _check_atom(root) if kind == "atom" else _check_rss(root)
    return root


def _check_atom(feed: ET.Element) -> None:
    """RFC 4287 sections 4.1.1, 4.1.2 and 4.2.6, 4.2.7; RFC 4685 section 3."""
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(ATOM + name)) == 1, name
        assert _is_absolute(_words(part, "id"))
        assert _RFC3339.fullmatch(_words(part, "updated"))
        kinds = [(link.get("rel"), link.get("type")) for link in part.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert ("alternate", "text/html") in kinds
    assert "self" in {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    for entry in entries:
        assert _words(entry.findall(f"{ATOM}author")[0], "name")
        assert _RFC3339.fullmatch(_words(entry, "published"))
        for answered in entry.findall(f"{THREAD}in-reply-to"):
            assert _is_absolute(answered.attrib["ref"])
            assert answered.get("type") == "text/html"
        for written in (*entry.findall(f"{ATOM}content"), *entry.findall(f"{ATOM}summary")):
            assert written.get("type") == "text"
            assert len(written) == 0  # no markup in it
    _unique(_words(entry, "id") for entry in entries)
    addressed = (*feed.iter(f"{ATOM}link"), *feed.iter(f"{THREAD}in-reply-to"))
    assert all(_is_absolute(link.attrib["href"]) for link in addressed)


def _check_rss(rss: ET.Element) -> None:
    """RSS 2.0.11: required elements, dates, ids, addresses."""
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss.findall("channel")
    for name in ("title", "link", "description"):
        assert channel.findtext(name), name
    _check_date(channel.findtext("lastBuildDate"))
    items = channel.findall("item")
    for item in items:
        assert item.findtext("title")
        _check_date(item.findtext("pubDate"))
        assert item.findall("guid")[0].get("isPermaLink") == "false"
        addresses = [item.findtext("link"), item.findtext("comments")]
        assert all(_is_absolute(address) for address in addresses if address)
    _unique(item.findtext("guid") for item in items)
    own = channel.findall(f"{ATOM}link")
    assert "self" in {link.get("rel") for link in own}
    assert all(_is_absolute(link.attrib["href"]) for link in own)


def _words(part: ET.Element, name: str) -> str:
    return part.findtext(ATOM + name) or ""


def _check_date(words: str | None) -> None:
    assert words
    assert parsedate_to_datetime(words).tzinfo is not None


def _unique(names: Any) -> None:
    known = list(names)
    assert all(known)
    assert len(known) == len(set(known))


def _is_absolute(address: str) -> bool:
    return bool(urlsplit(address).scheme)


def texts(root: ET.Element, kind: str) -> list[str]:
    """What the entries say."""
    if kind == "atom":
        return [entry.findtext(f"{ATOM}content") or "" for entry in root.findall(f"{ATOM}entry")]
    return [item.findtext("description") or "" for item in root.iter("item")]


def link(part: ET.Element, rel: str) -> ET.Element | None:
    """The link with this relation, in Atom or of an RSS channel."""
    there = [*part.findall(f"{ATOM}link"), *part.findall(f"channel/{ATOM}link")]
    return next((one for one in there if one.get("rel") == rel), None)
