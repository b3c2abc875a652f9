"""A mail server on a real socket that goes silent, drips, refuses or leaves where it is told to."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO

_PATIENCE_S = 20  # far beyond any limit in a test: whoever still waits then has none


@dataclass
class Stalling:
    """``at``: greeting, EHLO, MAIL, RCPT, DATA, text (amid the letter), dot (after it) or QUIT.
    ``how``: silent, drip (a line now and then, never the last), gone, or an answer such as
    "451 later". ``letters`` are those it has taken, as far as it is concerned."""

    at: str = ""
    how: str = "silent"
    url: str = ""
    letters: list[bytes] = field(default_factory=list)
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)
    was_waited_for: bool = False  # longer than anybody should

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection = listener.accept()[0]
            except OSError:  # closed: the test is over
                return
            with connection, suppress(OSError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            going = self._say(connection, "greeting", b"220 here")
            while going and (line := lines.readline()):
                verb = line[:4].upper().decode().strip()
                if verb != "DATA":
                    going = self._say(connection, verb, b"250 well") and verb != "QUIT"
                    continue
                going = self._say(connection, "DATA", b"354 go on")
                if going and self.at != "DATA":
                    going = self._take(connection, lines)

    def _take(self, connection: socket.socket, lines: BinaryIO) -> bool:
        letter = [lines.readline()]
        if self.at == "text":
            return self._say(connection, "text", b"")
        while letter[-1] not in {b".\r\n", b""}:
            letter.append(lines.readline())
        if not (self.at == "dot" and self.how[0].isdigit()):
            self.letters.append(b"".join(letter))
        return self._say(connection, "dot", b"250 taken")

    def _say(self, connection: socket.socket, stage: str, answer: bytes) -> bool:
        """Whether the dialogue goes on."""
        if stage != self.at:
            connection.sendall(answer + b"\r\n")
            return True
        self.reached.set()
        if self.how[0].isdigit():
            connection.sendall(self.how.encode() + b"\r\n")
            return not self.how.startswith("421")
        if self.how in {"silent", "drip"}:
            drop = answer[:3] + b"-wait\r\n" if self.how == "drip" else b""
            self.was_waited_for = self._nobody_leaves(connection, drop)
        return False

    def _nobody_leaves(self, connection: socket.socket, drop: bytes) -> bool:
        """Goes on until the other side has closed, or the test says that it is enough."""
        until = time.monotonic() + _PATIENCE_S
        connection.settimeout(0.01)
        while not self.released.is_set() and time.monotonic() < until:
            connection.sendall(drop)
            with suppress(TimeoutError):
                if not connection.recv(4096):
                    return False
        return not self.released.is_set()


@contextmanager
def stalling() -> Iterator[Stalling]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Stalling(url=f"smtp://127.0.0.1:{listener.getsockname()[1]}")
        thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(_PATIENCE_S)
    assert not thread.is_alive()
