"""How often the desk asks the database: as often for a hundred comments as for one."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.newsroom.models import Staff
from tests.desk.conftest import Write
from tests.desk.pages import seen_in


def busy(write: Write, alice: Staff, now: datetime, many: int) -> Comment:
    for number in range(many):
        done = write(f"An earlier comment, {many}-{number}.", author="browser:rosa")
        verdict = Verdict(done.id, "reject", ["threat", "profanity"], "A note.")
        decide(verdict, alice, now)
        write(f"A waiting comment, {many}-{number}.", author="browser:rosa")
    return done


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/desk/", 21),
        ("/desk/list/", 19),
        ("/desk/list/?state=decided", 14),
        ("/desk/comments/{comment}/", 27),
    ],
)
def test_it_asks_no_more_for_many_than_for_few(
    desk: Client, alice: Staff, write: Write, now: datetime, address: str, most: int
) -> None:
    counted = []
    for many in (2, 8):
        comment = busy(write, alice, now, many)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address.format(comment=comment.id)).status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0]
    assert counted[1] <= most


def test_a_decision_with_the_next_comment_stays_within_bounds(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    busy(write, alice, now, 4)
    first = write("To be approved.", minutes_ago=9000)
    seen = seen_in(desk.get("/desk/"))
    with CaptureQueriesContext(connection) as queries:
        response = desk.post(
            f"/desk/comments/{first.id}/decide/",
            {"outcome": "approve", "seen": seen},
            headers={"X-Stet-Part": "main"},
        )
    assert response.status_code == 200
    assert len(queries) <= 55
