"""Remark42's backup: gzip of JSON values one after another, what it is about first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stet.exchange.formats.found import Asked, Found, Markup, Standing, moment, part, words
from stet.exchange.formats.jsonstream import JsonStream
from stet.exchange.formats.opening import opened
from stet.exchange.lines import BadFile


def read(asked: Asked) -> Iterator[Found]:
    (report,) = asked.passes(1)
    with opened(asked.path, report) as stream:
        values = JsonStream(stream)
        if values.next() != "{":
            raise BadFile("this is no backup of Remark42", 1, 1)
        # The first value lists users and pages: any number of them, so it is not taken whole.
        first = {told.key: told.value for told in values.members() if told.key == "version"}
        if not isinstance(first.get("version"), int):
            raise BadFile("this is no backup of Remark42: it does not begin with its version", 1, 1)
        while values.next():
            told = values.value()
            yield _found(asked, told.line, told.value)


def _found(asked: Asked, line: int, told: Any) -> Found:
    deleted = part(told, "delete") is True
    return Found(
        line=line,
        source_id=part(told, "id"),
        url=asked.address(part(told, "locator", "url")),
        title=words(part(told, "title")),
        parent=part(told, "pid") or None,
        name=words(part(told, "user", "name")),
        email="",
        body=part(told, "text"),
        markup=Markup.HTML,
        posted_at=moment(part(told, "time")),
        standing=Standing.DELETED if deleted else Standing.APPROVED,
        raw_status="delete" if deleted else "",
        other_body=part(told, "orig") or None,
    )
