"""Receives what Stet tells: checks the signature, leaves out what came before, prints the rest.

    STET_WEBHOOK_SECRET=whsec_… python receiver.py --port 9000

Python's standard library is all that it needs.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_S = 300  # older messages are taken for replayed ones
LONGEST = 1_000_000  # bytes


# >> verify
def verify(secret: str, headers: Any, body: bytes) -> bool:
    """Whether ``body``, exactly as it came, was signed with ``secret`` (whsec_…) just now."""
    name, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isascii() or not at.isdigit() or abs(time.time() - int(at)) > TOLERANCE_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{name}.{at}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given)


# << verify


def receiver(secret: str) -> type[BaseHTTPRequestHandler]:
    seen: set[str] = set()  # a real receiver keeps both in its database
    latest: dict[str, int] = {}

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if not length.isdigit() or int(length) > LONGEST:
                return self.answer(413)
            body = self.rfile.read(int(length))
            if not verify(secret, self.headers, body):
                return self.answer(401)
            name = self.headers["webhook-id"]
            if name in seen:  # it was sent again, because our first answer got lost
                return self.answer(204)
            seen.add(name)
            event = json.loads(body)
            about = event["data"].get("comment") or event["data"].get("article") or {"id": ""}
            if event["sequence"] >= latest.get(about["id"], 0):  # else a later one came before
                latest[about["id"]] = event["sequence"]
                sys.stdout.write(json.dumps(event, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            return self.answer(204)

        def answer(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing of each request."""

    return Receiver


def main() -> None:
    parser = argparse.ArgumentParser(description="Receive Stet's webhooks.")
    parser.add_argument("--port", type=int, default=9000)
    given = parser.parse_args()
    handler = receiver(os.environ["STET_WEBHOOK_SECRET"])
    ThreadingHTTPServer(("127.0.0.1", given.port), handler).serve_forever()


if __name__ == "__main__":
    main()
