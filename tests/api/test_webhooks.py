"""Webhooks through the interface: administrators' programs alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from stet.newsroom.models import Article
from stet.newsroom.roles import Role
from stet.newsroom.setup import the_site
from stet.telling.endpoints import secrets_of, webhooks_of
from stet.telling.models import WebhookDelivery
from stet.telling.planning import follow_ledger
from tests.api.conftest import Caller, Hire, Post, body, fields, problem

GIVEN = {"label": "Counts", "url": "https://news.example.org/hook", "events": ["comment.held"]}


@pytest.fixture
def ada(hire: Hire) -> Caller:
    return hire("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def made(ada: Caller) -> dict[str, Any]:
    return dict(body(ada.post("desk/webhooks", GIVEN), 201))


def test_its_secret_is_in_the_first_answer_alone(ada: Caller, made: dict[str, Any]) -> None:
    (webhook,) = webhooks_of(the_site())
    assert secrets_of(webhook, timezone.now()) == [made.pop("secret")]
    assert made == body(ada.get(f"desk/webhooks/{made['id']}"))
    assert body(ada.get("desk/webhooks")) == {"items": [made]}
    fresh = body(ada.post(f"desk/webhooks/{made['id']}/secret"))["secret"]
    assert fresh in secrets_of(webhook, timezone.now())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "https://10.0.0.1/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["root.made"]}, "events"),
        ({"words": "some"}, "words"),
        ({"label": ""}, "label"),
    ],
)
def test_what_cannot_stand_is_named(
    ada: Caller, made: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    assert fields(ada.post("desk/webhooks", {**GIVEN, **change})) == {field: "invalid"}
    answer = ada.send("PATCH", f"desk/webhooks/{made['id']}", change)
    assert fields(answer) == {field: "invalid"}


def test_it_is_changed_paused_resumed_and_removed(ada: Caller, made: dict[str, Any]) -> None:
    path = f"desk/webhooks/{made['id']}"
    changed = body(ada.send("PATCH", path, {"label": "Archive", "state": "paused"}))
    assert (changed["label"], changed["state"], changed["why"]) == ("Archive", "paused", "asked")
    assert changed["url"] == GIVEN["url"]
    assert body(ada.send("PATCH", path, {"state": "live"}))["state"] == "live"
    assert fields(ada.send("PATCH", path, {"state": "removed"})) == {"state": "invalid"}
    assert ada.send("DELETE", path).status_code == 204
    problem(ada.get(path), 404)
    assert body(ada.get("desk/webhooks")) == {"items": []}


def test_what_was_given_up_is_listed_and_sent_again(
    ada: Caller, made: dict[str, Any], post: Post, article: Article
) -> None:
    post()
    now = timezone.now() + timedelta(minutes=2)
    assert follow_ledger(now) == 1
    WebhookDelivery.objects.update(due_at=None, given_up_at=now)
    path = f"desk/webhooks/{made['id']}"
    listed = body(ada.get(f"{path}/deliveries", show="failed"))
    ((one,), following) = listed["items"], listed["next"]
    assert (one["event"], one["state"], following) == ("comment.held", "failed", None)
    assert body(ada.get(f"{path}/deliveries", show="delivered"))["items"] == []
    assert body(ada.get(f"{path}/deliveries", before=one["id"]))["items"] == []
    assert body(ada.post(f"{path}/replay", {"days": 7})) == {"count": 1}
    assert body(ada.post(f"{path}/replay", {"delivery": one["id"]})) == {"count": 1}
    assert body(ada.get(f"{path}/deliveries"))["items"][0]["state"] == "due"
    problem(ada.post(f"{path}/replay", {"delivery": str(uuid4())}), 404)
    assert fields(ada.get(f"{path}/deliveries", show="some")) == {"show": "invalid"}
    assert len(body(ada.post(f"{path}/test"), 202)["delivery"]) == 36


def test_nobody_else_may(alice: Caller, charlie: Caller, hire: Hire, made: dict[str, Any]) -> None:
    edith = hire("Edith2", Role.EDITOR)
    path = f"desk/webhooks/{made['id']}"
    asked = [("GET", "desk/webhooks", None), ("POST", "desk/webhooks", GIVEN), ("GET", path, None)]
    asked += [("PATCH", path, {}), ("DELETE", path, None), ("POST", f"{path}/secret", None)]
    asked += [("POST", f"{path}/test", None), ("GET", f"{path}/deliveries", None)]
    for method, where, given in [*asked, ("POST", f"{path}/replay", {})]:
        for caller in (alice, edith):
            problem(caller.send(method, where, given), 403)
        problem(charlie.send(method, where, given), 401)
