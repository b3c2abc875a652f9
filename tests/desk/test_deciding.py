"""Deciding at the desk: what is carried out, what is refused, what is taken back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.comments.receipts import token_of
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision
from stet.newsroom.guideline_drafts import draft, publish_draft, save_draft
from stet.newsroom.guidelines import GuidelinesText, text_of
from stet.newsroom.models import Article, Site, Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, seen_in, shown, texts

FOCUS = "/desk/"


def answer(client: Client, comment: Comment, outcome: str, **more: Any) -> Any:
    """What a browser sends: the page is opened first, and its ``seen`` comes back."""
    if "seen" not in more:
        more["seen"] = seen_in(client.get(f"/desk/comments/{comment.id}/"))
    headers = more.pop("headers", {})
    return client.post(
        f"/desk/comments/{comment.id}/decide/", {"outcome": outcome, **more}, headers=headers
    )


def page_of(article: Article) -> str:
    return html_of(Client().get(f"/articles/{article.slug}/"))


def receipt_of(comment: Comment) -> str:
    return plain(Client().get(f"/receipts/{token_of(comment.id)}/"))


def state_of(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_approving_publishes_and_goes_on(desk: Client, write: Write, article: Article) -> None:
    first, second = write("The first of two."), write("The second of two.")
    desk.get(FOCUS)
    response = answer(desk, first, "approve")
    assert response.status_code == 302
    assert response["Location"] == FOCUS
    assert "The first of two." in page_of(article)
    assert shown(desk.get(FOCUS)) == second.id


def test_rejecting_gives_the_author_the_clause_and_the_note(
    desk: Client, comment: Comment, article: Article
) -> None:
    answer(
        desk,
        comment,
        "reject",
        clause=["personal_attack", "threat"],
        note="Please speak about the bridge.",
    )
    assert state_of(comment) == "rejected"
    assert comment.text not in page_of(article)
    receipt = receipt_of(comment)
    assert "Please speak about the bridge." in receipt
    assert "Threat" in receipt


def test_a_script_gets_the_next_comment_in_the_same_answer(desk: Client, write: Write) -> None:
    first, second = write("The first of two."), write("The second of two.")
    response = answer(desk, first, "approve", headers={"X-Stet-Part": "main"})
    assert response.status_code == 200
    assert shown(response) == second.id
    assert 'data-said="Approved"' in html_of(response)


def test_it_goes_on_in_the_order_and_with_the_filters_that_were_asked_for(
    desk: Client, comment: Comment
) -> None:
    seen = seen_in(desk.get(FOCUS + "?order=likely_fine"))
    query = "order=likely_fine&suggestion=approve"
    response = desk.post(
        f"/desk/comments/{comment.id}/decide/?{query}", {"outcome": "approve", "seen": seen}
    )
    assert response["Location"] == f"/desk/?{query}"


def test_it_refuses_a_rejection_without_a_clause_and_keeps_the_note(
    desk: Client, comment: Comment
) -> None:
    response = answer(desk, comment, "reject", note="Because I say so.")
    assert response.status_code == 422
    assert "A rejection cites at least one clause." in plain(response)
    assert "Because I say so." in html_of(response)
    assert state_of(comment) == "held"


def test_it_refuses_an_approval_that_cites_a_clause_and_keeps_what_was_chosen(
    desk: Client, comment: Comment
) -> None:
    response = answer(desk, comment, "approve", clause=["threat"])
    assert response.status_code == 422
    assert texts(response, "problem")
    chosen = html_of(response).split('value="threat"')[1].split(">")[0]
    assert "checked" in chosen
    assert state_of(comment) == "held"


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "publish"},
        {"outcome": "reject", "clause": "no_such_clause"},
        {"outcome": "approve", "seen": "garbage"},
        {"outcome": "reject", "clause": "threat", "note": "x" * 3000},
        {"outcome": "reject", "clause": "threat", "note": "a\x00b"},
        {"outcome": ""},
    ],
)
def test_it_refuses_a_verdict_that_cannot_be_carried_out(
    desk: Client, comment: Comment, wrong: dict[str, str]
) -> None:
    response = answer(desk, comment, **wrong)
    assert response.status_code == 422
    assert state_of(comment) == "held"


def test_it_refuses_a_second_decision_and_shows_the_first(
    desk: Client, bob: Staff, signed_in: SignedIn, comment: Comment, now: datetime
) -> None:
    seen = seen_in(desk.get(FOCUS))
    lease(bob, comment.id, now + timedelta(hours=1))  # Alice's has run out by then
    later = now + timedelta(hours=1)
    decide(Verdict(comment.id, "reject", ["threat"], "Bob's own words."), bob, later)
    response = answer(desk, comment, "approve", seen=seen, note="My own words.")
    assert response.status_code == 409
    page = plain(response)
    for expected in ("Bob Example", "Rejected", "Threat", "Bob's own words.", "My own words."):
        assert expected.replace("'", "&#x27;") in page
    assert state_of(comment) == "rejected"
    assert Decision.objects.count() == 1


def test_it_refuses_the_same_decision_twice(desk: Client, comment: Comment) -> None:
    seen = seen_in(desk.get(FOCUS))
    assert answer(desk, comment, "approve", seen=seen).status_code == 302
    assert answer(desk, comment, "approve", seen=seen).status_code == 409
    assert Decision.objects.count() == 1


def test_it_offers_no_decision_on_what_a_colleague_looks_at(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    lease(bob, comment.id, now)
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert "Bob Example is on it until" in plain(page)
    assert 'name="outcome"' not in html_of(page)


def test_it_refuses_a_decision_on_what_a_colleague_looks_at(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    seen = seen_in(desk.get(FOCUS))
    lease(bob, comment.id, now + timedelta(hours=1))
    response = answer(desk, comment, "approve", seen=seen)
    assert response.status_code == 409
    assert "Bob Example is on this comment until" in plain(response)
    assert state_of(comment) == "held"


def test_a_lease_that_ran_out_while_she_thought_costs_nothing(
    desk: Client, alice: Staff, comment: Comment, now: datetime
) -> None:
    seen = seen_in(desk.get(FOCUS))
    lease(alice, comment.id, now - timedelta(hours=1))
    assert answer(desk, comment, "approve", seen=seen).status_code == 302
    assert state_of(comment) == "approved"


def test_it_says_so_when_the_author_has_withdrawn_it(
    desk: Client, comment: Comment, now: datetime
) -> None:
    seen = seen_in(desk.get(FOCUS))
    withdraw(comment.id, now)
    response = answer(desk, comment, "approve", seen=seen)
    assert response.status_code == 409
    assert "Its author has withdrawn the comment." in plain(response)


def test_it_asks_to_look_again_when_the_guidelines_have_changed(
    desk: Client, editor: Staff, comment: Comment, site: Site, now: datetime
) -> None:
    seen = seen_in(desk.get(FOCUS))
    before = text_of(draft(site, editor, now))
    text = GuidelinesText("Other words are welcome.", before.process, before.clauses)
    save_draft(site, text, editor, now)
    publish_draft(site, editor, now)
    response = answer(desk, comment, "approve", seen=seen)
    assert response.status_code == 409
    assert "look at it again" in plain(response)
    assert state_of(comment) == "held"


def test_undoing_changes_the_public_page_and_the_receipt_at_once(
    desk: Client, comment: Comment, article: Article
) -> None:
    answer(desk, comment, "approve")
    assert comment.text in page_of(article)
    offer = desk.get(FOCUS)
    assert f"/desk/comments/{comment.id}/reopen/" in html_of(offer)
    desk.post(f"/desk/comments/{comment.id}/reopen/")
    assert comment.text not in page_of(article)
    assert "held" in receipt_of(comment).lower()
    assert state_of(comment) == "held"
    assert shown(desk.get(FOCUS)) == comment.id


def test_it_undoes_nothing_after_a_minute(
    desk: Client, alice: Staff, comment: Comment, now: datetime
) -> None:
    decide(Verdict(comment.id, "approve"), alice, now - timedelta(seconds=61))
    assert "reopen" not in html_of(desk.get(FOCUS))
    response = desk.post(f"/desk/comments/{comment.id}/reopen/")
    assert response.status_code == 409
    assert "Too late to undo" in plain(response)
    assert state_of(comment) == "approved"


def test_it_undoes_no_colleague_s_decision(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    decide(Verdict(comment.id, "approve"), bob, now)
    assert "reopen" not in html_of(desk.get(FOCUS))
    assert desk.post(f"/desk/comments/{comment.id}/reopen/").status_code == 409
    assert state_of(comment) == "approved"


def test_it_undoes_nothing_twice(desk: Client, comment: Comment) -> None:
    answer(desk, comment, "approve")
    desk.post(f"/desk/comments/{comment.id}/reopen/")
    assert desk.post(f"/desk/comments/{comment.id}/reopen/").status_code == 409


def test_a_moderator_decides_nothing_twice_but_a_senior_may(
    desk: Client, senior: Staff, signed_in: SignedIn, comment: Comment, article: Article
) -> None:
    answer(desk, comment, "approve")
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert 'name="outcome"' not in html_of(page)

    theirs = signed_in(senior)
    page = theirs.get(f"/desk/comments/{comment.id}/")
    assert 'value="approve"' not in html_of(page)
    seen = seen_in(page)
    forbidden = answer(desk, comment, "reject", clause="threat", seen=seen)
    assert forbidden.status_code == 403
    assert "decide again" in plain(forbidden)

    response = answer(theirs, comment, "reject", clause="threat", seen=seen, then="comment")
    assert response["Location"] == f"/desk/comments/{comment.id}/"
    assert state_of(comment) == "rejected"
    assert comment.text not in page_of(article)


@pytest.mark.parametrize("deed", ["decide", "skip", "reopen"])
def test_it_knows_no_comment_that_is_not_there(desk: Client, db: None, deed: str) -> None:
    response = desk.post(f"/desk/comments/{uuid4()}/{deed}/", {"outcome": "approve"})
    assert response.status_code == (302 if deed == "skip" else 404)


@pytest.mark.parametrize("deed", ["decide", "skip", "reopen"])
def test_a_link_alone_decides_nothing(desk: Client, comment: Comment, deed: str) -> None:
    response = desk.get(f"/desk/comments/{comment.id}/{deed}/?outcome=approve")
    assert response.status_code == 405
    assert state_of(comment) == "held"
