"""A moderator's own program decides."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from stet.comments.models import Comment
from stet.moderation.leasing import lease
from stet.moderation.models import Decision
from stet.newsroom.models import Site
from tests.api.conftest import Caller, Committed, Post, body, decide, fields, problem, staff_of
from tests.support.threads import race, results

UNKNOWN = "01890000-0000-7000-8000-000000000000"
REJECT = {"outcome": "reject", "clauses": ["threat"]}


def decided(by: Caller, comment: str, **verdict: Any) -> Any:
    return by.post(f"desk/comments/{comment}/decisions", verdict)


def test_an_approval_publishes(alice: Caller, charlie: Caller, post: Post) -> None:
    posted = post()
    before = timezone.now()

    decision = decide(alice, posted, outcome="approve")

    kept = Decision.objects.get(id=decision.pop("id"))
    assert kept.at >= before
    assert decision.pop("decided_at").endswith("Z")
    assert decision == {
        "comment": posted.id,
        "outcome": "approve",
        "clauses": [],
        "note": "",
        "decider": "Alice",
        "state": "approved",
    }
    assert body(charlie.get("threads", article="bridge"))["count"] == 1


def test_a_rejection_cites_clauses_once_and_in_the_order_of_the_guidelines(
    alice: Caller, post: Post
) -> None:
    note = "  No threats,\r\nplease. "
    cited = ["threat", "profanity", "threat"]
    decision = decide(alice, post(), outcome="reject", clauses=cited, note=note)
    assert decision["clauses"] == ["profanity", "threat"]
    assert decision["note"] == note
    assert decision["state"] == "rejected"


@pytest.mark.parametrize(
    ("verdict", "refused"),
    [
        ({}, {"outcome": "required"}),
        ({"outcome": "maybe"}, {"outcome": "invalid"}),
        ({"outcome": "\ud800"}, {"outcome": "lone_surrogate"}),
        ({"outcome": None}, {"outcome": "invalid"}),
        ({"outcome": "reject"}, {"clauses": "invalid"}),
        ({"outcome": "reject", "clauses": []}, {"clauses": "invalid"}),
        ({"outcome": "reject", "clauses": ["nonsense"]}, {"clauses": "invalid"}),
        ({"outcome": "reject", "clauses": ["unlawful_or_private"]}, {"clauses": "invalid"}),
        ({"outcome": "reject", "clauses": "threat"}, {"clauses": "type"}),
        ({"outcome": "reject", "clauses": [5]}, {"clauses.0": "type"}),
        ({"outcome": "reject", "clauses": ["\x00"]}, {"clauses.0": "forbidden_character"}),
        ({"outcome": "approve", "clauses": ["threat"]}, {"clauses": "invalid"}),
        ({**REJECT, "note": "x" * 2001}, {"note": "invalid"}),
        ({**REJECT, "note": "\x07"}, {"note": "invalid"}),
        ({**REJECT, "seen": "nonsense"}, {"seen": "invalid"}),
        ({**REJECT, "seen": ""}, {"seen": "invalid"}),
        ({**REJECT, "seen": f"1.1.{'0' * 32}"}, {"seen": "invalid"}),
        ({**REJECT, "text": "edited"}, {"text": "unknown"}),
    ],
)
def test_it_refuses_with_the_field_named(
    alice: Caller, post: Post, verdict: dict[str, Any], refused: dict[str, str]
) -> None:
    posted = post()
    assert fields(decided(alice, posted.id, **verdict)) == refused
    assert Comment.objects.get(id=posted.id).state == "held"
    assert not Decision.objects.exists()


@pytest.mark.parametrize("comment", [UNKNOWN, "nonsense", UNKNOWN.replace("-", ""), "%00"])
def test_an_unknown_comment_is_not_found(alice: Caller, site: Site, comment: str) -> None:
    assert problem(decided(alice, comment, **REJECT), 404)["code"] == "not_found"
    problem(alice.get(f"desk/comments/{comment}"), 404)
    problem(alice.post(f"desk/comments/{comment}/reopen"), 404)


def test_a_second_decision_learns_who_decided_what(alice: Caller, bob: Caller, post: Post) -> None:
    posted = post()
    first = decide(alice, posted, outcome="reject", clauses=["threat"], note="No.")

    for late in (bob, alice):
        for verdict in (REJECT, {"outcome": "approve"}):
            document = problem(decided(late, posted.id, **verdict), 409)
            assert document["code"] == "conflict"
            assert document["state"] == "rejected"
            assert document["lease"] is None
            assert document["decision"] == {
                "outcome": "reject",
                "clauses": ["threat"],
                "note": "No.",
                "decider": "Alice",
                "decided_at": first["decided_at"],
            }
    assert Decision.objects.count() == 1


def test_a_withdrawn_comment_cannot_be_decided(alice: Caller, charlie: Caller, post: Post) -> None:
    posted = post()
    seen = body(alice.get("desk/queue"))["items"][0]["seen"]
    body(charlie.post(f"receipts/{posted.token}/withdraw"))
    for verdict in ({"outcome": "approve"}, {"outcome": "approve", "seen": seen}):
        document = problem(decided(alice, posted.id, **verdict), 409)
        assert (document["state"], document["decision"]) == ("withdrawn", None)


def test_a_decision_is_about_what_was_seen(alice: Caller, bob: Caller, post: Post) -> None:
    posted = post()
    seen = body(alice.get("desk/queue"))["items"][0]["seen"]
    decide(bob, posted, outcome="approve")
    body(bob.post(f"desk/comments/{posted.id}/reopen"))

    document = problem(decided(alice, posted.id, outcome="approve", seen=seen), 409)
    assert (document["state"], document["decision"]) == ("held", None)

    again = body(alice.get("desk/queue"))["items"][0]["seen"]
    assert again != seen
    decide(alice, posted, outcome="approve", seen=again)


def test_a_colleague_who_looks_at_it_goes_first(alice: Caller, bob: Caller, post: Post) -> None:
    posted = post()
    lease(staff_of(bob), UUID(posted.id), timezone.now())

    document = problem(decided(alice, posted.id, outcome="approve"), 409)

    assert document["code"] == "leased"
    assert document["lease"]["holder"] == "Bob"
    assert (document["state"], document["decision"]) == ("held", None)
    decide(bob, posted, outcome="approve")


def test_a_lease_that_ran_out_stands_in_nobodys_way(alice: Caller, bob: Caller, post: Post) -> None:
    posted = post()
    lease(staff_of(bob), UUID(posted.id), timezone.now() - timedelta(hours=1))
    decide(alice, posted, outcome="approve")


def test_only_seniors_decide_again(
    alice: Caller, sara: Caller, charlie: Caller, post: Post
) -> None:
    posted = post()
    decide(alice, posted, outcome="approve")
    seen = body(alice.get(f"desk/comments/{posted.id}"))["seen"]

    refusal = problem(decided(alice, posted.id, **REJECT, seen=seen), 403)
    assert refusal["code"] == "not_allowed"

    decision = decide(sara, posted, **REJECT, seen=seen)
    assert (decision["decider"], decision["state"]) == ("Sara", "rejected")
    assert body(charlie.get("threads", article="bridge"))["count"] == 0


def test_a_comment_has_its_history(alice: Caller, sara: Caller, post: Post) -> None:
    posted = post("You idiot.")
    decide(alice, posted, outcome="approve")
    seen = body(sara.get(f"desk/comments/{posted.id}"))["seen"]
    decide(sara, posted, **REJECT, seen=seen)

    shown = body(alice.get(f"desk/comments/{posted.id}"))

    assert (shown["id"], shown["state"], shown["text"]) == (posted.id, "rejected", "You idiot.")
    assert shown["decision"]["decider"] == "Sara"
    assert shown["screening"]["clauses"] == ["personal_attack"]
    told = [(event["deed"], event["by"], event["clauses"]) for event in shown["history"]]
    assert told == [
        ("comment.submitted", {"kind": "author", "name": None}, []),
        ("comment.screened", {"kind": "system", "name": None}, ["personal_attack"]),
        ("comment.approved", {"kind": "staff", "name": "Alice"}, []),
        ("comment.rejected", {"kind": "staff", "name": "Sara"}, ["threat"]),
    ]


def test_ones_own_decision_can_be_undone_within_a_minute(
    alice: Caller, bob: Caller, charlie: Caller, post: Post
) -> None:
    posted = post()
    decide(alice, posted, outcome="approve")

    refusal = problem(bob.post(f"desk/comments/{posted.id}/reopen"), 409)
    assert refusal["code"] == "too_late"
    assert refusal["decision"]["decider"] == "Alice"

    shown = body(alice.post(f"desk/comments/{posted.id}/reopen"))
    assert (shown["state"], shown["decision"]) == ("held", None)
    assert shown["history"][-1]["deed"] == "comment.reopened"
    assert body(charlie.get("threads", article="bridge"))["count"] == 0

    again = problem(alice.post(f"desk/comments/{posted.id}/reopen"), 409)
    assert (again["code"], again["decision"]) == ("conflict", None)


def test_after_a_minute_it_stands(alice: Caller, post: Post, monkeypatch: Any) -> None:
    posted = post()
    decide(alice, posted, outcome="approve")
    later = timezone.now() + timedelta(seconds=61)
    monkeypatch.setattr(timezone, "now", lambda: later)
    refusal = problem(alice.post(f"desk/comments/{posted.id}/reopen"), 409)
    assert refusal["code"] == "too_late"


def test_of_many_who_decide_at_once_one_does(committed: Committed) -> None:
    callers, comment = committed(8)
    outcomes = race(
        8, lambda number: decided(callers[number], comment, outcome="approve").status_code
    )
    assert results(outcomes) == outcomes
    assert sorted(results(outcomes)) == [201] + [409] * 7
    assert Decision.objects.count() == 1
