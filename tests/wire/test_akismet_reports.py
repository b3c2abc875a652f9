"""What a key is told of itself, and the calls of WordPress beside the checks."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from stet.newsroom.key_uses import Uses, add_uses
from stet.newsroom.wire_keys import Scope, key_named
from tests.wire.akismet import BLOG, comment, refused, send
from tests.wire.conftest import MakeKey

LIMIT, SITES = "/1.2/usage-limit", "/1.2/key-sites"


def used(key: str, calls: int, at: datetime) -> None:
    row = key_named(key)
    assert row is not None
    add_uses([Uses(row.id, "akismet", calls, 0, at)])


def ask(path: str, key: str, **more: str) -> HttpResponse:
    query = "&".join(f"{name}={value}" for name, value in {"api_key": key, **more}.items())
    return send(path, {}, method="GET", body=b"", query=query)


def told(answer: HttpResponse) -> Any:
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    return json.loads(answer.content)


def test_usage_tells_this_month_s_calls_against_a_month_of_the_quota(made_key: MakeKey) -> None:
    now = timezone.now()
    key, free = made_key(Scope.AKISMET, quota=1), made_key(Scope.AKISMET, quota=0)
    used(key, 100, now)
    used(key, 7, datetime(2020, 2, 29, tzinfo=UTC))
    used(free, 3, now)
    limited = told(ask(LIMIT, key))
    assert limited["limit"] in {days * 1440 for days in (28, 29, 30, 31)}
    assert limited["usage"] == 100
    assert limited["percentage"] == f"{10_000 / limited['limit']:.2f}"
    assert limited["throttled"] is False
    assert told(ask(LIMIT, free)) == {
        "limit": "none",
        "usage": 3,
        "percentage": "0.00",
        "throttled": False,
    }


def test_a_key_over_its_quota_is_told_so(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, quota=1)
    assert True in [told(ask(LIMIT, key))["throttled"] for _ in range(3)]


def test_a_month_s_calls_are_listed(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, blogs=(BLOG,))
    used(key, 12, datetime(2025, 2, 28, 23, 59, tzinfo=UTC))
    used(key, 5, datetime(2025, 3, 1, tzinfo=UTC))
    line = {"site": BLOG, "api_calls": "12", "is_revoked": False}
    unknown = dict.fromkeys(("spam", "ham", "missed_spam", "false_positives"))
    assert told(ask(SITES, key, month="2025-02")) == {
        "2025-02": [line | unknown],
        "limit": 500,
        "offset": 0,
        "total": 1,
    }
    posted = send(SITES, {"api_key": key, "month": "2025-03"})
    assert told(posted)["2025-03"][0]["api_calls"] == "5"
    assert told(ask(SITES, key, month="2025-02", filter="other"))["2025-02"] == []
    assert told(ask(SITES, key, month="2025-02", offset="1", limit="x"))["2025-02"] == []


def test_the_list_comes_as_csv_on_request(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, blogs=(BLOG,))
    answer = ask(SITES, key, month="2025-02", format="csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    title, *lines = answer.content.decode().splitlines()
    assert title == "Active sites for 2025-02"
    assert next(csv.DictReader(io.StringIO("\n".join(lines))))["site"] == BLOG


@pytest.mark.parametrize("month", ["", "2025-13", "25-1", "x", "2025-02-01"])
def test_without_a_month_it_is_this_one(made_key: MakeKey, month: str) -> None:
    answer = told(ask(SITES, made_key(Scope.AKISMET), month=month))
    assert f"{timezone.now():%Y-%m}" in answer


@pytest.mark.parametrize("path", [LIMIT, SITES])
def test_nobody_is_told_of_a_key_that_is_not_theirs(made_key: MakeKey, path: str) -> None:
    assert refused(ask(path, made_key(Scope.OPENAI)))
    assert refused(ask(path, "d" * 32))
    assert refused(send(path, {}, kind="application/json", body=b"{"))
    assert refused(send(path, {}, method="PUT", body=b""))


def test_wordpress_keeps_a_key_that_is_called_active(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET, label="Our blog")
    account = told(send("/1.1/get-subscription", {"key": key}))
    assert (account["status"], account["account_name"]) == ("active", "Our blog")
    assert refused(send("/1.1/get-subscription", {"key": "e" * 32}))


def test_wordpress_shows_no_sums_where_there_are_none(made_key: MakeKey) -> None:
    key = made_key(Scope.AKISMET)
    assert told(send("/1.1/get-stats", comment(key) | {"from": "all"})) == []
    assert send("/1.1/deactivate", {"key": key, "blog": BLOG}).content == b"deactivated"
    assert send("/1.1/comment-check", comment(key)).content == b"false"


def test_whoever_asks_whether_anybody_is_there_is_told() -> None:
    assert send("/1.1/test", {}, method="GET", body=b"").content == b"connected"


def test_calls_that_are_none_are_not_ours(made_key: MakeKey) -> None:
    for path in ("/1.1/comment-check/x", "/2.1/comment-check", "/comment-check", "/articles/test/"):
        assert send(path, comment(made_key(Scope.AKISMET))).content not in {b"false", b"invalid"}
