"""Commento's export (version 1) and Comentario's (version 3): one JSON object, mostly gzip."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stet.exchange.formats.found import (
    Asked,
    Found,
    Markup,
    Shelf,
    Standing,
    moment,
    part,
    shelf,
    words,
)
from stet.exchange.formats.jsonstream import JsonStream
from stet.exchange.formats.jsonstream import Part as Told
from stet.exchange.formats.opening import opened
from stet.exchange.lines import BadFile

_STATES = {"approved": Standing.APPROVED, "unapproved": Standing.HELD, "flagged": Standing.HELD}
_ANONYMOUS = {"anonymous", "0" * 64, "00000000-0000-0000-0000-000000000000"}


def read(asked: Asked) -> Iterator[Found]:
    """The file is read twice: who wrote a comment stands behind all comments."""
    first, second = asked.passes(2)
    version = None
    with shelf() as kept:
        for told in _members(asked, first):
            if told.key == "version":
                version = told.value
            elif told.key == "commenters":
                key = part(told.value, "commenterHex") or part(told.value, "id")
                person = [words(part(told.value, "name")), words(part(told.value, "email"))]
                kept.put("person", key, person)
            elif told.key == "pages":
                page = [words(part(told.value, "path")), words(part(told.value, "title"))]
                kept.put("page", part(told.value, "id"), page)
        if version not in {1, 3}:
            raise BadFile("this is no export of Commento 1 or Comentario 3", 1, 1)
        found = _of_commento if version == 1 else _of_comentario
        for told in _members(asked, second):
            if told.key == "comments":
                yield found(asked, told, kept)


def _members(asked: Asked, report: Any) -> Iterator[Told]:
    with opened(asked.path, report) as stream:
        yield from JsonStream(stream).members()


def _person(kept: Shelf, key: Any) -> tuple[str, str]:
    found = None if key in _ANONYMOUS else kept.get("person", key)
    return (found[0], found[1]) if found else ("", "")


def _of_commento(asked: Asked, told: Told, kept: Shelf) -> Found:
    def get(name: str) -> Any:
        return part(told.value, name)

    domain, path = words(get("domain") or get("host")), words(get("url") or get("path"))
    name, email = _person(kept, get("commenterHex"))
    state, body = words(get("state")), get("markdown")
    gone = get("deleted") is True or body in {"", "[deleted]"}
    return Found(
        line=told.line,
        source_id=get("commentHex"),
        url=f"https://{domain}{path}" if path.startswith("/") else asked.address(path),
        title="",
        parent=None if get("parentHex") in {None, "", "root"} else get("parentHex"),
        name=name,
        email=email,
        body=body,
        markup=Markup.PLAIN,
        posted_at=moment(get("creationDate")),
        standing=Standing.DELETED if gone else _STATES.get(state, Standing.HELD),
        raw_status="deleted" if gone else state[:20],
    )


def _of_comentario(asked: Asked, told: Told, kept: Shelf) -> Found:
    def get(name: str) -> Any:
        return part(told.value, name)

    path, title = kept.get("page", get("pageId")) or ("", "")
    name, email = _person(kept, get("userCreated"))
    flags = [flag for flag in ("isApproved", "isPending", "isDeleted") if get(flag) is True]
    if "isDeleted" in flags:
        standing = Standing.DELETED
    elif "isPending" in flags:
        standing = Standing.HELD
    else:
        standing = Standing.APPROVED if flags else Standing.REJECTED
    where = words(get("url")).partition("#")[0]
    return Found(
        line=told.line,
        source_id=get("id"),
        url=where if where.startswith("http") else asked.address(path),
        title=title,
        parent=get("parentId") or None,
        name=name or words(get("authorName")),
        email=email,
        body=get("markdown"),
        markup=Markup.PLAIN,
        posted_at=moment(get("createdTime")),
        standing=standing,
        raw_status=" ".join(flags) or "rejected",
    )
