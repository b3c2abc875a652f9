"""One POST to the judge's endpoint, bounded in time and size whatever answers there.

No redirect is followed, no proxy of the environment used, no more than `REPLY_LIMIT` bytes read, and
the limit holds for the whole call: name, connection, a header or a body that comes byte by byte.
"""

from __future__ import annotations

import socket
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock, Thread
from typing import Final
from urllib.parse import urlsplit

from stet.screening.judge.terms import Config, NoOpinion, Why

# A whole answer, with a quote for every clause, is a few kilobytes.
REPLY_LIMIT: Final = 64 * 1024
_PATH: Final = "/chat/completions"
_OK: Final = 200


def call(config: Config, body: bytes) -> bytes:
    """The reply's body. Raises NoOpinion."""
    one = _Call(config, body)
    # A thread, because neither a name's resolution nor a reply that drips heeds a socket's time-out.
    thread = Thread(target=one.run, name="judge", daemon=True)
    thread.start()
    thread.join(config.limit_s)
    if thread.is_alive():
        one.abandon()
        raise NoOpinion(Why.LATE)
    if one.why is not None:
        raise NoOpinion(one.why)
    return one.reply


class _Call:
    def __init__(self, config: Config, body: bytes) -> None:
        parts = urlsplit(config.url)
        path = parts.path.rstrip("/")
        self._path = path if path.endswith(_PATH) else path + _PATH
        self._body = body
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        if config.key:
            self._headers["Authorization"] = f"Bearer {config.key}"
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=config.limit_s)
        self._lock = Lock()
        self._socket: socket.socket | None = None
        self._abandoned = False
        self.reply = b""
        self.why: Why | None = None

    def run(self) -> None:
        try:
            self._exchange()
        except TimeoutError:
            self.why = Why.LATE
        except (OSError, HTTPException, ValueError):
            self.why = Why.UNREACHABLE
        except NoOpinion as none:
            self.why = none.why
        finally:
            self._connection.close()

    def abandon(self) -> None:
        """Ends a call that nobody waits for any more; its thread goes as soon as it notices."""
        with self._lock:
            self._abandoned = True
            if self._socket is None:
                return
            try:
                # The plain socket's: that of TLS would first take its state away from the reader.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
            except OSError:
                return  # it is down already

    def _exchange(self) -> None:
        self._connection.connect()
        with self._lock:
            # Kept here, because the connection lets go of it once the reply's head is read.
            self._socket = self._connection.sock
            if self._abandoned:
                raise NoOpinion(Why.LATE)
        self._connection.request("POST", self._path, self._body, self._headers)
        response = self._connection.getresponse()
        if response.status != _OK:
            raise NoOpinion(Why.STATUS)
        reply = response.read(REPLY_LIMIT + 1)
        if len(reply) > REPLY_LIMIT:
            raise NoOpinion(Why.TOO_BIG)
        self.reply = reply
