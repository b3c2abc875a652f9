"""No test is silently skipped, and none empties the tables behind the triggers' back."""

from pathlib import Path

import pytest

from tests.support.backends import BACKENDS, allowed_skips

Report = pytest.TestReport | pytest.CollectReport


def skip_for_want_of(backend: str, why: str) -> None:
    """Skip a test that a missing backend makes impossible; fails the run unless allowed."""
    if backend not in BACKENDS:
        raise ValueError(f"{backend!r} is no backend")
    pytest.skip(f"[{backend}] {why}")


def refuse_skip(report: Report) -> None:
    """Turn a skip or an expected failure into a failure, unless its backend may be absent."""
    if not report.skipped:
        return
    reason = getattr(report, "wasxfail", None)
    if reason is None:
        where = report.longrepr
        reason = str(where[2] if isinstance(where, tuple) else where).removeprefix("Skipped: ")
        if any(reason.startswith(f"[{name}]") for name in allowed_skips()):
            return
    report.outcome = "failed"
    report.longrepr = f"a test was skipped or expected to fail, which fails the run: {reason}"
    if hasattr(report, "wasxfail"):
        del report.wasxfail


def uses_database(item: pytest.Item) -> bool:
    """Whether the test talks to the run's database in this process."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or bool(
        {"db", "fresh_db", "django_db_setup"} & set(fixtures)
    )


# Pages that ask what no room's test does: sorting, narrowing, searching, counting.
PAGES = {"desk", "reader"}
ASKING = {
    "test_batches.py",
    "test_feeds.py",
    "test_feeds_kept.py",
    "test_filters.py",
    "test_insight_pages.py",
    "test_list.py",
    "test_queries.py",
    "test_search.py",
    "test_thread.py",
}


def belongs(item: pytest.Item, backend: str) -> bool:
    """Whether a test is part of the run on ``backend``.

    The SQLite run has everything; the PostgreSQL run has what touches the database.
    """
    marked = {mark.name for mark in item.iter_markers()} & {"sqlite", "postgresql"}
    if "fresh_url" in getattr(item, "fixturenames", ()):
        marked.add("postgresql")
    if marked:
        return backend in marked
    return backend == "sqlite" or (uses_database(item) and not _is_page(item.path))


def _is_page(path: Path) -> bool:
    """Whether it tries pages whose questions to the database the rooms' own tests put to both."""
    return path.parent.name in PAGES and path.name not in ASKING


def refuse_flushing(item: pytest.Item) -> None:
    """Refuse the tests whose clean-up would have to empty append-only tables."""
    mark = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    flushes = (mark is not None and mark.kwargs.get("transaction", False)) or bool(
        fixtures & {"transactional_db", "live_server", "django_db_reset_sequences"}
    )
    if flushes:
        raise pytest.UsageError(
            f"{item.nodeid}: emptying tables is refused by their triggers; "
            "use the fixture fresh_db, or the served newsroom of tests/support/server.py"
        )
    if "fresh_db" in fixtures and ("db" in fixtures or mark is not None):
        raise pytest.UsageError(f"{item.nodeid}: fresh_db and db exclude each other")
