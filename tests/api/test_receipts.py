"""An author follows a comment with its receipt."""

from uuid import UUID

import pytest
from django.utils import timezone

from stet.moderation.leaving import erase
from stet.moderation.models import Screening
from stet.newsroom.accounts import add_staff
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site
from stet.newsroom.roles import Role
from tests.api.conftest import Caller, Post, body, decide, problem

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


def test_a_held_comment_has_its_place_in_line(charlie: Caller, post: Post) -> None:
    post("First.")
    second = post("Second.")

    answer = charlie.get(f"receipts/{second.token}")

    assert body(answer) == {
        "id": second.id,
        "status": "held",
        "place": 2,
        "expected_wait_s": None,
        "text": "Second.",
        "decision": None,
        "can_withdraw": True,
        "can_appeal": False,
        "appeal": None,
    }
    assert {name: answer.headers[name] for name in PRIVATE} == PRIVATE
    assert "ETag" not in answer.headers


def test_an_approval_shows_at_once(charlie: Caller, alice: Caller, post: Post) -> None:
    posted = post()
    decided = decide(alice, posted, outcome="approve")
    receipt = body(charlie.get(f"receipts/{posted.token}"))
    assert (receipt["status"], receipt["place"]) == ("approved", None)
    assert receipt["decision"] == {
        "outcome": "approve",
        "clauses": [],
        "note": "",
        "spans": [],
        "decided_at": decided["decided_at"],
    }


def test_a_rejection_tells_clause_words_and_note(
    charlie: Caller, alice: Caller, post: Post, site: Site
) -> None:
    posted = post("👩‍🔧 You idiot, this is bullshit.")
    screening = Screening.objects.get(comment=UUID(posted.id))
    decide(
        alice, posted, outcome="reject", clauses=["personal_attack"], note="Please argue, Charlie."
    )

    receipt = body(charlie.get(f"receipts/{posted.token}"))

    title = in_force(site.id).clauses.get(key="personal_attack").title
    assert receipt["status"] == "rejected"
    assert receipt["can_withdraw"] is False
    assert receipt["decision"]["clauses"] == [{"key": "personal_attack", "title": title}]
    assert receipt["decision"]["note"] == "Please argue, Charlie."
    # The screening found the swearing too, but that is not what was decided on.
    assert {span["clause"] for span in screening.spans} > {"personal_attack"}
    spans = receipt["decision"]["spans"]
    assert [receipt["text"][span["start"] : span["end"]] for span in spans] == ["You idiot"]


def test_without_a_note_the_clause_gives_the_reason(
    charlie: Caller, alice: Caller, post: Post, site: Site
) -> None:
    posted = post()
    decide(alice, posted, outcome="reject", clauses=["threat", "profanity"])
    note = body(charlie.get(f"receipts/{posted.token}"))["decision"]["note"]
    clauses = in_force(site.id).clauses
    reasons = [clauses.get(key=key).reason for key in ("profanity", "threat")]
    assert note == " ".join(reasons)


def test_an_undone_decision_is_gone_from_the_receipt(
    charlie: Caller, alice: Caller, post: Post
) -> None:
    posted = post()
    decide(alice, posted, outcome="reject", clauses=["threat"])
    body(alice.post(f"desk/comments/{posted.id}/reopen"))
    receipt = body(charlie.get(f"receipts/{posted.token}"))
    assert (receipt["status"], receipt["decision"], receipt["place"]) == ("held", None, 1)


def test_the_usual_wait_comes_from_recent_decisions(
    charlie: Caller, alice: Caller, post: Post
) -> None:
    decide(alice, post("First."), outcome="approve")
    assert body(charlie.get(f"receipts/{post('Second.').token}"))["expected_wait_s"] == 0


@pytest.mark.parametrize("approved", [True, False])
def test_its_author_takes_it_back(
    charlie: Caller, alice: Caller, post: Post, approved: bool
) -> None:
    posted = post()
    if approved:
        decide(alice, posted, outcome="approve")

    answer = charlie.post(f"receipts/{posted.token}/withdraw")

    receipt = body(answer)
    assert (receipt["status"], receipt["can_withdraw"]) == ("withdrawn", False)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert body(charlie.get("threads", article="bridge"))["count"] == 0
    assert body(alice.get("desk/queue"))["items"] == []


