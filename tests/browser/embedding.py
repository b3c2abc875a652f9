"""The sample site in ``examples`` on an origin of its own, and what its readers do."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from importlib import util
from pathlib import Path
from types import ModuleType

from playwright.sync_api import Frame, FrameLocator, Page, expect

from tests.browser.newsroom import SETTINGS, Newsroom
from tests.support import server

PASSWORD = "copper lantern on the pier"
SITE = Path(__file__).parents[2] / "examples" / "static-site"


def sample() -> ModuleType:
    spec = util.spec_from_file_location("sample_site", SITE / "serve.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def published(stet: str, *, strict: bool = False) -> Iterator[str]:
    """The sample site on an origin of its own."""
    serving = ThreadingHTTPServer(("127.0.0.1", 0), sample().handler(stet, strict=strict))
    thread = threading.Thread(target=partial(serving.serve_forever, 0.01))
    thread.start()
    try:
        yield f"http://127.0.0.1:{serving.server_address[1]}"
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()


@dataclass(frozen=True)
class Sites:
    """``news`` and ``strict`` are allowed, ``stranger`` is not."""

    newsroom: Newsroom
    room: server.Newsroom
    news: str
    strict: str
    stranger: str

    def signing_key(self, page: Page) -> str:
        """The key for ``data-signed``, as an administrator finds it at the desk."""
        words = ("staff", "add", "ada", "--role", "administrator")
        self.room.must(*words, stdin=f"{PASSWORD}\n")
        page.goto(f"{self.newsroom.base_url}/desk/site/")
        page.get_by_label("User name").fill("ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("Show the key").click()
        return page.locator("code.secret").inner_text().strip()


@contextmanager
def open_sites(data: Path) -> Iterator[Sites]:
    """Serves a newsroom, and three sites: two that it allows, and one that it does not."""
    room = server.newsroom(data, settings=SETTINGS | {"STET_FETCH_NETWORKS": "127.0.0.0/8"})
    with server.serve(room) as served:
        base = served.base_url
        room.must("staff", "add", "alice", "--role", "senior", "--generate")
        token = room.must("staff", "token", "alice").strip()
        with published(base) as news, published(base, strict=True) as strict:
            room.must("site", "allow", news, strict)
            with published(base) as stranger:
                yield Sites(Newsroom(base, "", token), room, news, strict, stranger)


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("stet-comments iframe")


def inside(page: Page) -> Frame:
    """The frame itself, once it is there."""
    page.locator("stet-comments iframe").wait_for()
    (found,) = [frame for frame in page.frames if "/embed/" in frame.url]
    return found


def open_embed(page: Page, address: str) -> FrameLocator:
    """The page, scrolled to its comments."""
    page.goto(address)
    page.locator("stet-comments").scroll_into_view_if_needed()
    frame = frame_of(page)
    expect(frame.locator("#write .button-main")).to_be_visible()
    return frame


def write(frame: FrameLocator, text: str, name: str = "Joan Tern") -> None:
    frame.locator("#id_name").fill(name)
    frame.locator("#id_text").fill(text)
    frame.locator("#write .button-main").click()
    expect(frame.locator("#receipt")).to_be_visible()


def publish(sites: Sites, page: Page, address: str, text: str) -> str:
    """A comment written in the frame and approved; its id."""
    frame = open_embed(page, address)
    write(frame, text)
    sites.newsroom.decide(text, "approve")
    page.reload()
    page.locator("stet-comments").scroll_into_view_if_needed()
    comment = frame.locator(".comment", has_text=text)
    expect(comment).to_be_visible()
    return str(comment.get_attribute("id")).removeprefix("c-")


def grown(page: Page) -> bool:
    """Whether the frame is as tall as what is in it."""
    inner = inside(page).evaluate("document.documentElement.scrollHeight")
    outer = page.locator("stet-comments iframe").evaluate("(frame) => frame.clientHeight")
    return bool(abs(inner - outer) <= 1)


def until(page: Page, condition: Callable[[], bool]) -> None:
    for _ in range(150):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came about")
