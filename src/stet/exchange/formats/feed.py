"""A publisher's RSS 0.9x to 2.0, RSS 1.0 (RDF) or Atom feed: its articles, read as a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from stet.exchange.formats.found import moment
from stet.exchange.formats.opening import Stream
from stet.exchange.formats.xmlstream import Event, events
from stet.exchange.lines import BadFile
from stet.text.untagged import plain_of

_ATOM = "http://www.w3.org/2005/Atom "
_DC = "http://purl.org/dc/elements/1.1/ "
_RSS1 = "http://purl.org/rss/1.0/ "
_ROOTS = {"rss", "http://www.w3.org/1999/02/22-rdf-syntax-ns# RDF", f"{_ATOM}feed"}
_ITEMS = {"item", f"{_RSS1}item", f"{_ATOM}entry"}
_LANG = "http://www.w3.org/XML/1998/namespace lang"
# What each name says, the first that an item has counts.
_PARTS = {
    "title": "title",
    f"{_ATOM}title": "title",
    "description": "summary",
    f"{_ATOM}summary": "summary",
    "author": "author",
    f"{_DC}creator": "author",
    f"{_DC}subject": "tag",
    "category": "tag",
    "pubDate": "time",
    f"{_DC}date": "time",
    f"{_ATOM}published": "time",
    f"{_ATOM}updated": "later",
    "link": "link",
    "guid": "guid",
    f"{_DC}language": "lang",
}


@dataclass
class Item:
    """An article as the feed tells of it, plain text throughout. ``line`` is where it begins."""

    line: int
    lang: str = ""
    tags: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, words: str) -> None:
        if words.strip():
            self.parts.setdefault(name, words.strip())

    def plain(self, name: str) -> str:
        return " ".join(plain_of(self.parts.get(name, "")).split())

    @property
    def link(self) -> str:
        guid = self.parts.get("guid", "")
        return self.parts.get("link") or (guid if guid.startswith(("http://", "https://")) else "")

    @property
    def published_at(self) -> datetime | None:
        given = self.parts.get("time") or self.parts.get("later") or ""
        try:
            return datetime.fromisoformat(moment(given))
        except ValueError:
            pass
        try:
            at = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError):
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def items(stream: Stream, base: str = "") -> Iterator[Item]:
    """The items of the feed. ``base``: where it came from. Raises `BadFile`."""
    place: list[str] = []
    lang, item = "", None
    for event in events(stream):
        if event.begins:
            place.append(event.name)
            if len(place) == 1 and event.name not in _ROOTS:
                raise BadFile("this is neither RSS nor Atom", event.line, 1)
            if event.name in _ITEMS and item is None:
                item = Item(event.line, event.attributes.get(_LANG, lang))
            elif item is None and len(place) == 1:
                lang = event.attributes.get(_LANG, "")
            elif item is not None:
                _begin(item, event, base)
            continue
        place.pop()
        if item is None:
            lang = event.text.strip() if event.name == "language" else lang
        elif event.name in _ITEMS and len(place) <= 2:
            yield item
            item = None
        else:
            _end(item, event, place, base)


def _begin(item: Item, event: Event, base: str) -> None:
    """What Atom says in attributes."""
    told = event.attributes
    if event.name == f"{_ATOM}link" and told.get("rel", "alternate") == "alternate":
        item.say("link", urljoin(base, told.get("href", "")))
    elif event.name == f"{_ATOM}category" and told.get("term"):
        item.tags.append(told.get("label") or told["term"])


def _end(item: Item, event: Event, place: list[str], base: str) -> None:
    name = event.name.removeprefix(_RSS1)
    part = _PARTS.get(name)
    if name == f"{_ATOM}name" and place[-1] == f"{_ATOM}author":
        item.say("author", event.text)
    elif place[-1] not in _ITEMS or part is None:
        return
    elif part == "tag":
        item.tags.append(event.text)
    elif part == "link":
        item.say("link", urljoin(base, event.text.strip()))
    else:
        item.say(part, event.text)
