"""A moderator's own program searches."""

from typing import Any

import pytest

from stet.newsroom.models import Article
from tests.api.conftest import Caller, Post, body, decide, problem


def ids(found: dict[str, Any]) -> list[str]:
    return [item["id"] for item in found["items"]]


def test_it_finds_by_words_in_every_state(
    alice: Caller, bob: Caller, article: Article, post: Post
) -> None:
    held = post("The heron waits.")
    rejected = post("The heron is an idiot.")
    decide(alice, rejected, outcome="reject", clauses=["personal_attack"])

    found = body(alice.get("desk/search?q=HERON"))

    assert ids(found) == [rejected.id, held.id]
    assert found["items"][0]["state"] == "rejected"
    assert found["items"][0]["decision"]["clauses"] == ["personal_attack"]
    assert found["items"][1]["decision"] is None
    assert found["next"] is None
    assert ids(body(bob.get("desk/search?q=heron&state=held"))) == [held.id]
    assert ids(body(bob.get(f"desk/search?q=heron&article={article.id}"))) == [
        rejected.id,
        held.id,
    ]
    assert ids(body(bob.get("desk/search?q=bridge&in=headline"))) == [rejected.id, held.id]
    assert ids(body(bob.get("desk/search?q=heron&since=2100-01-01T00:00:00Z"))) == []


def test_it_leads_page_by_page(alice: Caller, post: Post) -> None:
    posted = [post(f"The heron, part {number}.").id for number in range(3)]
    first = body(alice.get("desk/search?q=heron&limit=2"))
    second = body(alice.get(f"desk/search?q=heron&limit=2&after={first['next']}"))
    assert ids(first) + ids(second) == posted[::-1]
    assert second["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "state=erased",
        "in=nowhere",
        "limit=0",
        "since=yesterday",
        "before=0001-01-01T00:00:00Z",
        "since=9999-12-31T23:59:59-12:00",
        "article=nothing",
        "Q=x",
        f"q={'x' * 201}",
    ],
)
def test_it_refuses_what_it_does_not_know(alice: Caller, query: str) -> None:
    assert problem(alice.get(f"desk/search?{query}"), 422)["code"] == "invalid"


def test_charlie_may_not(charlie: Caller) -> None:
    problem(charlie.get("desk/search?q=heron"), 401)
