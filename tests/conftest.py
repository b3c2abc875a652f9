"""One run on one database: ``STET_TEST_DATABASE`` is ``sqlite`` (the default) or ``postgresql``.

* ``db``: the usual fixture; everything is rolled back at the end of the test.
* ``fresh_db``: a migrated, empty database of the test's own, for tests that commit or use threads
  (see ``tests.support.threads.race``).
* ``fresh_copy``: the same as a context manager, ``with fresh_copy(): ...``, as often as wanted.
* ``fresh_url``: the address of one, for a served newsroom, in the PostgreSQL run only.

Without Django (``-p no:django``) the tests of the pure rooms still run.
"""

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import hypothesis
import pytest

from tests.support import strictness
from tests.support.backends import BackendMissing, allowed_skips
from tests.support.environment import Environment, backend, data_folder

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from tests.support.databases import Template

FreshCopy = Callable[[], AbstractContextManager[None]]

# A slow machine is no fault of the code.
hypothesis.settings.register_profile("stet", deadline=None, print_blob=True)
hypothesis.settings.load_profile("stet")

WITH_DJANGO = "pytest_django.plugin" in sys.modules

if WITH_DJANGO:
    try:
        environment = Environment()
    except (BackendMissing, ValueError) as problem:
        raise pytest.UsageError(str(problem)) from problem

    import django
    from django.conf import settings

    # The real one takes most of a second for each password, by design.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Before any conftest.py or test module below imports a model.
    django.setup()


def pytest_configure() -> None:
    try:
        allowed_skips()
    except ValueError as problem:
        raise pytest.UsageError(str(problem)) from problem


def pytest_report_header() -> list[str]:
    return [f"database: {backend()}"] if WITH_DJANGO else []


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if WITH_DJANGO and not session.config.option.collectonly:
        environment.start()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if WITH_DJANGO:
        environment.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        strictness.refuse_flushing(item)
    if not WITH_DJANGO:
        return
    elsewhere = [item for item in items if not strictness.belongs(item, backend())]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if strictness.belongs(item, backend())]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    strictness.refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    strictness.refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def django_db_modify_db_settings(worker_id: str) -> None:
    """Name the test database: a file on SQLite, since one in memory has neither WAL nor locks."""
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if backend() == "sqlite":
        test["NAME"] = str(data_folder() / f"test-{worker_id}.sqlite3")
    else:
        test["NAME"] = f"test_{worker_id}"


@pytest.fixture(scope="session")
def _template(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: "DjangoDbBlocker",
) -> "Iterator[Template]":
    """Migrate this run's database, and keep a copy of it before anything can connect to it."""
    from django.db import connections
    from django.test.utils import setup_databases

    from tests.support.databases import PostgresTemplate, SqliteTemplate
    from tests.support.migrated import copy_to

    named: dict[str, Any] = connections.settings["default"]
    sqlite = backend() == "sqlite"
    if sqlite:
        copy_to(Path(named["TEST"]["NAME"]))
    with django_db_blocker.unblock():
        setup_databases(verbosity=0, interactive=False, keepdb=sqlite)
    # Nothing is dropped in the end: the data folder and the cluster go as a whole.
    try:
        if sqlite:
            yield SqliteTemplate(Path(named["NAME"]))
        else:
            with closing(PostgresTemplate(named)) as template:
                yield template
    finally:
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(_template: "Template") -> None:
    """What ``db`` stands on; pytest-django's own knows nothing of tests that ask for ``fresh_db``."""


@pytest.fixture
def fresh_copy(_template: "Template", django_db_blocker: "DjangoDbBlocker") -> FreshCopy:
    """A context manager for a migrated, empty database: one for each example of a state machine."""
    from tests.support.databases import connected_to

    @contextmanager
    def copied() -> Iterator[None]:
        name = _template.copy()
        try:
            with django_db_blocker.unblock(), connected_to(name):
                yield
        finally:
            _template.drop(name)

    return copied


@pytest.fixture
def fresh_url(_template: "Template") -> Iterator[str]:
    """``DATABASE_URL`` of a migrated, empty PostgreSQL database, for a process of its own."""
    name = _template.copy()
    address = urlsplit(os.environ["DATABASE_URL"])
    yield urlunsplit(address._replace(path=f"/{name}"))
    _template.drop(name)


@pytest.fixture
def fresh_db(fresh_copy: FreshCopy) -> Iterator[None]:
    """A migrated, empty database of this test's own: what it commits is seen by every thread."""
    with fresh_copy():
        yield


@pytest.fixture(autouse=True)
def _as_new() -> Iterator[None]:
    """Nothing that one test leaves in this process is seen by the next."""
    yield
    if WITH_DJANGO:
        from django.core.cache import cache
        from django.utils import translation

        cache.clear()
        translation.deactivate()
