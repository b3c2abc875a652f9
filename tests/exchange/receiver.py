"""A receiver of webhooks on a port of this machine, which answers as the test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LIMIT_S = 30


@dataclass(frozen=True)
class Message:
    """One call: its headers in lower case, and its body as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """``answers`` are given one after the other, then 200; each is a status and its headers."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[Message] = field(default_factory=list)
    came: threading.Condition = field(default_factory=threading.Condition)
    ended: threading.Event = field(default_factory=threading.Event)

    def says(self, status: int, **headers: str) -> None:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.append((status, given))

    @property
    def types(self) -> list[str]:
        return [message.told["type"] for message in self.got]

    def wait_for(self, count: int) -> None:
        """Until so many messages came; raises TimeoutError."""
        with self.came:
            if not self.came.wait_for(lambda: len(self.got) >= count, LIMIT_S):
                raise TimeoutError(f"{len(self.got)} of {count} messages came")


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            with receiver.came:
                receiver.got.append(Message(self.path, headers, body))
                receiver.came.notify_all()
            if self.path == "/never":
                receiver.ended.wait(LIMIT_S)
                return
            status, given = receiver.answers.pop(0) if receiver.answers else (200, {})
            self.send_response(status)
            for name, value in given.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"kept by nobody" * 9000)

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the caller had heard enough

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield receiver
    finally:
        receiver.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
