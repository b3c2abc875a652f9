"""Handing a letter to the operator's mail server in limited time, and what it means if that fails.

A letter is handed over once the server has taken the whole of it (RFC 5321, 4.2.5), whatever goes
wrong with the connection after that. If the whole was sent and no answer came, nobody can know.
"""

from __future__ import annotations

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

_PORTS = {"smtps": 465, "smtp": 587}  # submission with and without TLS from the start (RFC 8314)
_PLAIN_PORT = 25
_FAREWELL_S = 5.0  # what is sent is sent: whether the server says goodbye matters to nobody
_END_OF_LETTER = b"\r\n.\r\n"


class NotSent(Exception):
    """The letter was not handed over.

    ``permanent``: trying again makes no sense. ``unknown_recipient``: so would any other letter to
    this address. ``everybody``: the next letter would fare no better.
    ``reason`` names the failure and quotes neither the server nor an address.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        unknown_recipient: bool = False,
        everybody: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.unknown_recipient = unknown_recipient
        self.everybody = everybody


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. A password goes over a network only under TLS."""

    host: str
    port: int
    username: str
    password: str
    tls: bool
    starttls: bool

    @classmethod
    def at(cls, url: str) -> Server:
        """The server of an address like smtp://user:password@host:port; raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("expected smtp://user:password@host:port, or smtps://")
        user, tls = unquote(parts.username or ""), parts.scheme == "smtps"
        port = parts.port or (_PORTS[parts.scheme] if user or tls else _PLAIN_PORT)
        return cls(
            parts.hostname,
            port,
            user,
            unquote(parts.password or ""),
            tls=tls,
            starttls=bool(user) and not tls and not _is_here(parts.hostname),
        )

    @contextmanager
    def connection(self, limit_s: float) -> Iterator[Connection]:
        """A connection that opens with the first letter and closes at the end; ``limit_s`` is for
        each letter, connecting and signing in included."""
        connection = Connection(self, limit_s)
        try:
            yield connection
        finally:
            connection.close()


class _Dialogue(smtplib.SMTP):
    """What is said to the server, for whoever has to end it, or to know how far it came."""

    def __init__(self, *args: Any, held_by: Connection, **options: Any) -> None:
        held_by.dialogue = self
        self._held_by = held_by
        self.whole_is_sent = False
        super().__init__(*args, **options)

    def send(self, s: Any) -> None:
        super().send(s)
        self.whole_is_sent = isinstance(s, bytes) and s.endswith(_END_OF_LETTER)

    def getreply(self) -> tuple[int, bytes]:
        if self._held_by.time_is_up:  # it was while there was no connection that could be cut
            self.close()
            raise smtplib.SMTPServerDisconnected("out of time")
        return super().getreply()


class _DialogueUnderTls(_Dialogue, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Connection(EmailBackend):
    """A connection that is cut when its time is up, at whatever point the server went silent.

    A time limit on the socket would begin anew with each byte; a server that sends one now and then
    would hold a letter for hours. So a clock beside it shuts the connection down.
    """

    dialogue: _Dialogue | None = None
    time_is_up = False

    def __init__(self, server: Server, limit_s: float) -> None:
        super().__init__(
            host=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_ssl=server.tls,
            use_tls=server.starttls,
            timeout=limit_s,
        )
        self.limit_s = limit_s

    @property
    def connection_class(self) -> Any:
        return partial(_DialogueUnderTls if self.use_ssl else _Dialogue, held_by=self)

    @contextmanager
    def limited(self, limit_s: float) -> Iterator[None]:
        """Cuts the connection if what is done within takes longer."""
        self.time_is_up = False
        clock = threading.Timer(limit_s, self._cut)
        clock.daemon = True
        clock.start()
        try:
            yield
        finally:
            clock.cancel()

    def _cut(self) -> None:
        self.time_is_up = True
        sock = self.dialogue.sock if self.dialogue else None
        if sock is not None:
            with suppress(OSError):  # it is closed already
                # Not the method of a socket under TLS, which would first forget that it is one.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def ready(self) -> None:
        """Connects, anew if the server has left meanwhile, as some do after each letter."""
        if self.connection is not None and not _answers(self.connection):
            self.close()
        self.open()

    def close(self) -> None:
        """Ends the connection. A farewell that goes wrong changes nothing."""
        if self.dialogue and self.dialogue.sock:
            self.dialogue.sock.settimeout(min(_FAREWELL_S, self.limit_s))
        with self.limited(min(_FAREWELL_S, self.limit_s)), suppress(OSError):
            super().close()
        self.dialogue = None


def _answers(server: smtplib.SMTP) -> bool:
    with suppress(OSError):
        return server.noop()[0] == 250
    return False


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def hand_over(letter: EmailMessage, connection: Connection) -> None:
    """Sends one letter to its one recipient. Raises `NotSent`."""
    try:
        with connection.limited(connection.limit_s):
            connection.ready()
            connection.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refusal:
        ((code, words),) = refusal.recipients.values()
        permanent = _is_permanent(code, words)
        raise NotSent(
            f"recipient refused ({code})", permanent=permanent, unknown_recipient=permanent
        ) from None
    except smtplib.SMTPDataError as refusal:
        permanent = _is_permanent(refusal.smtp_code, refusal.smtp_error)
        raise NotSent(f"letter refused ({refusal.smtp_code})", permanent=permanent) from None
    except smtplib.SMTPResponseException as refusal:
        # The greeting, the password or the sender: the operator's matter, and soon put right.
        reason = f"{type(refusal).__name__} ({refusal.smtp_code})"
        raise NotSent(reason, everybody=True) from None
    except OSError as problem:  # smtplib's own exceptions are of this kind too
        raise NotSent(_lost(connection, problem), everybody=True) from None
    except ValueError as problem:  # an address or a header that cannot be put into a letter
        raise NotSent(type(problem).__name__, permanent=True) from None


def _lost(connection: Connection, problem: OSError) -> str:
    """How the connection ended, in words for the log."""
    reason = "out of time" if connection.time_is_up else type(problem).__name__
    if connection.dialogue and connection.dialogue.whole_is_sent:
        return f"{reason}, the whole letter sent and not answered"
    return reason


def _is_permanent(code: int, words: bytes | str) -> bool:
    """Whether the server means this letter for good, and not the manner in which it comes.

    "Sign in first" (530) and refusals by policy (5.7.x of RFC 3463: relaying denied, a listed
    sender) end when the operator has put the server or the settings right.
    """
    said = words.encode(errors="replace") if isinstance(words, str) else words
    return code >= 500 and code != 530 and not said.startswith(b"5.7.")
