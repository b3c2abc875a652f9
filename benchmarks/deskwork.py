"""A moderator at the desk in Chromium, by keys alone, and what each request of hers costs.

Used by `focusing` and `session`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Page, Request, ViewportSize, sync_playwright

from benchmarks.support import STET, percentile, served
from tests.support.backends import chromium

PASSWORD = "copper lantern on the pier"  # noqa: S105 - of an account on this machine for minutes
SCREEN: ViewportSize = {"width": 1440, "height": 900}
LIMIT_MS = 120_000  # a busy machine is slow, not broken
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_BACKEND = "django.contrib.auth.backends.ModelBackend"

# Every key, and the first moment after the frame that shows what it brought: `painted` for a key
# that brought another comment, `answered` for any key.
_WATCH = """
window.painted = [];
window.answered = [];
let pressed = null;
const afterPaint = (deed) => requestAnimationFrame(() => {
  const {port1, port2} = new MessageChannel();
  port1.onmessage = deed;
  port2.postMessage(null);
});
document.addEventListener("keydown", (event) => {
  const since = pressed = event.timeStamp;
  afterPaint(() => window.answered.push(performance.now() - since));
}, true);
document.addEventListener("desk:shown", () => {
  if (pressed === null) return;
  const since = pressed;
  pressed = null;
  afterPaint(() => window.painted.push(performance.now() - since));
});
"""


@dataclass
class Run:
    """What the browser saw: milliseconds from key to paint, and what its requests weighed."""

    painted: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    carried: list[float] = field(default_factory=list)
    sent: list[float] = field(default_factory=list)
    received: list[float] = field(default_factory=list)
    page: int = 0
    questions: list[float] = field(default_factory=list)


def open_newsroom(data: Path) -> None:
    """Makes the staff accounts of the newsroom in ``data``, and lets this process read it."""
    for name, role in (("bench", "moderator"), ("boss", "administrator")):
        words = ["staff", "add", name, "--name", name.title(), "--role", role, "--data", str(data)]
        subprocess.run([*STET, *words], input=f"{PASSWORD}\n", text=True, check=True)
    os.environ |= {"STET_DATA": str(data), "STET_LOG_LEVEL": "WARNING"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
    django.setup()


@contextmanager
def chromium_page(data: Path, *options: str) -> Iterator[tuple[Page, str]]:
    """A page that watches its keys, and the address of the newsroom it is signed in to."""
    program = chromium()
    if program is None:
        raise SystemExit("this benchmark needs Chromium")
    with served(data, *options) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        page = browser.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.goto(f"{base}/desk/list/")
        page.get_by_label("User name").fill("bench")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Comments").wait_for()
        # Another context has nothing of the newsroom in its cache: what is first loaded counts.
        state = page.context.storage_state()
        page = browser.new_page(viewport=SCREEN, storage_state=state)
        page.set_default_timeout(LIMIT_MS)
        page.add_init_script(_WATCH)
        yield page, base
        browser.close()


def work(page: Page, base: str, pause_ms: int, decide: Callable[[Page], None]) -> Run:
    """Opens the desk, lets ``decide`` work there, and counts. Raises RuntimeError if refused."""
    requests: list[Request] = []

    def keep(request: Request) -> None:
        requests.append(request)

    page.on("requestfinished", keep)
    with page.expect_response(re.compile(r"/desk/ahead/")):
        page.goto(f"{base}/desk/")
    page.wait_for_timeout(pause_ms)
    loaded = len(requests)
    decide(page)
    page.wait_for_function("() => !document.querySelector('main[aria-busy]')")
    page.wait_for_timeout(pause_ms)
    run = Run(page.evaluate("window.painted"), page.evaluate("window.answered"))
    for place, request in enumerate(requests):
        _count(run, request, loading=place < loaded)
    return run


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


@dataclass
class Asker:
    """Asks as ``who``, and counts how often each request asks the database."""

    who: str
    headers: dict[str, str] = field(default_factory=dict)
    counted: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        from django.test import Client  # noqa: PLC0415

        from stet.newsroom.models import Staff  # noqa: PLC0415

        self._client = Client(SERVER_NAME="localhost", headers=self.headers)
        self._client.force_login(Staff.objects.get(username=self.who), backend=_BACKEND)

    def ask(self, name: str, method: str, path: str, **more: Any) -> Any:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as queries:
            answer = getattr(self._client, method)(path, **more)
        if answer.status_code >= 400:
            raise RuntimeError(f"{path}: {answer.status_code}")
        self.counted.append((name, len(queries)))
        return answer


def queries_of_deciding() -> list[tuple[str, int]]:
    """How often each request of the focus view asks the database, on the data that is there."""
    asker = Asker("bench", {"X-Stet-Part": "main"})
    page = asker.ask("the page", "get", "/desk/").content.decode()
    shown, seen = found(r'data-panel="([^"]*)', page), found(r'name="seen" value="([^"]*)', page)
    ahead = asker.ask("the comment ahead", "post", "/desk/ahead/", data={"shown": shown})
    verdict = {"outcome": "approve", "seen": seen}
    verdict["shown"] = found(r'data-panel="([^"]*)', ahead.content.decode())
    name, path = "a decision, with the comment ahead", f"/desk/comments/{shown}/decide/"
    asker.ask(name, "post", path, data=verdict)
    news = asker.ask("live: something new", "get", "/desk/live/")
    tag = {"If-None-Match": news["ETag"]}
    asker.ask("live: nothing new (304)", "get", "/desk/live/", headers=tag)
    return asker.counted


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"nothing matches {pattern}")
    return match[1]


SHARES = (0.5, 0.95, 0.99)
HEADS = ["", *(f"p{round(100 * share)}" for share in SHARES), "most"]


def row(name: str, values: list[float]) -> list[str]:
    """A row of the table with `HEADS`."""
    shares = [percentile(values, share) for share in SHARES]
    return [name, *(f"{value:,.0f}" for value in [*shares, max(values)])]


def rows(run: Run) -> list[list[str]]:
    return [
        row("key to painted next comment, ms", run.painted),
        row("decision carried out and the one ahead loaded, ms", run.carried),
        row("bytes received for a decision", run.received),
        row("bytes sent for a decision", run.sent),
    ]
