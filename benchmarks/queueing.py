"""The next comment with 100,000 held, over HTTP, in each order of the queue.

python -m benchmarks.queueing [HELD]
"""

from __future__ import annotations

import http.client
import json
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.support import import_lines, percentile, served, stet, table

ORDERS = ("longest_waiting", "likely_fine", "likely_breach")
REQUESTS = 300
PEERS = (
    "moderation list of 100,000: Isso 158 ms, Waline 130 ms, contrib-comments 179 ms, xtd 166 ms"
)


def _timed(
    connection: http.client.HTTPConnection, method: str, path: str, **parts: object
) -> tuple[float, bytes]:
    begun = time.perf_counter()
    connection.request(method, path, **parts)  # type: ignore[arg-type]
    answer = connection.getresponse()
    body = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {body[:200]!r}")
    return (time.perf_counter() - begun) * 1000, body


def main() -> None:
    held = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        begun = time.perf_counter()
        import_lines(data, "queue", held, state="held")
        took = time.perf_counter() - begun
        print(f"imported {held:,} comments in {took:.0f} s ({held / took:,.0f}/s, screening off)")
        token = _token(data)
        with served(data, "--no-worker") as base:
            connection = http.client.HTTPConnection(urlsplit(base).netloc)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            rows = [_next(connection, headers, order) for order in ORDERS]
            rows.append(_decide(connection, headers))
    table(f"The next comment of {held:,} held ({PEERS})", ["", "p50 ms", "p99 ms"], rows)


def _token(data: Path) -> str:
    """A desk token of a moderator made for this run."""
    stet(data, "staff", "add", "bench", "--role", "senior", "--generate")
    return stet(data, "staff", "token", "bench").split()[-1]


def _row(name: str, times: list[float]) -> list[str]:
    return [name, f"{percentile(times, 0.5):.1f}", f"{percentile(times, 0.99):.1f}"]


def _next(connection: http.client.HTTPConnection, headers: dict[str, str], order: str) -> list[str]:
    path = f"/api/v1/desk/queue?limit=1&order={order}"
    times = [_timed(connection, "GET", path, headers=headers)[0] for _ in range(REQUESTS)]
    return _row(f"next, {order}", times)


def _decide(connection: http.client.HTTPConnection, headers: dict[str, str]) -> list[str]:
    """From the verdict to the next comment in hand: the decision, then the queue."""
    times = []
    _, body = _timed(connection, "GET", "/api/v1/desk/queue?limit=1", headers=headers)
    for number in range(REQUESTS):
        item = json.loads(body)["items"][0]
        verdict = {"outcome": "approve", "seen": item["seen"]}
        if number % 3 == 0:
            verdict |= {"outcome": "reject", "clauses": ["personal_attack"]}
        path = f"/api/v1/desk/comments/{item['id']}/decisions"
        first, _ = _timed(connection, "POST", path, body=json.dumps(verdict), headers=headers)
        second, body = _timed(connection, "GET", "/api/v1/desk/queue?limit=1", headers=headers)
        times.append(first + second)
    return _row("decide, then next", times)


if __name__ == "__main__":
    main()
