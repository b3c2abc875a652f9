"""The comment after this one, for the script that shows it before the decision is carried out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.models import QueueItem
from stet.newsroom.models import Staff
from tests.desk.conftest import SignedIn, Write
from tests.desk.pages import plain, seen_in, shown

FOCUS = "/desk/"
PART = {"X-Stet-Part": "main"}


@pytest.fixture
def three(write: Write) -> list[Comment]:
    return [write(f"Number {number} about the bridge.") for number in ("one", "two", "three")]


def ahead(client: Client, at: Comment, have: Comment | None = None) -> Any:
    sent = {"shown": str(at.id), "have": str(have.id) if have else ""}
    return client.post("/desk/ahead/", sent, headers=PART)


def approve(client: Client, comment: Comment, coming: Comment, seen: str) -> Any:
    """What the script sends while ``coming`` is on the screen already."""
    sent = {"outcome": "approve", "seen": seen, "shown": str(coming.id)}
    return client.post(f"/desk/comments/{comment.id}/decide/", sent, headers=PART)


def held_by(staff: Staff) -> set[UUID]:
    return set(QueueItem.objects.filter(lease_holder=staff).values_list("pk", flat=True))


def test_it_gives_the_next_comment_and_leases_it(
    desk: Client, alice: Staff, three: list[Comment]
) -> None:
    desk.get(FOCUS)
    response = ahead(desk, three[0])
    assert response["X-Stet-Part"] == "ahead"
    assert response["X-Stet-Until"]
    assert shown(response) == three[1].id
    assert held_by(alice) == {three[0].id, three[1].id}


def test_it_says_nothing_twice(desk: Client, three: list[Comment]) -> None:
    desk.get(FOCUS)
    response = ahead(desk, three[0], have=three[1])
    assert response.status_code == 204
    assert response["X-Stet-Until"]


def test_a_decision_answers_with_the_comment_after_the_one_on_the_screen(
    desk: Client, alice: Staff, three: list[Comment]
) -> None:
    seen = seen_in(desk.get(FOCUS))
    ahead(desk, three[0])
    response = approve(desk, three[0], three[1], seen)
    assert response["X-Stet-Part"] == "ahead"
    assert shown(response) == three[2].id
    assert "Undo" in plain(response)
    three[0].refresh_from_db()
    assert three[0].state == "approved"
    assert held_by(alice) == {three[1].id, three[2].id}


def test_what_was_seen_of_one_comment_decides_no_other(desk: Client, three: list[Comment]) -> None:
    desk.get(FOCUS)
    seen_of_second = seen_in(ahead(desk, three[0]))
    response = approve(desk, three[0], three[1], seen_of_second)
    assert response.status_code in {409, 422}
    assert response["X-Stet-Part"] == "main"
    three[0].refresh_from_db()
    assert three[0].state == "held"


def test_a_refused_decision_answers_with_its_own_comment(
    desk: Client, three: list[Comment]
) -> None:
    seen = seen_in(desk.get(FOCUS))
    ahead(desk, three[0])
    response = desk.post(
        f"/desk/comments/{three[0].id}/decide/",
        {"outcome": "reject", "seen": seen, "note": "My words.", "shown": str(three[1].id)},
        headers=PART,
    )
    assert response.status_code == 422
    assert response["X-Stet-Part"] == "main"
    assert shown(response) == three[0].id
    assert "My words." in plain(response)


def test_skipping_leaves_the_comment_to_colleagues(
    desk: Client, alice: Staff, bob: Staff, signed_in: SignedIn, three: list[Comment]
) -> None:
    desk.get(FOCUS)
    ahead(desk, three[0])
    response = desk.post(
        f"/desk/comments/{three[0].id}/skip/", {"shown": str(three[1].id)}, headers=PART
    )
    assert shown(response) == three[2].id
    assert held_by(alice) == {three[1].id, three[2].id}
    assert shown(signed_in(bob).get(FOCUS)) == three[0].id


def test_it_tells_when_a_colleague_was_faster(
    desk: Client, bob: Staff, three: list[Comment], now: datetime
) -> None:
    desk.get(FOCUS)
    QueueItem.objects.filter(pk=three[0].pk).update(lease_until=now)  # her time ran out
    lease(bob, three[0].id, now + timedelta(minutes=1))
    response = ahead(desk, three[0])
    assert "Bob Example is on it until" in plain(response)
    assert shown(response) == three[1].id


def test_it_tells_what_a_colleague_decided(
    desk: Client, bob: Staff, three: list[Comment], now: datetime
) -> None:
    desk.get(FOCUS)
    ahead(desk, three[0])
    QueueItem.objects.filter(pk=three[0].pk).update(lease_until=now)
    decide(Verdict(three[0].id, "reject", ["threat"], ""), bob, now + timedelta(minutes=1))
    response = ahead(desk, three[0], have=three[1])
    assert response.status_code == 200
    assert "Bob Example has decided on this comment" in plain(response)


def test_leaving_gives_back_what_the_page_held(
    desk: Client, alice: Staff, three: list[Comment]
) -> None:
    desk.get(FOCUS)
    until = ahead(desk, three[0])["X-Stet-Until"]
    keys = [str(three[0].id), str(three[1].id)]
    assert desk.post("/desk/leave/", {"comment": keys, "until": until}).status_code == 204
    assert held_by(alice) == set()


def test_leaving_gives_back_nothing_that_a_newer_page_renewed(
    desk: Client, alice: Staff, three: list[Comment]
) -> None:
    desk.get(FOCUS)
    until = ahead(desk, three[0])["X-Stet-Until"]
    ahead(desk, three[0])
    keys = [str(three[0].id), str(three[1].id)]
    desk.post("/desk/leave/", {"comment": keys, "until": until})
    assert held_by(alice) == {three[0].id, three[1].id}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/desk/ahead/", {}),
        ("/desk/ahead/", {"shown": "nonsense"}),
        ("/desk/leave/", {}),
        ("/desk/leave/", {"until": "2026-13-99T00:00:00Z"}),
        ("/desk/leave/", {"until": "2026-01-01T00:00:00"}),
    ],
)
def test_it_refuses_nonsense(desk: Client, address: str, fields: dict[str, str]) -> None:
    assert desk.post(address, fields, headers=PART).status_code == 400
