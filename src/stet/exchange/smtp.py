"""Handing a letter to the operator's mail server, and what it means when that fails."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

_PORTS = {"smtps": 465, "smtp": 587}  # submission with and without TLS from the start (RFC 8314)
_PLAIN_PORT = 25
# A server that says nothing for so long is taken for dead; RFC 5321 would wait for minutes, but
# whoever sweeps has other work.
_TIMEOUT_S = 15


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
    def connection(self) -> Iterator[EmailBackend]:
        """A connection that opens with the first letter and closes at the end."""
        backend = EmailBackend(
            host=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_ssl=self.tls,
            use_tls=self.starttls,
            timeout=_TIMEOUT_S,
        )
        try:
            yield backend
        finally:
            with suppress(OSError):  # a farewell that goes wrong changes nothing
                backend.close()


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def hand_over(letter: EmailMessage, backend: EmailBackend) -> None:
    """Sends one letter to its one recipient. Raises `NotSent`."""
    try:
        backend.open()
        backend.send_messages([letter])
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
        raise NotSent(type(problem).__name__, everybody=True) from None
    except ValueError as problem:  # an address or a header that cannot be put into a letter
        raise NotSent(type(problem).__name__, permanent=True) from None


def _is_permanent(code: int, words: bytes | str) -> bool:
    """Whether the server means this letter for good, and not the manner in which it comes.

    "Sign in first" (530) and refusals by policy (5.7.x of RFC 3463: relaying denied, a listed
    sender) end when the operator has put the server or the settings right.
    """
    said = words.encode(errors="replace") if isinstance(words, str) else words
    return code >= 500 and code != 530 and not said.startswith(b"5.7.")
