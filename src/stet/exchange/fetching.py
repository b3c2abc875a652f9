"""Fetching a publisher's page: from allowed origins, never from a private network, within limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from stet.exchange.reaching import Line, NotReached, in_time
from stet.newsroom.networks import Network

LIMIT_S: Final = 5.0
SIZE_LIMIT: Final = 2 * 1024 * 1024  # a heavy news page is a few hundred kilobytes of HTML
MOST_REDIRECTS: Final = 3
_IN_TARGET: Final = "/%:@!$&'()*+,;=~-._?"  # RFC 3986, and what is escaped already
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_HEAD: Final = 2048  # bytes in which HTML looks for its character set, twice over


class NotFetched(Exception):
    """``why`` is one word: origin, private, unreachable, status, kind, size, late or redirects."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Page:
    """Where the page was in the end, and what it says."""

    url: str
    html: str  # as text
    raw: bytes = b""


@dataclass(frozen=True)
class Bounds:
    """``may`` says whether an address may be asked; ``private`` are networks that may be as well."""

    may: Callable[[str], bool]
    private: Sequence[Network] = ()
    limit_s: float = LIMIT_S
    size: int = SIZE_LIMIT
    kinds: frozenset[str] = _HTML  # media types


def fetch(url: str, bounds: Bounds) -> Page:
    """The page at ``url``, redirects followed as far as they stay in bounds; raises `NotFetched`."""
    line = Line(bounds.limit_s, bounds.private)
    try:
        return in_time(line, lambda line: _follow(line, url, bounds))
    except NotReached as problem:
        raise NotFetched(problem.why) from None


def _follow(line: Line, url: str, bounds: Bounds) -> Page:
    for _ in range(MOST_REDIRECTS + 1):
        if not bounds.may(url):
            raise NotFetched("origin")
        answer = _ask(line, url, bounds)
        if isinstance(answer, Page):
            return answer
        url = urljoin(url, answer)
    raise NotFetched("redirects")


def _ask(line: Line, url: str, bounds: Bounds) -> Page | str:
    """The page, or the address to which it leads."""
    connection = line.open(url)
    try:
        headers = {**_HEADERS, "Accept": ", ".join(sorted(bounds.kinds))}
        connection.request("GET", target_of(url), headers=headers)
        with connection.getresponse() as response:
            if response.status in _MOVED and response.getheader("Location"):
                return response.getheader("Location", "")
            raw, rest = _raw(response, bounds)
            return Page(url, _decoded(raw, rest), raw)
    finally:
        connection.close()


def target_of(url: str) -> str:
    """What stands in the request line for ``url``."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(target, safe=_IN_TARGET)


def _raw(response: HTTPResponse, bounds: Bounds) -> tuple[bytes, str]:
    """The body, and the parameters of its media type."""
    if response.status != 200:
        raise NotFetched("status")
    kind, _, rest = response.getheader("Content-Type", "").partition(";")
    if kind.strip().lower() not in bounds.kinds:
        raise NotFetched("kind")
    raw = response.read(bounds.size + 1)
    if len(raw) > bounds.size:
        raise NotFetched("size")
    return raw, rest


_HEADERS: Final = {
    "Accept-Encoding": "identity",
    "User-Agent": "Stet (comments; looks once at the article of a page)",
    "Connection": "close",
}


def _decoded(raw: bytes, parameters: str) -> str:
    """The text, by the header's character set, else the page's own, else UTF-8."""
    named = re.search(r"charset\s*=\s*[\"']?([\w-]+)", parameters, re.IGNORECASE)
    inside = _CHARSET.search(raw[:_HEAD])
    charset = named[1] if named else inside[1].decode("ascii") if inside else "utf-8"
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
