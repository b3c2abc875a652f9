"""Chromium and a served newsroom for every test in this folder.

* ``served``: the real ``stet serve`` on a fresh data folder, one for each file.
* ``newsroom``: one with an article and a moderator, shared by the files that ask for it.
* ``open_page(width="phone", javascript=True, **options)``: a new page in a context of its own; any
  console error, page error or CSP violation in it fails the test, unless ``watch.expect`` said so.
* ``page``: such a page, desk width.
* ``@each_width`` of ``tests.support.widths``: a test at phone and at desk width, given ``width``.

The browser ends with this folder's tests: while Playwright runs, its event loop makes Django
refuse the database to the whole process.
"""

import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser.embedding import Sites, open_sites
from tests.browser.newsroom import Newsroom, open_newsroom
from tests.support import server
from tests.support.backends import chromium
from tests.support.strictness import skip_for_want_of
from tests.support.watching import Watch
from tests.support.widths import WIDTHS

HERE = Path(__file__).parent
# One machine runs server, browser and tests; a slow moment is no fault.
WAIT_MS = 15_000

OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = chromium()
    if program is None:
        skip_for_want_of("chromium", "Chromium is not installed")
    expect.set_options(timeout=WAIT_MS)
    running = playwright.chromium.launch(
        executable_path=program,
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    )
    yield running
    running.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a new newsroom, to be copied."""
    room = server.with_tables(tmp_path_factory.mktemp("migrated"))
    room.must("migrate")
    return room.data


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[server.Served]:
    data = tmp_path_factory.mktemp("newsroom") / "data"
    shutil.copytree(migrated, data)
    with server.running(server.newsroom(data), "serve") as running:
        yield running


@pytest.fixture(scope="package")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """One newsroom with an article, for all the reader's tests: starting one takes a while."""
    with open_newsroom(tmp_path_factory.mktemp("reader")) as opened:
        yield opened


@pytest.fixture(scope="package")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """A newsroom and the sample site in ``examples`` on other origins, for the tests of the embed."""
    with open_sites(tmp_path_factory.mktemp("embedding")) as opened:
        yield opened


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Generator[OpenPage]:
    contexts = []

    def opened(width: str = "desk", *, javascript: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            viewport=WIDTHS[width],
            java_script_enabled=javascript,
            locale=options.pop("locale", "en-GB"),
            **options,
        )
        context.set_default_timeout(WAIT_MS)
        contexts.append(context)
        watch.attach(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    watch.check()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()
