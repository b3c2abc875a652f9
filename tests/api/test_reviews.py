"""Second looks and readers' reports through the interface."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from stet.moderation.models import QueueItem
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.models import Report, Review
from stet.newsroom.models import Site
from tests.api.conftest import Caller, Post, Posted, body, decide, fields, problem, staff_of

WHY = "I meant the girders."


def opened(by: Caller, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = body(by.get("desk/reviews", kind=kind))["items"]
    return found


@pytest.fixture
def appealed(post: Post, alice: Caller, charlie: Caller) -> Posted:
    posted = post("The planners are fools.")
    decide(alice, posted, outcome="reject", clauses=["personal_attack"], note="No names.")
    body(charlie.post(f"receipts/{posted.token}/appeal", {"text": WHY}))
    return posted


def answer(by: Caller, review: dict[str, Any], outcome: str, *clauses: str, note: str = "") -> Any:
    told = {"outcome": outcome, "clauses": [*clauses], "note": note, "seen": review["seen"]}
    return by.post(f"desk/reviews/{review['id']}/answers", told)


def test_a_reader_reports_a_published_comment(publish: Post, charlie: Caller, bob: Caller) -> None:
    posted = publish()
    told = {"clause": "threat", "note": "The last line."}
    assert body(charlie.post(f"comments/{posted.id}/reports", told), 201) == {"status": "received"}
    body(charlie.post(f"comments/{posted.id}/reports", told), 201)  # the same reader: once
    (review,) = opened(bob, "report")
    assert [(one["clause"], one["note"]) for one in review["reports"]] == [
        ("threat", "The last line.")
    ]
    assert review["first"]["decider"] == "Alice"


def test_it_refuses_what_is_no_report(
    publish: Post, post: Post, charlie: Caller, settings: Settings
) -> None:
    posted, held = publish(), post("Not public yet.")
    other = publish("Another one.", name="Dana")
    assert fields(charlie.post(f"comments/{posted.id}/reports", {"clause": "no_such"})) == {
        "clause": "unknown"
    }
    long = {"clause": "threat", "note": "x" * 501}
    assert fields(charlie.post(f"comments/{posted.id}/reports", long)) == {"note": "invalid"}
    problem(charlie.post(f"comments/{held.id}/reports", {"clause": "threat"}), 404)
    problem(charlie.post("comments/nonsense/reports", {"clause": "threat"}), 404)
    settings.STET = replace(settings.STET, network_rate=1)
    body(charlie.post(f"comments/{posted.id}/reports", {"clause": "threat"}), 201)
    refused = charlie.post(f"comments/{other.id}/reports", {"clause": "threat"})
    assert problem(refused, 429)["code"] == "too_many"
    assert Report.objects.count() == 1


def test_an_appeal_is_listed_read_and_granted(appealed: Posted, bob: Caller) -> None:
    (review,) = opened(bob, "appeal")
    assert (review["asked"], review["status"], review["can_answer"]) == (WHY, "open", True)
    assert review["first"]["clauses"] == ["personal_attack"]
    assert body(bob.get(f"desk/reviews/{review['id']}")) == review
    done = body(answer(bob, review, "approve"), 201)
    assert (done["status"], done["outcome"], done["answered_by"], done["state"]) == (
        "answered",
        "approve",
        "Bob",
        "approved",
    )
    assert opened(bob, "appeal") == []


def test_it_refuses_a_bad_answer(
    appealed: Posted, alice: Caller, bob: Caller, sara: Caller
) -> None:
    (review,) = opened(bob, "appeal")
    assert fields(answer(bob, review, "reject", "personal_attack")) == {"note": "invalid"}
    assert problem(answer(alice, review, "approve"), 409)["code"] == "own"
    assert opened(alice, "appeal")[0]["can_answer"] is False
    stale = review | {"seen": "1.1.-"}
    assert problem(answer(bob, stale, "approve"), 409)["code"] == "conflict"
    body(answer(sara, review, "reject", "personal_attack", note="It stands."), 201)
    assert problem(answer(bob, review, "approve"), 409)["code"] == "answered"


def test_nothing_is_told_without_a_token_or_role(
    appealed: Posted, charlie: Caller, alice: Caller, site: Site
) -> None:
    problem(charlie.get("desk/reviews", kind="appeal"), 401)
    problem(alice.get("desk/reviews", kind="escalation"), 403)
    problem(alice.get(f"desk/reviews/{site.id}"), 404)
    assert fields(alice.get("desk/reviews", kind="gossip")) == {"kind": "invalid"}
    assert fields(alice.get("desk/reviews", kind="appeal", page="2")) == {"": "unknown"}


def test_a_second_opinion_is_blind_until_it_is_given(
    post: Post, alice: Caller, bob: Caller
) -> None:
    posted = post("They should go home.")
    item = QueueItem.objects.get()
    question = Question(item.comment_id, "Is it about the ferry?", "reject")
    ask(question, staff_of(alice), timezone.now())
    (review,) = opened(bob, "second_opinion")
    for hidden in ("asked_by", "leaning", "first", "state"):
        assert review[hidden] is None
    assert review["asked"] == ""
    history = body(bob.get(f"desk/comments/{posted.id}"))["history"]
    assert history[-1]["by"] == {"kind": "staff", "name": None}
    done = body(answer(bob, review, "approve"), 201)
    assert (done["asked_by"], done["asked"], done["leaning"]) == (
        "Alice",
        "Is it about the ferry?",
        "reject",
    )


def test_a_double_review_changes_nothing(publish: Post, alice: Caller, bob: Caller) -> None:
    Site.objects.update(double_review=100)
    posted = publish()
    assert opened(alice, "double_review") == []
    (review,) = opened(bob, "double_review")
    assert review["first"] is None
    done = body(answer(bob, review, "reject", "threat"), 201)
    assert (done["state"], done["outcome"], done["first"]["outcome"]) == (
        "approved",
        "reject",
        "approve",
    )
    assert Review.objects.get().comment_id.hex == posted.id.replace("-", "")


def test_it_asks_no_more_for_many_than_for_few(
    publish: Post, charlie: Caller, bob: Caller, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        posted = publish(f"Number {number}.", name=f"Reader {number}")
        body(charlie.post(f"comments/{posted.id}/reports", {"clause": "threat"}), 201)
    with django_assert_max_num_queries(14):
        assert len(opened(bob, "report")) == 6
