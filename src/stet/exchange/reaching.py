"""Reaching a machine outside: never one of a private network, and never for longer than agreed.

A name is resolved once, all its addresses are looked at, and the connection goes to one of those
very addresses: a name that answers otherwise the second time gains nothing.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit

from stet.newsroom.networks import Network, is_in, is_open, parsed

Found = TypeVar("Found")

_PORTS: Final = {"http": 80, "https": 443}


class NotReached(Exception):
    """``why`` is one word: private, insecure, unreachable or late."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Line:
    """The sockets of one call. ``private`` are networks that may be reached as well."""

    limit_s: float
    private: Sequence[Network] = ()
    plain_outside: bool = True  # whether http may go over the open Internet
    _sockets: list[socket.socket] = field(default_factory=list)
    _abandoned: bool = False

    def open(self, url: str) -> HTTPConnection:
        """A connection to the host of ``url``. Raises `NotReached`, OSError and ValueError."""
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        address = self._resolved(host, port)
        if parts.scheme == "http" and not (self.plain_outside or self._is_ours(address)):
            raise NotReached("insecure")
        plain = socket.create_connection((address, port), timeout=self.limit_s)
        self._sockets.append(plain)
        try:
            if self._abandoned:
                raise NotReached("late")
            connection = _Pinned(host, port, timeout=self.limit_s)
            connection.sock = plain if parts.scheme == "http" else _encrypted(plain, host)
        except BaseException:
            plain.close()
            raise
        return connection

    def abandon(self) -> None:
        """Ends a call that nobody waits for any more; its thread goes as soon as it notices."""
        self._abandoned = True
        for open_one in self._sockets:
            try:
                socket.socket.shutdown(open_one, socket.SHUT_RDWR)
            except OSError:
                continue  # it is down already

    def _resolved(self, host: str, port: int) -> str:
        """One address of ``host``; raises `NotReached` if any of them is not for everybody."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(row[4][0]) for row in found]
        if not addresses:
            raise NotReached("unreachable")
        for address in addresses:
            if not is_open(parsed(address), self.private):
                raise NotReached("private")
        return addresses[0]

    def _is_ours(self, address: str) -> bool:
        return is_in(parsed(address), self.private)


def in_time(line: Line, work: Callable[[Line], Found]) -> Found:
    """What ``work`` gives, within the line's limit; raises what it raises, and `NotReached`.

    In a thread, because neither a name's resolution nor a server that drips heeds a socket's
    time-out. What a network does wrong is told as unreachable or late.
    """
    one = _Working(line, work)
    thread = Thread(target=one.run, name="reach", daemon=True)
    thread.start()
    thread.join(line.limit_s)
    if thread.is_alive():
        line.abandon()
        raise NotReached("late")
    if one.problem is not None:
        raise one.problem
    return one.found[0]


@dataclass
class _Working(Generic[Found]):
    line: Line
    work: Callable[[Line], Found]
    found: list[Found] = field(default_factory=list)
    problem: Exception | None = None

    def run(self) -> None:
        try:
            self.found.append(self.work(self.line))
        except TimeoutError:
            self.problem = NotReached("late")
        except (OSError, HTTPException, ValueError):
            self.problem = NotReached("unreachable")
        except Exception as problem:  # noqa: BLE001 - raised again where it is waited for
            self.problem = problem


class _Pinned(HTTPConnection):
    """Uses the socket that it is given: it never resolves or connects by itself."""

    def connect(self) -> None:
        raise NotReached("unreachable")


def _encrypted(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
