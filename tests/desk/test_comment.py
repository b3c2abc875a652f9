"""The page of one comment: its history, and what administrators may do to it."""

from datetime import datetime
from uuid import uuid4

from django.test import Client

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.models import QueueItem
from stet.newsroom.models import Article, Staff
from tests.desk.conftest import SignedIn
from tests.desk.pages import html_of, plain


def test_it_tells_everything_that_was_done_to_the_comment(
    desk: Client, alice: Staff, bob: Staff, comment: Comment, now: datetime
) -> None:
    decide(Verdict(comment.id, "reject", ["threat"], "No threats, please."), bob, now)
    reopen(comment.id, bob, now)
    decide(Verdict(comment.id, "approve"), alice, now)
    history = plain(desk.get(f"/desk/comments/{comment.id}/")).split("History")[-1]
    told = [
        "Received and held by its author",
        "Screened by the system",
        "Rejected by Bob Example",
        "Threat",
        "No threats, please.",
        "Decision taken back: held again by Bob Example",
        "Approved by Alice Example",
    ]
    places = [history.index(line) for line in told]
    assert places == sorted(places)
    assert history.count("No threats, please.") == 1


def test_opening_a_held_comment_leases_it(desk: Client, alice: Staff, comment: Comment) -> None:
    desk.get(f"/desk/comments/{comment.id}/")
    assert QueueItem.objects.get(pk=comment.pk).lease_holder == alice


def test_it_shows_the_standing_decision(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    decide(Verdict(comment.id, "reject", ["threat"], "No threats, please."), bob, now)
    page = desk.get(f"/desk/comments/{comment.id}/")
    assert "Rejected by Bob Example" in plain(page)


def test_it_knows_no_comment_that_is_not_there(desk: Client) -> None:
    assert desk.get(f"/desk/comments/{uuid4()}/").status_code == 404


def test_an_administrator_erases_after_being_asked(
    administrator: Staff,
    alice: Staff,
    signed_in: SignedIn,
    comment: Comment,
    article: Article,
    now: datetime,
) -> None:
    decide(Verdict(comment.id, "approve"), alice, now)
    client, words = signed_in(administrator), comment.text
    address = f"/desk/comments/{comment.id}/erase/"
    question = client.get(address)
    assert "cannot be undone" in plain(question)
    comment.refresh_from_db()
    assert comment.state == "approved"

    client.post(address)
    comment.refresh_from_db()
    assert comment.state == "erased"
    page = client.get(f"/desk/comments/{comment.id}/")
    assert words not in html_of(page)
    assert "Erased by Ada Example" in plain(page)
    assert words not in html_of(Client().get(f"/articles/{article.slug}/"))


def test_only_an_administrator_is_offered_to_erase(
    desk: Client, administrator: Staff, signed_in: SignedIn, comment: Comment
) -> None:
    address = f"/desk/comments/{comment.id}/"
    assert "/erase/" not in html_of(desk.get(address))
    assert "/erase/" in html_of(signed_in(administrator).get(address))
