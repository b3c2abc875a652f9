"""The pages of figures: the team's for seniors, one's own for oneself, and for nobody else."""

import csv
import re
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.reviewing.agreeing import LEAST_PAIRS
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.models import Review
from stet.moderation.seen import Seen
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.resting import break_after, set_break_after
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import html_of, plain, texts

TEAM = ["/desk/insight/", "/desk/insight/subjects/", "/desk/insight/screening/"]
TEAM += ["/desk/insight/second-looks/"]


def work(write: Write, staff: Staff, now: datetime, many: int, word: str = "one") -> None:
    for number in range(many):
        comment = write(f"A comment, {word} {number}.", minutes_ago=30)
        clauses = ["threat"] if number % 3 == 0 else []
        outcome = "reject" if clauses else "approve"
        decide(Verdict(comment.id, outcome, clauses), staff, now - timedelta(minutes=number % 9))


@pytest.fixture
def sara(senior: Staff, signed_in: SignedIn) -> Client:
    return signed_in(senior)


def test_a_moderator_is_led_to_her_own_pace_and_sees_no_figure_of_the_team(desk: Client) -> None:
    assert desk.get("/desk/insight/")["Location"] == "/desk/insight/my-pace/"
    assert [desk.get(address).status_code for address in TEAM[1:]] == [403] * 3
    assert "/desk/insight/screening/" not in html_of(desk.get("/desk/insight/my-pace/"))


def test_all_figures_have_the_digits_of_the_language(
    sara: Client, senior: Staff, comment: Comment, write: Write, now: datetime
) -> None:
    work(write, senior, now, 2)
    pages = [*TEAM, "/desk/insight/my-pace/", "/desk/agreement/?days=365"]
    pages.append(f"/desk/comments/{comment.id}/author/")
    for address in pages:
        answer = sara.get(address, headers={"Accept-Language": "ckb"})
        words = " ".join(texts(answer, "desk-page") + texts(answer, "insight"))
        assert words, address
        assert re.findall(r"(?a)\d+", words) == [], address


def test_ones_own_pace_tells_nothing_of_others(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    work(write, bob, now, 7)
    page = plain(desk.get("/desk/insight/my-pace/?staff=bob"))
    assert "Bob" not in page
    assert "No decisions in two weeks." in page
    assert "Not enough decisions yet today." in page


def test_no_team_page_names_a_moderator(
    sara: Client, alice: Staff, write: Write, now: datetime
) -> None:
    work(write, alice, now, 6)
    for address in TEAM:
        assert "Alice" not in plain(sara.get(address)), address


def test_it_tells_the_figures_and_the_difference_in_words(
    sara: Client, alice: Staff, write: Write, now: datetime
) -> None:
    work(write, alice, now, 6)
    for number in range(3):
        earlier = write(f"Earlier {number}.", minutes_ago=30 * 24 * 60)
        decide(Verdict(earlier.id, "approve"), alice, now - timedelta(days=29, minutes=5))
    page = plain(sara.get("/desk/insight/"))
    assert "100 % more than in the 28 days before (3)" in page
    assert "33 points less than in the 28 days before (100 %)" in page
    assert "(UTC)" in page


def test_it_says_so_while_there_is_nothing_to_tell(sara: Client) -> None:
    assert "Nothing came in and nothing was decided" in plain(sara.get("/desk/insight/"))
    assert "Not enough decisions yet" in plain(sara.get("/desk/insight/screening/"))
    assert "Nothing was rejected in this time." in plain(sara.get("/desk/insight/subjects/"))
    assert "Nobody appealed" in plain(sara.get("/desk/insight/second-looks/"))


@pytest.mark.parametrize("key", ["volume", "waiting", "pace", "hours"])
def test_each_table_can_be_downloaded(
    sara: Client, alice: Staff, write: Write, now: datetime, key: str
) -> None:
    work(write, alice, now, 6)
    answer = sara.get(f"/desk/insight/?days=7&csv={key}")
    assert answer["Content-Type"].startswith("text/csv")
    assert f"{key}.csv" in answer["Content-Disposition"]
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 1 + (24 if key == "hours" else 7)
    assert len({len(row) for row in rows}) == 1


def test_a_download_holds_the_figures_of_the_page(
    sara: Client, alice: Staff, write: Write, now: datetime
) -> None:
    work(write, alice, now, 6)
    answer = sara.get("/desk/insight/subjects/?days=7&csv=clauses")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows == [["Clause", "Rejections", "Before", "Change"], ["Threats", "2", "0", "new"]]


def test_a_headline_in_a_download_is_no_formula(
    sara: Client, alice: Staff, write: Write, now: datetime
) -> None:
    work(write, alice, now, 2)
    Article.objects.update(headline="=HYPERLINK(1)")
    answer = sara.get("/desk/insight/subjects/?csv=articles")
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))
    assert rows[1][0] == "'=HYPERLINK(1)"