def test_it_can_be_taken_back_without_a_body_or_with_one(charlie: Caller, post: Post) -> None:
    path = f"receipts/{post().token}/withdraw"
    assert charlie.send("POST", path, content_type="").status_code == 200
    path = f"receipts/{post('Two.').token}/withdraw"
    assert charlie.post(path, {}).status_code == 200


def test_what_is_decided_against_or_gone_cannot_be_taken_back(
    charlie: Caller, alice: Caller, post: Post
) -> None:
    rejected, withdrawn = post("One."), post("Two.")
    decide(alice, rejected, outcome="reject", clauses=["threat"])
    body(charlie.post(f"receipts/{withdrawn.token}/withdraw"))
    for posted in (rejected, withdrawn):
        answer = charlie.post(f"receipts/{posted.token}/withdraw")
        assert problem(answer, 409)["code"] == "conflict"


def test_a_page_of_another_site_may_not_take_it_back(charlie: Caller, post: Post) -> None:
    posted = post()
    headers = {"Origin": "https://elsewhere.example"}
    problem(charlie.post(f"receipts/{posted.token}/withdraw", headers=headers), 403)
    assert body(charlie.get(f"receipts/{posted.token}"))["status"] == "held"


def test_a_rejection_is_appealed_once(charlie: Caller, alice: Caller, post: Post) -> None:
    posted = post()
    decide(alice, posted, outcome="reject", clauses=["threat"])
    assert body(charlie.get(f"receipts/{posted.token}"))["can_appeal"] is True

    receipt = body(charlie.post(f"receipts/{posted.token}/appeal", {"text": "I meant the dog."}))

    assert receipt["status"] == "rejected"
    assert receipt["can_appeal"] is False
    assert receipt["appeal"]["status"] == "open"
    assert receipt["appeal"]["text"] == "I meant the dog."
    assert receipt["appeal"]["answer"] == ""
    again = charlie.post(f"receipts/{posted.token}/appeal", {"text": "Once more."})
    assert problem(again, 409)["code"] == "appeals_closed"


def test_what_is_not_rejected_cannot_be_appealed(charlie: Caller, post: Post) -> None:
    answer = charlie.post(f"receipts/{post().token}/appeal", {"text": "Hurry."})
    assert problem(answer, 409)["code"] == "appeals_closed"


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "x" * 100_000])
def test_an_appeal_is_held_to_the_rules_of_a_comment(
    charlie: Caller, alice: Caller, post: Post, text: str
) -> None:
    posted = post()
    decide(alice, posted, outcome="reject", clauses=["threat"])
    answer = charlie.post(f"receipts/{posted.token}/appeal", {"text": text})
    assert problem(answer, 422)["errors"][0]["field"] == "text"
    assert body(charlie.get(f"receipts/{posted.token}"))["can_appeal"] is True


def test_after_erasure_only_the_state_is_left(charlie: Caller, site: Site, post: Post) -> None:
    posted = post()
    words = "copper lantern pier"
    ada = add_staff("ada", "Ada", words, Role.ADMINISTRATOR, by=None, now=timezone.now())
    erase(UUID(posted.id), ada, timezone.now())
    receipt = body(charlie.get(f"receipts/{posted.token}"))
    assert (receipt["status"], receipt["text"]) == ("erased", "")
    assert receipt["can_withdraw"] is False


@pytest.mark.parametrize("change", ["first", "last", "short", "long", "words"])
def test_a_token_cannot_be_guessed(charlie: Caller, post: Post, change: str) -> None:
    token = post().token
    other = {"A": "B"}.get
    tokens = {
        "first": other(token[0], "A") + token[1:],
        "last": token[:30] + other(token[30], "A") + token[31:],
        "short": token[:-1],
        "long": f"{token}A",
        "words": "é%00%ff",
    }
    for path in (f"receipts/{tokens[change]}", f"receipts/{tokens[change]}/withdraw"):
        method = "POST" if path.endswith("withdraw") else "GET"
        assert problem(charlie.send(method, path), 404)["code"] == "not_found"
    problem(charlie.post(f"receipts/{tokens[change]}/appeal", {"text": "Why?"}), 404)
