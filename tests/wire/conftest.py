"""A site and its keys: Alice's may, Bob's may something else, Charlie has none."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from stet.newsroom.models import Site
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.wire_keys import Scope, Terms, make_key
from stet.wire.asking import forget_screeners
from stet.wire.callers import forget_callers

MakeKey = Callable[..., str]
# Calls ask the database for a key and no more: PostgreSQL runs the tests of what is written.
WRITING = {
    "test_akismet_reports.py",
    "test_akismet_submits.py",
    "test_callers.py",
    "test_suggesting.py",
    "test_uses.py",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and item.path.name not in WRITING:
            item.add_marker("sqlite")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What one test's database said is nothing to the next."""
    forget_callers()
    forget_screeners()
    yield
    forget_callers()
    forget_screeners()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def site(db: None, now: datetime) -> Site:
    return ensure_newsroom(now)


@pytest.fixture
def made_key(site: Site, now: datetime) -> MakeKey:
    """A key: ``made_key(Scope.AKISMET, quota=5)``; without a scope it opens every interface."""

    def made(*scopes: Scope, label: str = "the blog", **terms: object) -> str:
        opened = frozenset(scopes or (Scope.PERSPECTIVE, Scope.AKISMET, Scope.OPENAI))
        return make_key(site, Terms(label, opened, **terms), by=None, now=now)  # type: ignore[arg-type]

    return made
