"""Serves this folder as a publisher's site, on an origin of its own.

    python examples/static-site/serve.py --stet http://127.0.0.1:8000 --port 8080

``%STET%`` in the pages becomes the address of the newsroom's Stet, and ``%HERE%`` that of this site.
With ``--strict`` every page is sent with a strict content security policy, as a careful publisher does.
"""

from __future__ import annotations

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

FOLDER = Path(__file__).parent
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8"}


def policy(stet: str) -> str:
    """All that a page with the embed needs: one origin for the script, the frame and the counts."""
    own = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
    return f"{own}; script-src {stet}; frame-src {stet}; connect-src {stet}"


def handler(stet: str, *, strict: bool) -> type[BaseHTTPRequestHandler]:
    """A request handler for the pages of this folder and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = urlsplit(self.path).path.removeprefix("/") or "index.html"
            path = FOLDER / name
            if path.parent != FOLDER or path.suffix not in KINDS or not path.is_file():
                self.send_error(404)
                return
            here = f"http://{self.headers['Host']}"
            text = path.read_text(encoding="utf-8").replace("%STET%", stet).replace("%HERE%", here)
            self.send_response(200)
            self.send_header("Content-Type", KINDS[path.suffix])
            if strict:
                self.send_header("Content-Security-Policy", policy(stet))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Says nothing of each request."""

    return Handler


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the sample site.")
    parser.add_argument("--stet", required=True, help="address of Stet, without a slash at the end")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--strict", action="store_true", help="send a strict policy")
    given = parser.parse_args()
    stet = given.stet.rstrip("/")
    server = ThreadingHTTPServer(("127.0.0.1", given.port), handler(stet, strict=given.strict))
    server.serve_forever()


if __name__ == "__main__":
    main()
