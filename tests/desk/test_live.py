"""What colleagues do is told within seconds, and nothing at all while nothing happens."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.ledger.reading import latest_seq
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.news import MOST_DEEDS, news_since
from stet.newsroom.models import Staff
from tests.desk.conftest import Write

LIVE = "/desk/live/"


def ask(client: Client, since: str | int = "", tag: str = "") -> Any:
    headers = {"If-None-Match": tag} if tag else {}
    return client.get(LIVE, {"since": since}, headers=headers)


def test_it_answers_304_while_nothing_happens(desk: Client, comment: Comment) -> None:
    first = ask(desk)
    assert first.status_code == 200
    again = ask(desk, tag=first["ETag"])
    assert again.status_code == 304
    assert again.content == b""


def test_nothing_new_costs_few_queries(desk: Client, comment: Comment) -> None:
    tag = ask(desk)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert ask(desk, tag=tag).status_code == 304
    assert len(queries) <= 6


def test_a_new_comment_is_counted(desk: Client, write: Write) -> None:
    write("The first.")
    before = ask(desk)
    write("The second.")
    after = ask(desk, before.json()["since"], before["ETag"])
    assert after.status_code == 200
    assert after.json()["arrived"] == 1
    assert after.json()["waiting"] == "2 comments wait"


def test_a_colleague_s_lease_is_told_and_one_s_own_is_not(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    first, second = write("The first."), write("The second.")
    tag = ask(desk)["ETag"]
    lease(bob, first.id, now)
    lease(alice, second.id, now)
    after = ask(desk, tag=tag)
    assert after.json()["leases"] == {str(first.id): "Bob Example is on it"}


def test_a_colleague_s_decision_is_told_with_who_decided(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    since = ask(desk).json()["since"]
    decide(Verdict(comment.id, "approve"), bob, now)
    (deed,) = ask(desk, since).json()["deeds"]
    assert deed["comment"] == str(comment.id)
    assert deed["state"] == "approved"
    assert "Bob Example" in deed["said"]
    assert not deed["mine"]


def test_one_s_own_decision_is_known_as_such(
    desk: Client, alice: Staff, comment: Comment, now: datetime
) -> None:
    since = ask(desk).json()["since"]
    decide(Verdict(comment.id, "approve"), alice, now)
    (deed,) = ask(desk, since).json()["deeds"]
    assert deed["mine"]


def test_nonsense_stands_for_now(desk: Client, comment: Comment) -> None:
    for since in ("-1", "x", "٣", "9" * 40, str(latest_seq() + 5)):
        answer = ask(desk, since)
        assert answer.status_code == 200
        assert answer.json()["deeds"] == []
        assert answer.json()["since"] == latest_seq()


def test_whoever_was_away_for_long_is_told_to_load_anew(comment: Comment) -> None:
    assert news_since(0, MOST_DEEDS + 1).stale
    assert not news_since(0, MOST_DEEDS).stale


def test_it_tells_no_reader_s_words(desk: Client, bob: Staff, write: Write, now: datetime) -> None:
    comment = write("A most secret sentence.", name="Rosa Lund")
    decide(Verdict(comment.id, "approve"), bob, now)
    told = ask(desk, 0).content.decode()
    assert "secret" not in told
    assert "Rosa" not in told
