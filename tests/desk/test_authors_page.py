"""The author's record as a page: everything that one author wrote, and nobody else's words."""

from datetime import datetime
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.looking import latest_screening
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.web.desk.authors import PAGE_SIZE
from tests.desk.conftest import Write
from tests.desk.pages import html_of, plain

ROSA = "browser:rosa"


def seen_of(comment: Comment) -> str:
    """The token for the comment as it stands."""
    comment.refresh_from_db()
    screening = latest_screening(comment)
    number = in_force(comment.article.site_id).number
    return str(Seen(comment.version, number, screening.id if screening else None))


def test_it_shows_all_that_the_author_wrote_and_nothing_of_others(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    first = write("The lamps are out again.", author=ROSA)
    decide(Verdict(first.id, "reject", ["threat"]), alice, now)
    write("The council should answer.", author=ROSA, name="Rosa L.")
    write("Not hers at all.", author="browser:ben", name="Ben Tarn")
    page = plain(desk.get(f"/desk/comments/{first.id}/author/"))
    assert "The lamps are out again." in page
    assert "The council should answer." in page
    assert "Threat" in page
    assert "Rosa L." in page
    assert "Not hers at all." not in page


def test_it_says_so_when_nobody_can_know_the_author(desk: Client, write: Write) -> None:
    unknown = write("From nowhere.", name="Rosa Lund")
    write("Signed alike.", name="Rosa Lund")
    page = plain(desk.get(f"/desk/comments/{unknown.id}/author/"))
    assert "nothing tells who wrote this" in page
    assert "Signed alike." not in page


def test_it_counts_the_appeals_that_were_won(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    mild = write("Mild after all.", author=ROSA)
    decide(Verdict(mild.id, "reject", ["threat"]), alice, now)
    review = appeal(mild.id, "It was a quotation.", now)
    answer(review.id, Verdict(mild.id, "approve", seen=seen_of(mild)), bob, now)
    other = write("The next one.", author=ROSA)
    for address in (f"/desk/comments/{other.id}/", f"/desk/comments/{other.id}/author/"):
        assert "1 of 1 appeal won" in plain(desk.get(address)), address


def test_it_goes_on_to_what_is_older_page_by_page(desk: Client, write: Write) -> None:
    texts = [f"Number {number} of many." for number in range(PAGE_SIZE + 5)]
    comments = [write(text, author=ROSA, minutes_ago=500 - n) for n, text in enumerate(texts)]
    address = f"/desk/comments/{comments[-1].id}/author/"
    first = html_of(desk.get(address))
    found = first.split(f"{address}?after=")[1].split('"')[0]
    second = plain(desk.get(f"{address}?after={found}"))
    assert all(text in second for text in texts[:5])
    assert texts[5] not in second
    assert texts[5] in plain(desk.get(address))


def test_it_asks_no_more_for_many_than_for_few(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    counted = []
    for many in (2, 9):
        for number in range(many):
            comment = write(f"Comment {many}-{number}.", author=ROSA)
            decide(Verdict(comment.id, "reject", ["threat", "profanity"]), alice, now)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/comments/{comment.id}/author/").status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0]
    assert counted[1] <= 18


def test_it_knows_no_author_of_a_comment_that_is_not_there(desk: Client) -> None:
    assert desk.get(f"/desk/comments/{uuid4()}/author/").status_code == 404
    assert desk.get(f"/desk/comments/{uuid4()}/history/").status_code == 404
