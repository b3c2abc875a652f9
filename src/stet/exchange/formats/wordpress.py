"""WordPress's own export, WXR 1.0 to 1.2: RSS with comments in each item."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stet.exchange.formats.found import Asked, Found, Markup, Standing, moment
from stet.exchange.formats.opening import opened
from stet.exchange.formats.xmlstream import Event, events
from stet.exchange.lines import BadFile

_WP = re.compile(r"https?://wordpress\.org/export/1\.[0-9]/ (\w+)")
_STANDINGS = {
    "1": Standing.APPROVED,
    "approve": Standing.APPROVED,
    "0": Standing.HELD,
    "hold": Standing.HELD,
    "spam": Standing.REJECTED,
    "trash": Standing.REJECTED,
}
_COMMENTS = ("", "comment")


def read(asked: Asked) -> Iterator[Found]:
    """The comments of all items, in the file's order."""
    (report,) = asked.passes(1)
    reader, seen = _Items(asked), False
    with opened(asked.path, report) as stream:
        for event in events(stream):
            seen = seen or event.name == "channel"
            yield from reader.hear(event)
    if not seen:
        raise BadFile("this is no export of WordPress: it has no channel", 1, 1)


class _Items:
    """The item that is being read, and the comment within it."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._item: dict[str, str] | None = None
        self._comment: dict[str, str] | None = None
        self._meta = False

    def hear(self, event: Event) -> Iterator[Found]:
        name = _local(event.name)
        if event.begins:
            self._begin(event.name, name)
        elif name == "wp:comment" and self._comment is not None:
            yield self._found(event.line, self._item or {}, self._comment)
            self._comment = None
        elif name == "wp:commentmeta":
            self._meta = False
        elif event.name == "item":
            self._item = None
        elif self._comment is not None and not self._meta:
            self._comment[name] = event.text
        elif self._item is not None and name in {"title", "link"}:
            self._item[name] = event.text.strip()

    def _begin(self, whole: str, name: str) -> None:
        if whole == "item":
            self._item, self._comment = {}, None
        elif name == "wp:comment":
            self._comment, self._meta = {}, False
        elif name == "wp:commentmeta":
            self._meta = True

    def _found(self, line: int, item: dict[str, str], told: dict[str, str]) -> Found:
        def get(name: str) -> str:
            return told.get(f"wp:comment_{name}", "").strip()

        raw = get("approved")
        standing = _STANDINGS.get(raw, Standing.DELETED if raw == "post-trashed" else Standing.HELD)
        kind = get("type")
        return Found(
            line=line,
            source_id=get("id"),
            url=self._asked.address(item.get("link")),
            title=item.get("title", ""),
            parent=get("parent") if get("parent") not in {"", "0"} else None,
            name=get("author"),
            email=get("author_email"),
            body=told.get("wp:comment_content", "").strip("\r\n\t "),
            markup=Markup.WORDPRESS,
            # The second is in the site's zone; old versions of WordPress left the first at zero.
            posted_at=moment(get("date_gmt")) or moment(get("date"), self._asked.zone),
            standing=standing if kind in _COMMENTS else Standing.NO_COMMENT,
            raw_status=raw,
        )


def _local(name: str) -> str:
    ours = _WP.fullmatch(name)
    return f"wp:{ours[1]}" if ours else name