def test_the_screening_is_judged_once_there_is_enough(
    sara: Client, alice: Staff, write: Write, now: datetime
) -> None:
    work(write, alice, now, 51)
    page = plain(sara.get("/desk/insight/screening/"))
    assert "Calibration" in page
    assert "95 % interval" in page
    assert "51" in plain(sara.get("/desk/insight/"))


@pytest.mark.parametrize(
    "asked", ["from=x&to=y", "days=99999999999", "from=9999-01-01&to=0001-01-01", "csv=%00"]
)
def test_no_question_is_too_strange(sara: Client, asked: str) -> None:
    for address in TEAM:
        assert sara.get(f"{address}?{asked}").status_code == 200


@pytest.mark.parametrize(
    ("address", "most"), [*((address, 18) for address in TEAM), ("/desk/insight/my-pace/", 9)]
)
def test_it_asks_no_more_for_many_than_for_few(
    sara: Client, alice: Staff, write: Write, now: datetime, address: str, most: int
) -> None:
    counted = []
    for many in (52, 9):
        work(write, alice, now, many, f"of {many}")
        with CaptureQueriesContext(connection) as queries:
            assert sara.get(address).status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0]
    assert counted[1] <= most


def test_a_reminder_of_breaks_is_off_until_one_asks_for_it(desk: Client, alice: Staff) -> None:
    assert break_after(alice) is None
    desk.post("/desk/insight/my-pace/breaks/", {"after": "45"})
    alice.refresh_from_db()
    assert break_after(alice) == 45
    desk.post("/desk/insight/my-pace/breaks/", {"after": ""})
    alice.refresh_from_db()
    assert break_after(alice) is None


@pytest.mark.parametrize("typed", ["1", "-45", "45.5", "x", "9" * 40])
def test_it_takes_no_other_time_for_a_break(desk: Client, alice: Staff, typed: str) -> None:
    desk.post("/desk/insight/my-pace/breaks/", {"after": typed})
    alice.refresh_from_db()
    assert break_after(alice) is None


def test_who_asked_for_it_is_reminded_and_nobody_else(
    desk: Client, alice: Staff, bob: Staff, signed_in: SignedIn, write: Write, now: datetime
) -> None:
    for minute in range(0, 48, 4):
        for person in (alice, bob):
            comment = write(f"Minute {minute}, {person.username}.", minutes_ago=90)
            decide(Verdict(comment.id, "approve"), person, now - timedelta(minutes=47 - minute))
    set_break_after(alice, 45, now)
    assert "time for a break?" in plain(desk.get("/desk/"))
    assert "time for a break?" not in plain(signed_in(bob).get("/desk/"))
    set_break_after(alice, 60, now)
    assert "time for a break?" not in plain(desk.get("/desk/"))


def test_seniors_see_how_far_colleagues_agree(
    sara: Client, site: Site, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    Site.objects.update(double_review=100)
    for number in range(LEAST_PAIRS):
        comment = write(f"A comment, {number}.", minutes_ago=30)
        clauses = ["threat"] if number < 10 else []
        verdict = Verdict(comment.id, "reject" if clauses else "approve", clauses)
        decide(verdict, alice, now - timedelta(minutes=20))
        second = ["threat"] if number < 8 else []
        seen = Seen(2, in_force(site.id).number, screening_of(comment))
        again = Verdict(comment.id, "reject" if second else "approve", second, seen=str(seen))
        answer(Review.objects.get(comment=comment).id, again, bob, now - timedelta(minutes=10))

    page = plain(sara.get("/desk/insight/second-looks/"))

    assert "Agreement (kappa) 0.84" in page
    assert f"{LEAST_PAIRS} comments decided by two people" in page
    *_, last = downloaded(sara, "second-looks/?csv=agreement-months")
    assert last[1:2] + last[4:] == ["0.84", "93.3", "30"]
    assert downloaded(sara, "second-looks/?csv=agreement-clauses")[1][:2] == ["threat", "0.84"]


def downloaded(client: Client, address: str) -> list[list[str]]:
    content = client.get(f"/desk/insight/{address}").content.decode("utf-8-sig")
    return list(csv.reader(content.splitlines()))


def screening_of(comment: Comment) -> UUID | None:
    return comment.screenings.order_by("-at", "-id").values_list("id", flat=True).first()
