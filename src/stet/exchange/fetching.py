"""Fetching a publisher's page: from allowed origins, never from a private network, within limits.

The name is resolved once, all its addresses are looked at, and the connection goes to one of those
very addresses: a name that answers otherwise the second time gains nothing.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

LIMIT_S: Final = 5.0
SIZE_LIMIT: Final = 2 * 1024 * 1024  # a heavy news page is a few hundred kilobytes of HTML
MOST_REDIRECTS: Final = 3
_IN_TARGET: Final = "/%:@!$&'()*+,;=~-._?"  # RFC 3986, and what is escaped already
_PORTS: Final = {"http": 80, "https": 443}
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})""", re.IGNORECASE)
_HEAD: Final = 2048  # bytes in which HTML looks for its character set, twice over
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address


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
    one = _Fetching(url, bounds)
    # A thread, because neither a name's resolution nor a page that drips heeds a socket's time-out.
    thread = Thread(target=one.run, name="fetch", daemon=True)
    thread.start()
    thread.join(bounds.limit_s)
    if thread.is_alive():
        one.abandon()
        raise NotFetched("late")
    if one.page is None:
        raise NotFetched(one.why)
    return one.page


@dataclass
class _Fetching:
    url: str
    bounds: Bounds
    page: Page | None = None
    why: str = ""
    _sockets: list[socket.socket] = field(default_factory=list)
    _abandoned: bool = False

    def run(self) -> None:
        try:
            self.page = self._follow()
        except NotFetched as problem:
            self.why = problem.why
        except TimeoutError:
            self.why = "late"
        except (OSError, HTTPException, ValueError):
            self.why = "unreachable"

    def abandon(self) -> None:
        """Ends a call that nobody waits for any more; its thread goes as soon as it notices."""
        self._abandoned = True
        for open_one in self._sockets:
            try:
                socket.socket.shutdown(open_one, socket.SHUT_RDWR)
            except OSError:
                continue  # it is down already

    def _follow(self) -> Page:
        url = self.url
        for _ in range(MOST_REDIRECTS + 1):
            if not self.bounds.may(url):
                raise NotFetched("origin")
            answer = self._ask(url)
            if isinstance(answer, Page):
                return answer
            url = urljoin(url, answer)
        raise NotFetched("redirects")

    def _ask(self, url: str) -> Page | str:
        """The page, or the address to which it leads."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        connection = _Pinned(host, port, timeout=self.bounds.limit_s)
        connection.sock = self._connect(parts.scheme, host, port)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", quote(target, safe=_IN_TARGET), headers=self._headers())
            response = connection.getresponse()
            if response.status in _MOVED and response.getheader("Location"):
                return response.getheader("Location", "")
            raw, rest = self._raw(response)
            return Page(url, _decoded(raw, rest), raw)
        finally:
            connection.close()

    def _headers(self) -> dict[str, str]:
        return {**_HEADERS, "Accept": ", ".join(sorted(self.bounds.kinds))}

    def _connect(self, scheme: str, host: str, port: int) -> socket.socket:
        address = self._resolved(host, port)
        plain = socket.create_connection((address, port), timeout=self.bounds.limit_s)
        self._sockets.append(plain)
        if self._abandoned:
            raise NotFetched("late")
        if scheme == "http":
            return plain
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)

    def _resolved(self, host: str, port: int) -> str:
        """One address of ``host``; raises `NotFetched` if any of them is not for everybody."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(row[4][0]) for row in found]
        if not addresses:
            raise NotFetched("unreachable")
        for address in addresses:
            if not is_open(ip_address(address.partition("%")[0]), self.bounds.private):
                raise NotFetched("private")
        return addresses[0]

    def _raw(self, response: HTTPResponse) -> tuple[bytes, str]:
        """The body, and the parameters of its media type."""
        if response.status != 200:
            raise NotFetched("status")
        kind, _, rest = response.getheader("Content-Type", "").partition(";")
        if kind.strip().lower() not in self.bounds.kinds:
            raise NotFetched("kind")
        raw = response.read(self.bounds.size + 1)
        if len(raw) > self.bounds.size:
            raise NotFetched("size")
        return raw, rest


class _Pinned(HTTPConnection):
    """Uses the socket that it is given: it never resolves or connects by itself."""

    def connect(self) -> None:
        raise NotFetched("unreachable")


_HEADERS: Final = {
    "Accept-Encoding": "identity",
    "User-Agent": "Stet (comments; looks once at the article of a page)",
    "Connection": "close",
}


def is_open(address: Address, private: Sequence[Network] = ()) -> bool:
    """Whether ``address`` is one that the whole Internet can reach, or is in a ``private`` network."""
    inner = _inner(address)
    if any(inner in network for network in private if network.version == inner.version):
        return True
    return inner.is_global and not inner.is_multicast


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return (
        address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or address
    )


def _decoded(raw: bytes, parameters: str) -> str:
    """The text, by the header's character set, else the page's own, else UTF-8."""
    named = re.search(r"charset\s*=\s*[\"']?([\w-]+)", parameters, re.IGNORECASE)
    inside = _CHARSET.search(raw[:_HEAD])
    charset = named[1] if named else inside[1].decode("ascii") if inside else "utf-8"
    try:
        return raw.decode(charset, "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")
