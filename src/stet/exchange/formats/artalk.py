"""Artalk's Artrans: one JSON array of comments, in which every value is a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from stet.exchange.formats.found import Asked, Found, Markup, Standing, moment, part, words
from stet.exchange.formats.jsonstream import JsonStream
from stet.exchange.formats.jsonstream import Part as Told
from stet.exchange.formats.opening import opened


def read(asked: Asked) -> Iterator[Found]:
    (report,) = asked.passes(1)
    with opened(asked.path, report) as stream:
        for told in JsonStream(stream).elements():
            yield _found(asked, told)


def _found(asked: Asked, told: Told) -> Found:
    def get(name: str) -> Any:
        return part(told.value, name)

    pending = get("is_pending") in {"true", "1"}
    # A page's key is its address or a path on the first of the site's addresses.
    base = asked.base or words(get("site_urls")).partition(",")[0].strip()
    key = words(get("page_key")).strip()
    return Found(
        line=told.line,
        source_id=get("id"),
        url=urljoin(base, key) if key else "",
        title=words(get("page_title")),
        parent=None if get("rid") in {None, "", "0"} else get("rid"),
        name=words(get("nick")),
        email=words(get("email")),
        body=get("content"),
        markup=Markup.PLAIN,
        posted_at=moment(get("created_at"), asked.zone),
        standing=Standing.HELD if pending else Standing.APPROVED,
        raw_status="is_pending" if pending else "",
    )
