"""Disqus's export: threads and posts side by side, which refer to each other by ``dsq:id``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stet.exchange.formats.found import Asked, Found, Markup, Shelf, Standing, moment, shelf
from stet.exchange.formats.opening import opened
from stet.exchange.formats.xmlstream import events
from stet.exchange.lines import BadFile

_NS = "http://disqus.com "
_ID = "http://disqus.com/disqus-internals id"


def read(asked: Asked) -> Iterator[Found]:
    """The posts. The file is read twice, for a thread may stand behind its posts."""
    first, second = asked.passes(2)
    with shelf() as threads:
        for _, thread in _each(asked, "thread", first):
            if thread.get("link"):  # empty doubles of threads occur
                kept = [thread["link"], thread.get("title", ""), thread.get("isDeleted", "")]
                threads.put("thread", thread["@"], kept)
        for line, post in _each(asked, "post", second):
            yield _found(asked, line, post, threads)


def _each(asked: Asked, wanted: str, report: Any) -> Iterator[tuple[int, dict[str, str]]]:
    """Elements of the root by their parts: ``a/b`` within the element, ``a@`` for an a's id."""
    place: list[str] = []
    told: dict[str, str] | None = None
    with opened(asked.path, report) as stream:
        for event in events(stream):
            name = event.name.removeprefix(_NS)
            if event.begins:
                place.append(name)
                if len(place) == 1 and event.name != f"{_NS}disqus":
                    raise BadFile("this is no export of Disqus", event.line, 1)
                if len(place) == 2:
                    told = {"@": event.attributes.get(_ID, "")} if name == wanted else None
                elif told is not None and _ID in event.attributes:
                    told["/".join(place[2:]) + "@"] = event.attributes[_ID]
                continue
            if told is not None and len(place) > 2:
                told["/".join(place[2:])] = event.text.strip()
            elif told is not None and len(place) == 2:
                yield event.line, told
                told = None
            place.pop()


def _found(asked: Asked, line: int, post: dict[str, str], threads: Shelf) -> Found:
    flags = [flag for flag in ("isDeleted", "isSpam", "isApproved") if post.get(flag) == "true"]
    link, title, gone = threads.get("thread", post.get("thread@", "")) or ("", "", "")
    if "isSpam" in flags:
        standing = Standing.REJECTED
    elif "isDeleted" in flags or gone == "true":
        standing = Standing.DELETED
    else:
        unapproved = post.get("isApproved") == "false"
        standing = Standing.HELD if unapproved else Standing.APPROVED
    return Found(
        line=line,
        source_id=post["@"],
        url=asked.address(link),
        title=title,
        parent=post.get("parent@") or None,
        name=post.get("author/name", "") or post.get("author/username", ""),
        email=post.get("author/email", ""),
        body=post.get("message", ""),
        markup=Markup.HTML,
        posted_at=moment(post.get("createdAt")),
        standing=standing,
        raw_status=" ".join(flags) or ("unapproved" if standing is Standing.HELD else ""),
    )
