"""Coral's external moderation phase: how long a signed question waits, against the 200 ms that Coral allows.

    python -m benchmarks.coral

One process and two, with 1, 4 and 16 callers; they are on the same cores as the server.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.callers import Callers
from benchmarks.support import STET, comment_text, stet, table
from benchmarks.wire import wire_only

CALLERS = (1, 4, 16)
SECONDS = 10.0
CORAL_MS = 200
_ADD = """
import sys
import django
django.setup()
from django.utils import timezone
from stet.newsroom.coral import add_phase
from stet.newsroom.setup import ensure_newsroom
now = timezone.now()
print(add_phase(ensure_newsroom(now), "benchmark", "hold", sys.argv[1], by=None, now=now).id)
"""


class Coral(Callers):
    """Asks as Coral does, signed with ``secret``."""

    def __init__(self, base: str, phase: str, secret: str) -> None:
        super().__init__(base, "")
        self._secret = secret.encode()
        self._first = f"POST /coral/{phase}/moderate HTTP/1.1\r\nHost: {urlsplit(base).netloc}\r\n"

    def _request(self, number: int) -> bytes:
        asked = {
            "action": "NEW",
            "comment": {"body": f"<div>{comment_text(number)}</div>", "parentID": None},
            "author": {"id": "benchmark", "role": "COMMENTER"},
        }
        body = json.dumps(asked, indent=2).encode()
        digest = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        head = (
            f"{self._first}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            f"X-Coral-Signature: sha256={digest}\r\n\r\n"
        )
        return head.encode() + body


def main() -> None:
    secret = secrets.token_hex(32)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        stet(data, "migrate")
        environ = {"DJANGO_SETTINGS_MODULE": "stet.config.settings", "STET_DATA": str(data)}
        phase = subprocess.run(
            [sys.executable, "-c", _ADD, secret],
            env={**os.environ, **environ},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for processes in (1, 2):
            with wire_only(STET, data, processes) as (base, _pid):
                coral = Coral(base, phase, secret)
                coral.busy(processes * 2, 3)  # warm
                for callers in CALLERS:
                    seen = coral.busy(callers, SECONDS)
                    rows.append(
                        [
                            str(processes),
                            str(callers),
                            f"{seen.per_s:.0f}",
                            f"{seen.p(0.5):.0f}",
                            f"{seen.p(0.99):.0f}",
                            f"{seen.within(CORAL_MS):.1%}",
                        ]
                    )
    head = ["processes", "callers", "a second", "p50 ms", "p99 ms", f"within {CORAL_MS} ms"]
    table("Coral's external moderation phase", head, rows)


if __name__ == "__main__":
    main()
