"""`/metrics`: who may read it, what it counts, and that nobody's words are in it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from stet.comments.submitting import Draft
from stet.moderation.deciding import Verdict, decide
from stet.moderation.intake import receive
from stet.newsroom.models import Article, Site, Staff


def figures(client: Client) -> dict[str, float]:
    """Every sample by its name and labels."""
    text = client.get("/metrics").content.decode()
    samples = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in samples}


def test_this_machine_may_read(client: Client, site: Site) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_another_machine_may_not(client: Client, db: None) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_proxy_on_this_machine_may_not_ask_for_others(
    client: Client, db: None, header: str
) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_with_a_token_set_only_the_token_counts(
    client: Client, site: Site, settings: Settings
) -> None:
    settings.STET = replace(settings.STET, metrics_token="let-me-in")
    refused = client.get("/metrics")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
    for given in ("Bearer wrong", "Bearer ", "let-me-in", "Bearer let-me-in\u00e9"):
        assert client.get("/metrics", headers={"Authorization": given}).status_code == 401
    allowed = {"Authorization": "Bearer let-me-in"}
    assert client.get("/metrics", headers=allowed, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_it_counts_comments_and_decisions(
    client: Client,
    article: Article,
    alice: Staff,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = figures(client)
    with django_capture_on_commit_callbacks(execute=True):
        for name in ("Bob", "Charlie"):
            comment = receive(Draft(article, name, "The pier is older."), timezone.now()).comment
        decide(Verdict(comment.id, "approve"), alice, timezone.now())
    after = figures(client)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0.0)

    assert more("stet_comments_submitted_total") == 2
    assert more('stet_comments_decided_total{outcome="approve"}') == 1
    assert more('stet_screening_seconds_count{occasion="receipt"}') == 2
    assert after["stet_queue_waiting"] == 1
    assert after["stet_queue_unscreened"] == 0
    assert after["stet_notices_due"] == 0
    assert after["stet_queue_oldest_age_seconds"] >= 0


def test_a_request_is_counted_by_its_route_and_never_by_its_path(
    client: Client, article: Article
) -> None:
    client.get("/articles/bridge/", QUERY_STRING="q=marked")
    client.get("/marked-path/")
    client.get("/receipts/marked-token/")
    text = client.get("/metrics").content.decode()
    assert 'route="reader:article",status="200"' in text
    assert 'route="none",status="404"' in text
    assert 'route="reader:receipt",status="404"' in text
    assert "marked" not in text
    assert "bridge" not in text


def test_an_invented_method_makes_no_new_label(client: Client, article: Article) -> None:
    client.generic("MARKED", "/articles/bridge/")
    text = client.get("/metrics").content.decode()
    assert 'method="other"' in text
    assert "MARKED" not in text


def test_figures_cost_a_few_bounded_queries(client: Client, site: Site) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/metrics")
    assert len(queries) == 17
    assert all("LIMIT" in query["sql"] for query in queries)
