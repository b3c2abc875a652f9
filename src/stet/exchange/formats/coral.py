"""Coral: its MongoDB collections as ``mongoexport`` writes them, in one folder.

``comments``, ``stories`` and ``users``, each as .json or .jsonl, maybe .gz; lines or one array.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stet.exchange.formats.found import (
    Asked,
    Found,
    Markup,
    Shelf,
    Standing,
    moment,
    moment_of_seconds,
    part,
    shelf,
    words,
)
from stet.exchange.formats.jsonstream import JsonStream
from stet.exchange.formats.jsonstream import Part as Told
from stet.exchange.formats.opening import opened
from stet.exchange.lines import BadFile

_STANDINGS = {
    "APPROVED": Standing.APPROVED,
    "REJECTED": Standing.REJECTED,
    # NONE is public there, but nobody has decided it; the others wait.
    "NONE": Standing.HELD,
    "PREMOD": Standing.HELD,
    "SYSTEM_WITHHELD": Standing.HELD,
}
_ENDINGS = (".json", ".jsonl", ".json.gz", ".jsonl.gz")


def read(asked: Asked) -> Iterator[Found]:
    """The comments, after stories and users; given a file, the others stand beside it."""
    folder = asked.path if asked.path.is_dir() else asked.path.parent
    comments = _named(folder, "comments") if asked.path.is_dir() else asked.path
    stories, users = _named(folder, "stories"), _named(folder, "users")
    if comments is None or stories is None:
        missing = "comments" if comments is None else "stories"
        raise BadFile(f"there is no {missing}.json of Coral in the folder", 1, 1)
    with shelf() as kept:
        for told in _values(asked, stories):
            story = [words(part(told.value, "url")), words(part(told.value, "metadata", "title"))]
            kept.put("story", part(told.value, "id"), story)
        for told in _values(asked, users) if users else ():
            user = [words(part(told.value, "username")), words(part(told.value, "email"))]
            kept.put("user", part(told.value, "id"), user)
        for told in _values(asked, comments):
            yield _found(asked, told, kept)


def _named(folder: Path, name: str) -> Path | None:
    return next(
        (folder / f"{name}{end}" for end in _ENDINGS if (folder / f"{name}{end}").is_file()), None
    )


def _values(asked: Asked, path: Path) -> Iterator[Told]:
    size = path.stat().st_size
    with opened(path, lambda at: asked.report(at, size)) as stream:
        values = JsonStream(stream)
        if values.next() == "[":
            yield from values.elements()
        while values.next():
            yield values.value()


def _found(asked: Asked, told: Told, kept: Shelf) -> Found:
    def get(name: str) -> Any:
        return part(told.value, name)

    url, title = kept.get("story", get("storyID")) or ("", "")
    name, email = kept.get("user", get("authorID")) or ("", "")
    revisions = get("revisions")
    body = part(revisions[-1], "body") if isinstance(revisions, list) and revisions else None
    status = words(get("status"))
    gone = bool(get("deletedAt")) or body is None
    return Found(
        line=told.line,
        source_id=get("id"),
        url=asked.address(url),
        title=title,
        parent=get("parentID") or None,
        name=name,
        email=email,
        body=body,
        markup=Markup.HTML,
        posted_at=_moment(get("createdAt")),
        standing=Standing.DELETED if gone else _STANDINGS.get(status, Standing.HELD),
        raw_status="deleted" if gone else status[:20],
    )


def _moment(value: Any) -> str:
    """A time of MongoDB's extended JSON: a text, or milliseconds since 1970."""
    date = part(value, "$date") if isinstance(value, dict) else value
    number = part(date, "$numberLong") if isinstance(date, dict) else date
    if isinstance(date, dict) and words(number).lstrip("-").isascii():
        number = int(number) if words(number).lstrip("-").isdigit() else None
    if isinstance(number, int):
        return moment_of_seconds(number / 1000)
    return moment(number)
