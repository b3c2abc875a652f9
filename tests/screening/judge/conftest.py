"""A real endpoint on this machine that answers as it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stet.screening.judge.judge import Judge
from stet.screening.judge.terms import Config, PolicyClause, Tally

CLAUSES = (
    PolicyClause("threat", "Threats", "No threats against anybody."),
    PolicyClause("personal_attack", "Personal attacks", "Leave the person out of it."),
    PolicyClause("no_gambling", "Games of chance", "No tips for bets."),
)

Answer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def completion(content: object) -> bytes:
    return json.dumps(
        {"choices": [{"message": {"role": "assistant", "content": content}}]}
    ).encode()


def answer(*items: tuple[str, float, str], fine: bool = False) -> bytes:
    """A sound reply: (clause, probability, quote) of each clause."""
    found = [{"clause": c, "probability": p, "quote": q} for c, p, q in items]
    return completion(json.dumps({"clauses": found, "fine": fine}))


class Endpoint:
    """What it was asked, and how it answers: ``says(handler, question)``."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.let_go = threading.Event()
        self.says: Answer = lambda handler, _: send(handler, answer(fine=True))
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                question = json.loads(body)
                endpoint.paths.append(self.path)
                endpoint.headers.append(dict(self.headers))
                endpoint.asked.append(question)
                try:
                    endpoint.says(self, question)
                except OSError:
                    self.close_connection = True  # whoever asked has gone

            def do_GET(self) -> None:
                endpoint.paths.append(self.path)
                send(self, answer(("threat", 1.0, "")))

            def log_message(self, *_: object) -> None:
                """Nothing of a question reaches a log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def always(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.says = lambda handler, _: send(handler, body, status, **headers)

    def close(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    made = Endpoint()
    yield made
    made.close()


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def judge(endpoint: Endpoint, tally: Tally) -> Judge:
    """Patient, for whatever answers at once."""
    return Judge(Config(endpoint.url, "policy", limit_s=30), tally)
