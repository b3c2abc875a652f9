"""A feed before it is Atom or RSS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Answered:
    """What an entry answers: RFC 4685, ``thr:in-reply-to``."""

    id: str
    href: str


@dataclass(frozen=True)
class Replies:
    """The feeds of an entry's own comments, how many there are, and the page that shows them."""

    atom: str
    rss: str
    page: str
    count: int
    updated: datetime | None


@dataclass(frozen=True)
class Entry:
    """``text`` is plain, whatever it looks like. ``lang`` is empty if nobody knows it."""

    id: str
    title: str
    href: str
    author: str
    published: datetime
    updated: datetime
    text: str
    lang: str = ""
    is_summary: bool = False
    categories: tuple[str, ...] = ()
    answers: Answered | None = None
    replies: Replies | None = None


@dataclass(frozen=True)
class Feed:
    """``address`` gives the feed's own address by format, ``older`` that of the next page of it."""

    id: str
    title: str
    subtitle: str
    href: str
    lang: str
    updated: datetime
    entries: list[Entry]
    address: Callable[[str], str]
    older: Callable[[str], str] | None = None
