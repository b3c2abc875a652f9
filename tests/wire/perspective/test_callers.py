"""Who may call and from where: keys in every place, scopes, quotas, any prefix, other sites' pages."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from stet.newsroom.key_uses import uses_since
from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope, key_named
from stet.wire.uses import tally
from tests.wire.conftest import MakeKey
from tests.wire.perspective.conftest import ANALYZE, DISCOVERY, FINE, SUGGEST, Api, asked

LABEL = {"comment": {"text": FINE}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}}}
CALLS = [(ANALYZE, asked(FINE)), (SUGGEST, LABEL)]
BAD = {
    "error": {
        "code": 400,
        "message": "API key not valid. Please pass a valid API key.",
        "status": "INVALID_ARGUMENT",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "API_KEY_INVALID",
                "domain": "googleapis.com",
                "metadata": {"service": "commentanalyzer.googleapis.com"},
            }
        ],
    }
}


@pytest.mark.parametrize("name", ["key", "access_token", "oauth_token"])
def test_a_key_is_read_from_the_query(api: Api, name: str) -> None:
    answer = Client().post(f"{ANALYZE}?{name}={api.key}", asked(FINE), "application/json")

    assert answer.status_code == 200


@pytest.mark.parametrize("header", ["X-Goog-Api-Key: {}", "Authorization: Bearer {}"])
def test_a_key_is_read_from_the_headers(api: Api, header: str) -> None:
    name, value = header.format(api.key).split(": ")

    answer = Client().post(ANALYZE, asked(FINE), "application/json", headers={name: value})

    assert answer.status_code == 200


@pytest.mark.parametrize(("path", "body"), [*CALLS, (DISCOVERY, None)])
@pytest.mark.parametrize("key", ["wrong", "a" * 32, "AIza\x00", "é"])
def test_a_wrong_key_is_told_even_to_who_only_asks_for_the_description(
    site: Site, path: str, body: object, key: str
) -> None:
    answer = Api(key).ask(path, body)

    assert answer.status_code == 400
    assert json.loads(answer.content) == BAD


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_nobody_gets_no_answer(site: Site, path: str, body: object) -> None:
    answer = Client().post(path, body, "application/json")

    assert answer.status_code == 403
    assert answer.json()["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize(("path", "body"), CALLS)
def test_bobs_key_for_another_interface_does_not_open_this_one(
    made_key: MakeKey, path: str, body: object
) -> None:
    found = Api(made_key(Scope.AKISMET)).refused(path, body)

    assert (found["code"], found["status"]) == (403, "PERMISSION_DENIED")
    assert found["details"][0]["reason"] == "API_KEY_SERVICE_BLOCKED"


def test_a_key_over_its_quota_is_told_when_to_come_again(made_key: MakeKey) -> None:
    api = Api(made_key(Scope.PERSPECTIVE, quota=1))
    answers = [api.ask(ANALYZE, asked(FINE)) for _ in range(3)]
    # The minute may have ended between two of them, not between all.
    limited = next(answer for answer in answers if answer.status_code == 429)

    assert 1 <= int(limited.headers["Retry-After"]) <= 60
    found = json.loads(limited.content)["error"]
    info, help_ = found["details"]
    consumer = info["metadata"]["consumer"]
    assert found["status"] == "RESOURCE_EXHAUSTED"
    assert found["message"] == (
        "Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)' and limit 'Analysis "
        "requests (AnalyzeComment) per minute' of service 'commentanalyzer.googleapis.com' for "
        f"consumer '{consumer}'."
    )
    assert consumer.startswith("project_number:")
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_limit_value"] == "1"
    assert info["metadata"]["quota_limit"] == "AnalyzeRequestsPerMinutePerProject"
    assert help_["@type"] == "type.googleapis.com/google.rpc.Help"


def test_calls_are_counted_for_their_key(made_key: MakeKey) -> None:
    tally._kept.clear()
    api = Api(made_key(Scope.PERSPECTIVE))
    for path, body in CALLS:
        api.must(path, body)
    tally.tell()

    key = key_named(api.key)
    assert key is not None
    [use] = uses_since(key, key.created_at.date())
    assert (use.interface, use.calls, use.limited) == ("perspective", 2, 0)


@pytest.mark.parametrize(
    "path",
    [
        "/v1alpha1/comments:analyze",
        "/v1alpha1/comments:analyze/",
        "/v1alpha1/comments%3Aanalyze",
        "/v1alpha1/comments%3aanalyze/",
        "/comments:analyze",
        "/anything/comments:analyze",
        "/tenant-x/v1alpha1/comments:analyze",
        "/a/b/c/v1alpha1//comments:analyze",
    ],
)
def test_a_call_is_answered_under_any_prefix(api: Api, path: str) -> None:
    assert api.must(path, asked(FINE))["attributeScores"]["TOXICITY"]


@pytest.mark.parametrize("path", ["/comments:suggestscore", "/x/v1alpha1/comments%3Asuggestscore/"])
def test_feedback_is_taken_under_any_prefix(api: Api, path: str) -> None:
    assert api.must(path, LABEL)["detectedLanguages"] == ["en"]


@pytest.mark.parametrize("path", [ANALYZE, SUGGEST, DISCOVERY])
def test_a_browser_asking_beforehand_is_let_call(db: None, path: str) -> None:
    answer = Client().options(
        path,
        headers={
            "Origin": "https://news.example.org",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type,x-goog-api-key",
        },
    )

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type,x-goog-api-key"


def test_a_page_may_read_answers_and_errors(api: Api) -> None:
    for body, status in ((asked(FINE), 200), ({}, 400)):
        answer = api.ask(ANALYZE, body)
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_answers_are_json_that_no_cache_keeps(api: Api) -> None:
    answer = api.ask(ANALYZE, asked(FINE))

    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert "no-store" in answer.headers["Cache-Control"]


def test_answers_are_easy_to_read_unless_asked_to_be_short(api: Api) -> None:
    long = api.ask(ANALYZE, asked(FINE)).content
    short = api.ask(ANALYZE, asked(FINE), prettyPrint="false").content

    assert long.startswith(b'{\n  "attributeScores"')
    assert short.count(b"\n") == 1
    assert json.loads(long) == json.loads(short)


def test_what_google_takes_in_the_query_is_taken(api: Api) -> None:
    taken = {
        "alt": "json",
        "fields": "languages",
        "quotaUser": "u",
        "callback": "f",
        "$.xgafv": "2",
    }

    assert api.must(ANALYZE, asked(FINE), **taken)["languages"] == ["en"]
