"""What comments cost a publisher's page: bytes, requests, time to the first comment, layout shift.

    python -m benchmarks.embedding [--runs N] [--slower N]

The sample site of ``examples`` on one origin, Stet on another, an article with fifty published
comments, and Chromium as a middling phone: 150 ms there and back, 1.6 Mbit/s down, 0.75 up, a processor
four times slower (Lighthouse's mobile profile). The reader scrolls from top to bottom, a screen a second.
Nothing is kept from one run to the next.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Frame, Page, sync_playwright

from benchmarks.support import comment_text, free_port, percentile, served, stet, table

SITE = Path(__file__).parent.parent / "examples" / "static-site" / "serve.py"
_NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_SLOWER = 4
_COMMENTS = 50
_STEP_PX, _STEP_MS = 200, 250  # a telephone's screen a second
# Everything that moves without the reader's own hand, from the first moment on.
_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.hadRecentInput]);
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Run:
    """One reader's visit: ``first_ms`` from the frame's start to its first painted comment."""

    first_ms: float = 0
    answer_ms: float = 0  # from the frame's start to the first byte of its page
    shift: float = 0
    requests: list[str] = field(default_factory=list)
    bytes: int = 0


@contextmanager
def site(stet_url: str, port: int) -> Iterator[str]:
    words = [sys.executable, str(SITE), "--stet", stet_url, "--port", str(port)]
    process = subprocess.Popen(words)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def fill(data: Path, url: str) -> None:
    """Fifty published comments at ``url``."""
    lines = data / "import.jsonl"
    with lines.open("w") as out:
        for number in range(_COMMENTS):
            record = {
                "source_id": str(number),
                "article_url": url,
                "article_title": "The morning ferry stays at the quay",
                "name": f"Reader {number}",
                "text": comment_text(number),
                "posted_at": f"2026-01-01T12:{number:02}:00Z",
                "status": "approved",
            }
            out.write(json.dumps(record) + "\n")
    stet(data, "import", "jsonl", str(lines), "--source", "benchmark", "--keep-states")


def visit(browser: Browser, address: str, base: str, slower: float) -> Run:
    """Scrolls through the page on a slow phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_init_script(_SHIFTS)
    page, run = context.new_page(), Run()
    session = context.new_cdp_session(page)
    _watch(session, base, run)
    session.send("Network.emulateNetworkConditions", _NETWORK)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    _read_on(page)
    frame = _frame(page)
    frame.wait_for_selector(".comment")
    _read_on(page)
    run.first_ms = frame.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    run.answer_ms = frame.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    run.shift = sum(_shifts(page.main_frame)) + sum(_shifts(frame))
    context.close()
    return run


def _watch(session: CDPSession, base: str, run: Run) -> None:
    ours: set[str] = set()

    def asked(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(base):
            ours.add(event["requestId"])
            run.requests.append(event["request"]["url"].removeprefix(base).partition("?")[0])

    def came(event: dict[str, Any]) -> None:
        if event["requestId"] in ours:
            run.bytes += int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", came)
    session.send("Network.enable")


def _read_on(page: Page) -> None:
    """To the end of the page, faster than anybody reads."""
    for _ in range(200):
        page.mouse.wheel(0, _STEP_PX)
        page.wait_for_timeout(_STEP_MS)
        if page.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1"):
            return


def _frame(page: Page) -> Frame:
    page.wait_for_selector("stet-comments iframe")
    for _ in range(200):
        found = [frame for frame in page.frames if "/embed/" in frame.url]
        if found:
            return found[0]
        page.wait_for_timeout(50)
    raise TimeoutError("the frame does not come")


def _shifts(frame: Frame) -> list[float]:
    return [value for value, by_hand in frame.evaluate("window.shifts") if not by_hand]


def _ms(values: Iterable[float]) -> str:
    return f"{percentile(list(values), 0.5):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the embed.")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--slower", type=float, default=_SLOWER, help="how slow the processor is")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder), free_port()
        origin = f"http://127.0.0.1:{port}"
        stet(data, "site", "allow", origin)
        fill(data, f"{origin}/ferry.html")
        with served(data, "--no-worker") as base, site(base, port):
            runs, script = measured(base, f"{origin}/ferry.html", given.runs, given.slower)
    report(runs, script)


def measured(base: str, address: str, wanted: int, slower: float) -> tuple[list[Run], bytes]:
    with urllib.request.urlopen(f"{base}/embed.js") as answer:
        script: bytes = answer.read()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        runs = [visit(browser, address, base, slower) for _ in range(wanted)]
        browser.close()
    return runs, script


def report(runs: list[Run], script: bytes) -> None:
    first = [run.first_ms for run in runs]
    rows = [
        ["script, gzip", f"{len(gzip.compress(script, 6)):,} bytes"],
        ["requests to Stet, whole visit", str(len(runs[0].requests))],
        ["bytes from Stet, whole visit", f"{runs[0].bytes:,}"],
        ["first comment after the frame's start, median", f"{percentile(first, 0.5):.0f} ms"],
        [
            "of that, until the first byte of the frame's page, median",
            _ms(run.answer_ms for run in runs),
        ],
        ["slowest", f"{max(first):.0f} ms"],
        ["layout shift, page and frame, worst", f"{max(run.shift for run in runs):.4f}"],
    ]
    table(f"Comments on a publisher's page, {len(runs)} visits", ["what", "figure"], rows)
    print("\n" + "\n".join(f"- {path}" for path in runs[0].requests))


if __name__ == "__main__":
    main()
