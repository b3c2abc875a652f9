"""From key to next comment in Chromium with 100,000 held: 200 comments decided by keys alone.

python -m benchmarks.focusing [HELD [COMMENTS]]

One moderator at `/desk/` approves two of three comments with one key and rejects the third with
two, pausing between them as a fast reader would. The time is from the key's own time stamp to the
moment after the frame that shows the next comment was painted, both by the browser's clock.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page, Request, sync_playwright

from benchmarks.support import STET, import_lines, percentile, served, table
from tests.support.backends import chromium

PASSWORD = "copper lantern on the pier"  # noqa: S105 - of an account on this machine for minutes
PAUSE_MS = 700  # between comments; Stet ignores keys in the first 200
SCREENED = 320  # as many of those that come first as the worker would have screened long since
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

# The deciding key, and the first moment after the frame that shows what it brought.
_WATCH = """
window.painted = [];
let pressed = null;
document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
document.addEventListener("desk:shown", () => {
  if (pressed === null) return;
  const since = pressed;
  pressed = null;
  requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => window.painted.push(performance.now() - since);
    port2.postMessage(null);
  });
});
"""


@dataclass
class Run:
    """What the browser saw: milliseconds from key to paint, and every request it made."""

    painted: list[float] = field(default_factory=list)
    carried: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    page: int = 0
    questions: list[int] = field(default_factory=list)


def main() -> None:
    held = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    comments = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    program = chromium()
    if program is None:
        raise SystemExit("this benchmark needs Chromium")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _fill(data, held)
        with served(data, "--no-worker") as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            run = _decide(page, base, comments)
            browser.close()
        queries = _queries()
    _tell(run, queries, held, comments)


def _fill(data: Path, held: int) -> None:
    import_lines(data, "focus", held, state="held")
    words = ["staff", "add", "bench", "--name", "Bench", "--role", "moderator"]
    subprocess.run(
        [*STET, *words, "--data", str(data)], input=f"{PASSWORD}\n", text=True, check=True
    )
    os.environ |= {"STET_DATA": str(data), "STET_LOG_LEVEL": "WARNING"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
    django.setup()
    # Models come only once Django knows the folder.
    from django.db import connections  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from stet.moderation.screening import screen_missed  # noqa: PLC0415

    done = 0
    while done < min(SCREENED, held) and (more := screen_missed(timezone.now())):
        done += more
    connections.close_all()


def _decide(page: Page, base: str, comments: int) -> Run:
    """Signs in and decides; raises RuntimeError if the server refused anything."""
    page.add_init_script(_WATCH)
    page.goto(f"{base}/desk/list/")
    page.get_by_label("User name").fill("bench")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Comments").wait_for()
    requests: list[Request] = []

    def keep(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", keep)
    with page.expect_response(re.compile(r"/desk/ahead/")):
        page.goto(f"{base}/desk/")
    page.wait_for_timeout(PAUSE_MS)
    loaded = len(requests)
    for number in range(comments):
        _press(page, "a" if number % 3 else "3")
        if number % 3 == 0:
            _press(page, "Enter")
        page.wait_for_function("count => window.painted.length >= count", arg=number + 1)
        page.wait_for_timeout(PAUSE_MS)
    page.wait_for_function("() => !document.querySelector('main[aria-busy]')")
    page.wait_for_timeout(PAUSE_MS)
    run = Run(painted=page.evaluate("window.painted"))
    for place, request in enumerate(requests):
        _count(run, request, loading=place < loaded)
    return run


def _press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def _count(run: Run, request: Request, *, loading: bool) -> None:
    response = request.response()
    if response is None or response.status >= 400:
        raise RuntimeError(f"{request.url}: {response.status if response else 'no answer'}")
    sizes = request.sizes()
    received = sizes["responseBodySize"] + sizes["responseHeadersSize"]
    if "/desk/live/" in request.url:
        run.questions.append(received)
    elif loading:
        run.page += received
    elif "/decide/" in request.url:
        run.carried.append(request.timing["responseEnd"])
        run.sent.append(sizes["requestBodySize"] + sizes["requestHeadersSize"])
        run.received.append(received)


def _queries() -> list[tuple[str, int]]:
    """How often each request of the focus view asks the database, on the data that is there."""
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from stet.newsroom.models import Staff  # noqa: PLC0415

    client = Client(SERVER_NAME="localhost", headers={"X-Stet-Part": "main"})
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(Staff.objects.get(username="bench"), backend=backend)
    counted: list[tuple[str, int]] = []

    def ask(name: str, method: str, path: str, **more: Any) -> Any:
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(client, method)(path, **more)
        if answer.status_code >= 400:
            raise RuntimeError(f"{path}: {answer.status_code}")
        counted.append((name, len(queries)))
        return answer

    page = ask("the page", "get", "/desk/").content.decode()
    shown, seen = _found(r'data-panel="([^"]*)', page), _found(r'name="seen" value="([^"]*)', page)
    ahead = ask("the comment ahead", "post", "/desk/ahead/", data={"shown": shown})
    verdict = {"outcome": "approve", "seen": seen}
    verdict["shown"] = _found(r'data-panel="([^"]*)', ahead.content.decode())
    ask(
        "a decision, with the comment ahead",
        "post",
        f"/desk/comments/{shown}/decide/",
        data=verdict,
    )
    news = ask("live: something new", "get", "/desk/live/")
    tag = {"If-None-Match": news["ETag"]}
    ask("live: nothing new (304)", "get", "/desk/live/", headers=tag)
    return counted


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"nothing matches {pattern}")
    return match[1]


def _tell(run: Run, queries: list[tuple[str, int]], held: int, comments: int) -> None:
    load = os.getloadavg()[0]
    title = f"{comments} comments decided by keys, {held:,} held (load of the machine {load:.1f})"
    table(
        title,
        ["", "p50", "p90", "p99", "most"],
        [
            _row("key to painted next comment, ms", run.painted),
            _row("decision carried out and the one ahead loaded, ms", run.carried),
            _row("bytes received for a decision", [float(size) for size in run.received]),
            _row("bytes sent for a decision", [float(size) for size in run.sent]),
        ],
    )
    print(f"\nThe page with all it needs, first load: {run.page:,} bytes.")
    if run.questions:
        print(f"A question what is new: {percentile(run.questions, 0.5):,} bytes (median).")
    table("Queries", ["request", "queries"], [[name, str(count)] for name, count in queries])


def _row(name: str, values: list[float]) -> list[str]:
    shares = [percentile(values, share) for share in (0.5, 0.9, 0.99)]
    return [name, *(f"{value:,.0f}" for value in [*shares, max(values)])]


if __name__ == "__main__":
    main()
