"""Reviews on the desk: the lists, the page of one, answering, escalating, the evidence."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, decide
from stet.moderation.models import QueueItem
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.escalating import escalate
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.newsroom.accounts import add_staff
from stet.newsroom.models import Staff
from stet.newsroom.roles import Role
from tests.desk.conftest import PASSWORD, SignedIn, Write
from tests.desk.pages import html_of, plain, seen_in


@pytest.fixture
def carol(alice: Staff, now: datetime) -> Staff:
    return add_staff("carol", "Carol Example", PASSWORD, Role.SENIOR, by=None, now=now)


@pytest.fixture
def appealed(comment: Comment, bob: Staff, now: datetime) -> Review:
    decide(Verdict(comment.id, "reject", ["threat"], "No threats."), bob, now)
    return appeal(comment.id, "I meant the weather.", now)


@pytest.fixture
def reported(comment: Comment, bob: Staff, now: datetime) -> Review:
    decide(Verdict(comment.id, "approve"), bob, now)
    return report(ReportDraft(comment.id, "racism", "Line two.", "one"), now).review


def answered(client: Client, review: Review, outcome: str, **fields: object) -> Any:
    page = client.get(f"/desk/reviews/{review.id}/")
    sent = {"outcome": outcome, "seen": seen_in(page), **fields}
    return client.post(f"/desk/reviews/{review.id}/answer/", sent, follow=True)


def test_empty_lists_say_so(desk: Client) -> None:
    assert "No author is waiting" in plain(desk.get("/desk/reviews/"))
    assert "No reader's report" in plain(desk.get("/desk/reviews/?kind=report"))
    assert "Nothing was answered yet" in plain(desk.get("/desk/reviews/?state=closed"))


def test_the_list_shows_age_deadline_and_first_decision(desk: Client, appealed: Review) -> None:
    told = plain(desk.get("/desk/reviews/"))
    assert "due in" in told
    assert "Rejected Bob Example" in told


def test_what_is_late_says_so(desk: Client, comment: Comment, bob: Staff, now: datetime) -> None:
    long_ago = now - timedelta(days=5)
    decide(Verdict(comment.id, "reject", ["threat"]), bob, long_ago)
    appeal(comment.id, "I meant the weather.", long_ago)
    assert "overdue by" in plain(desk.get("/desk/reviews/"))


def test_the_menu_counts_what_waits(desk: Client, appealed: Review) -> None:
    assert "Reviews 1" in plain(desk.get("/desk/list/"))


def test_the_page_shows_the_first_decision_and_what_the_author_says(
    desk: Client, appealed: Review
) -> None:
    told = plain(desk.get(f"/desk/reviews/{appealed.id}/"))
    for words in ("I meant the weather.", "Rejected by Bob Example", "Threat", "No threats."):
        assert words in told


def test_an_appeal_is_granted(desk: Client, appealed: Review) -> None:
    page = answered(desk, appealed, "approve")
    assert "Answered." in plain(page)
    appealed.comment.refresh_from_db()
    assert appealed.comment.state == "approved"


def test_an_appeal_is_turned_down_with_clause_and_answer(desk: Client, appealed: Review) -> None:
    answered(desk, appealed, "reject", clause=["threat"], note="The weather lives nowhere.")
    appealed.refresh_from_db()
    assert (appealed.outcome, appealed.answer) == ("reject", "The weather lives nowhere.")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"clause": ["threat"]}, "Please tell the author why"),
        ({"note": "Because."}, "A rejection cites at least one clause"),
    ],
)
def test_an_answer_that_lacks_something_is_shown_again(
    desk: Client, appealed: Review, fields: dict[str, object], problem: str
) -> None:
    page = answered(desk, appealed, "reject", **fields)
    assert page.status_code == 422
    assert problem in plain(page)
    assert "Because." in html_of(page) or "note" not in fields


def test_whoever_decided_first_is_shown_no_answer(
    bob: Staff, alice: Staff, signed_in: SignedIn, appealed: Review
) -> None:
    theirs = signed_in(bob)
    page = theirs.get(f"/desk/reviews/{appealed.id}/")
    assert "A colleague answers it" in plain(page)
    assert 'name="outcome"' not in html_of(page)
    sent = theirs.post(f"/desk/reviews/{appealed.id}/answer/", {"outcome": "approve"})
    assert sent.status_code == 409
    appealed.refresh_from_db()
    assert appealed.closed_at is None


def test_with_no_second_person_it_waits_for_an_editor(
    bob: Staff, signed_in: SignedIn, appealed: Review
) -> None:
    Staff.objects.exclude(id=bob.id).update(is_active=False)
    theirs = signed_in(bob)
    assert "It waits for an editor" in plain(theirs.get(f"/desk/reviews/{appealed.id}/"))
    assert "Waits for an editor" in plain(theirs.get("/desk/reviews/"))


def test_a_second_answer_tells_who_was_faster(
    desk: Client, carol: Staff, signed_in: SignedIn, appealed: Review
) -> None:
    seen = seen_in(desk.get(f"/desk/reviews/{appealed.id}/"))
    told = {"outcome": "approve", "seen": seen}
    desk.post(f"/desk/reviews/{appealed.id}/answer/", told)
    late = signed_in(carol).post(f"/desk/reviews/{appealed.id}/answer/", {**told, "note": "Mine."})
    assert late.status_code == 409
    assert "by Alice Example" in plain(late)
    assert "Mine." in plain(late)


def test_a_colleague_who_reads_it_is_named(
    desk: Client, carol: Staff, signed_in: SignedIn, appealed: Review
) -> None:
    desk.get(f"/desk/reviews/{appealed.id}/")
    theirs = plain(signed_in(carol).get(f"/desk/reviews/{appealed.id}/"))
    assert "Alice Example is on it until" in theirs


def test_reports_are_told_by_clause_with_their_notes(desk: Client, reported: Review) -> None:
    told = plain(desk.get(f"/desk/reviews/{reported.id}/"))
    assert "1 Racism" in told
    assert "Line two." in told


def test_a_reported_comment_is_taken_away_by_a_moderator(desk: Client, reported: Review) -> None:
    answered(desk, reported, "reject", clause=["racism"])
    reported.comment.refresh_from_db()
    assert reported.comment.state == "rejected"


def test_after_an_answer_the_next_one_comes(
    desk: Client, reported: Review, write: Write, bob: Staff, now: datetime
) -> None:
    other = write("Another one.")
    decide(Verdict(other.id, "approve"), bob, now)
    follows = report(ReportDraft(other.id, "threat", network="two"), now).review
    page = answered(desk, reported, "approve")
    assert page.redirect_chain[-1][0] == f"/desk/reviews/{follows.id}/"


def test_a_moderator_escalates_after_being_asked(desk: Client, comment: Comment) -> None:
    assert "Escalate this comment?" in plain(desk.get(f"/desk/comments/{comment.id}/escalate/"))
    desk.post(f"/desk/comments/{comment.id}/escalate/", {"why": "He names her street."})
    assert not QueueItem.objects.filter(comment=comment).exists()
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert "only seniors decide" in plain(page)
    assert 'name="outcome"' not in html_of(page)


def test_escalations_are_for_seniors(
    desk: Client, carol: Staff, alice: Staff, signed_in: SignedIn, comment: Comment, now: datetime
) -> None:
    review = escalate(comment.id, "He names her street.", alice, now)
    assert desk.get("/desk/reviews/?kind=escalation").status_code == 403
    assert desk.get(f"/desk/reviews/{review.id}/").status_code == 403
    assert "Escalated" not in plain(desk.get("/desk/reviews/"))

    theirs = signed_in(carol)
    assert "He names her street." in plain(theirs.get(f"/desk/reviews/{review.id}/"))
    theirs.post(f"/desk/reviews/{review.id}/release/")
    assert QueueItem.objects.filter(comment=comment).exists()


def test_a_senior_downloads_the_evidence(
    carol: Staff, alice: Staff, signed_in: SignedIn, comment: Comment, now: datetime
) -> None:
    escalate(comment.id, "", alice, now)
    answer = signed_in(carol).post(f"/desk/comments/{comment.id}/evidence/")
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert json.loads(answer.content)["comment"]["text"] == comment.text
    assert Entry.objects.filter(deed="comment.evidence_exported").count() == 1


def test_there_is_no_evidence_on_what_was_not_escalated(
    carol: Staff, signed_in: SignedIn, comment: Comment
) -> None:
    assert signed_in(carol).post(f"/desk/comments/{comment.id}/evidence/").status_code == 404


def test_seniors_see_the_rates(
    desk: Client, carol: Staff, signed_in: SignedIn, appealed: Review
) -> None:
    answered(desk, appealed, "approve")
    told = plain(signed_in(carol).get("/desk/reviews/overturned/"))
    assert "Threats 1 1 100 %" in told
    assert "Bob Example 1 1 100 %" in told
    assert "overturned" not in plain(desk.get("/desk/reviews/"))


def test_the_history_tells_reports_appeals_and_answers(desk: Client, appealed: Review) -> None:
    answered(desk, appealed, "reject", clause=["threat"], note="The weather lives nowhere.")
    history = plain(desk.get(f"/desk/comments/{appealed.comment_id}/")).split("History")[-1]
    told = [
        "Rejected by Bob Example",
        "Appealed by its author",
        "I meant the weather.",
        "Looked at again by Alice Example",
        "The weather lives nowhere.",
    ]
    places = [history.index(line) for line in told]
    assert places == sorted(places)
