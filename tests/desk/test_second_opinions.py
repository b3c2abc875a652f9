"""Second opinions and double reviews on the desk: asked by a form, answered blind, then told."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.models import QueueItem
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, seen_in, shown

NOTE = "Does she mean the mayor?"


@pytest.fixture
def bobs(bob: Staff, signed_in: SignedIn) -> Client:
    return signed_in(bob)


@pytest.fixture
def asked(comment: Comment, alice: Staff, now: datetime) -> Review:
    question = Question(comment.id, NOTE, "reject", ("threat",))
    return ask(question, alice, now - timedelta(minutes=10))


@pytest.fixture
def drawn(comment: Comment, alice: Staff, site: Site, now: datetime) -> Review:
    Site.objects.update(double_review=100)
    verdict = Verdict(comment.id, "reject", ["threat"], "Not like this.")
    decide(verdict, alice, now - timedelta(minutes=10))
    return Review.objects.get(kind="double_review")


def answer(client: Client, review: Review, outcome: str, **fields: object) -> Any:
    page = client.get(f"/desk/reviews/{review.id}/")
    sent = {"outcome": outcome, "seen": seen_in(page), **fields}
    return client.post(f"/desk/reviews/{review.id}/answer/", sent, follow=True)


def test_the_focus_page_asks_and_goes_on(desk: Client, comment: Comment, write: Write) -> None:
    other = write("The next one.")
    page = desk.get("/desk/")
    assert shown(page) == comment.id
    sent = {"ask": NOTE, "clause": ["threat"], "seen": seen_in(page)}
    page = desk.post(f"/desk/comments/{comment.id}/second/", sent, follow=True)
    assert shown(page) == other.id
    review = Review.objects.get()
    assert (review.text, review.leaning, review.leaning_clauses) == (NOTE, "reject", ["threat"])
    assert not QueueItem.objects.filter(comment=comment).exists()


def test_a_script_gets_the_next_comment(desk: Client, comment: Comment) -> None:
    desk.get("/desk/")
    part = {"X-Stet-Part": "main"}
    page = desk.post(f"/desk/comments/{comment.id}/second/", {}, headers=part)
    assert page["X-Stet-Part"] == "main"
    assert "A colleague is asked" in html_of(page)


def test_a_note_that_is_too_long_is_not_lost(desk: Client, comment: Comment) -> None:
    desk.get("/desk/")
    page = desk.post(f"/desk/comments/{comment.id}/second/", {"ask": "x" * 2001})
    assert page.status_code == 422
    assert "x" * 2001 in html_of(page)
    assert QueueItem.objects.filter(comment=comment).exists()


def test_what_is_gone_is_refused(desk: Client, drawn: Review) -> None:
    page = desk.post(f"/desk/comments/{drawn.comment_id}/second/", {"ask": NOTE})
    assert page.status_code == 409
    assert NOTE in plain(page)


@pytest.mark.parametrize("kind", ["asked", "drawn"])
def test_the_second_person_sees_nothing_of_the_first(
    bobs: Client, kind: str, request: pytest.FixtureRequest
) -> None:
    review: Review = request.getfixturevalue(kind)
    told = plain(bobs.get(f"/desk/reviews/?kind={review.kind}"))
    told += plain(bobs.get(f"/desk/reviews/{review.id}/"))
    for hidden in (NOTE, "Alice", "Not like this.", "Rejected"):
        assert hidden not in told


@pytest.mark.parametrize("kind", ["asked", "drawn"])
def test_other_pages_lead_back_to_the_blind_one(
    bobs: Client, kind: str, request: pytest.FixtureRequest
) -> None:
    review: Review = request.getfixturevalue(kind)
    bobs.get(f"/desk/reviews/{review.id}/")
    for page in ("", "history/"):
        answered = bobs.get(f"/desk/comments/{review.comment_id}/{page}")
        assert answered.status_code == 302
        assert answered["Location"] == f"/desk/reviews/{review.id}/"


def test_the_history_does_not_say_who_asks(bobs: Client, desk: Client, asked: Review) -> None:
    theirs = plain(bobs.get(f"/desk/comments/{asked.comment_id}/"))
    assert "A second opinion was asked by a colleague" in theirs
    assert NOTE not in theirs
    assert NOTE in plain(desk.get(f"/desk/comments/{asked.comment_id}/"))


def test_after_the_answer_both_see_both(desk: Client, bobs: Client, asked: Review) -> None:
    page = plain(answer(bobs, asked, "approve"))
    assert NOTE in page
    assert "What Alice Example leant to" in page
    assert "1 answer to your questions" in plain(desk.get("/desk/"))
    told = plain(desk.get("/desk/reviews/?kind=second_opinion"))
    assert "Answers to your questions" in told
    assert "by Bob Example" in plain(desk.get(f"/desk/reviews/{asked.id}/"))
    assert "to your questions" not in plain(desk.get("/desk/"))


def test_whoever_asked_can_only_take_it_back(desk: Client, asked: Review, bob: Staff) -> None:
    page = desk.get(f"/desk/reviews/{asked.id}/")
    assert "A colleague decides, and you are told" in plain(page)
    assert 'name="outcome"' not in html_of(page)
    assert 'name="outcome"' not in html_of(desk.get(f"/desk/comments/{asked.comment_id}/"))
    desk.post(f"/desk/reviews/{asked.id}/withdraw/")
    assert QueueItem.objects.filter(comment=asked.comment_id).exists()


def test_with_nobody_else_it_says_so(desk: Client, asked: Review, bob: Staff, alice: Staff) -> None:
    Staff.objects.exclude(id=alice.id).update(is_active=False)
    assert "there is no second person" in plain(desk.get(f"/desk/reviews/{asked.id}/"))


def test_a_double_review_decides_nothing(bobs: Client, drawn: Review, comment: Comment) -> None:
    page = plain(answer(bobs, drawn, "approve", note="Only a figure of speech."))
    comment.refresh_from_db()
    assert comment.state == "rejected"
    for told in ("Rejected by Alice Example", "Only a figure of speech.", "Not like this."):
        assert told in page


def test_the_first_is_not_told_that_her_decision_was_drawn(desk: Client, drawn: Review) -> None:
    assert "Reviews 1" not in plain(desk.get("/desk/list/"))
    assert "No decision waits" in plain(desk.get("/desk/reviews/?kind=double_review"))


def test_a_page_that_is_left_frees_the_review(bobs: Client, asked: Review) -> None:
    bobs.get(f"/desk/reviews/{asked.id}/")
    asked.refresh_from_db()
    assert asked.lease_until is not None
    address = f"/desk/reviews/{asked.id}/leave/"
    assert bobs.post(address, {"until": "yesterday"}).status_code == 400
    earlier = (asked.lease_until - timedelta(minutes=1)).isoformat()
    bobs.post(address, {"until": earlier})
    asked.refresh_from_db()
    assert asked.lease_holder is not None
    bobs.post(address, {"until": asked.lease_until.isoformat()})
    asked.refresh_from_db()
    assert asked.lease_holder is None
