"""Health and readiness: what an orchestrator asks before it sends readers here."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.newsroom.models import Site


def failing(client: Client) -> tuple[int, list[str]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["failing"]


def test_health_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/healthz")  # without the fixture db, a query would fail the test
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_when_everything_is_there(client: Client, site: Site) -> None:
    assert failing(client) == (200, [])


def test_readiness_costs_a_few_queries_only(client: Client, site: Site) -> None:
    client.get("/readyz")
    with CaptureQueriesContext(connection) as queries:
        client.get("/readyz")
    assert len(queries) <= 6


def test_probes_answer_by_whatever_host_name(client: Client, site: Site) -> None:
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.1.2.3:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.1.2.3:8000"}).status_code == 400


def test_probes_are_never_kept(client: Client, site: Site) -> None:
    for path in ("/healthz", "/readyz"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


def test_it_is_not_ready_without_a_newsroom(client: Client, db: None) -> None:
    assert failing(client) == (503, ["newsroom"])


def test_it_is_not_ready_when_a_guard_is_gone(client: Client, site: Site) -> None:
    table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_entry_no_update{table}")
    assert failing(client) == (503, ["guards"])


def test_it_is_not_ready_before_the_last_migration(client: Client, site: Site) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
    assert failing(client) == (503, ["migrations"])


def test_it_is_not_ready_when_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("could not connect to server at 10.1.1.1")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failing"]) == (503, ["database"])
    assert b"10.1.1.1" not in answer.content
