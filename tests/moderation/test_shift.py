"""Many moderators over one queue: nothing decided twice, nothing lost, nobody left without work."""

from collections import Counter

import pytest

from stet.comments.importing import Import
from stet.comments.models import Comment
from stet.config.verifying import faults
from stet.moderation.importing import Arrival, take_in
from stet.moderation.models import Decision, QueueItem
from stet.newsroom.ids import new_id
from tests.support.newsroom import Newsroom, open_newsroom
from tests.support.shift import shift

COMMENTS = 200


@pytest.fixture
def newsroom(fresh_db: None) -> Newsroom:
    return open_newsroom()


def test_four_moderators_clear_a_queue_between_them(newsroom: Newsroom) -> None:
    arrivals = [
        Arrival(
            Import(
                id=new_id(),
                source="old",
                source_id=str(number),
                article=newsroom.article,
                parent=None,
                name="Charlie",
                text=f"The ferry was late, number {number}.",
                posted_at=newsroom.later(),
            )
        )
        for number in range(COMMENTS)
    ]
    take_in(arrivals, newsroom.later())
    people = (newsroom.alice, newsroom.bob, newsroom.carol, newsroom.administrator)
    worked = shift(people, limit_s=300)

    decided = Counter(comment for one in worked for comment in one.decided)
    assert set(decided) == set(Comment.objects.values_list("id", flat=True))
    assert set(decided.values()) == {1}
    assert Decision.objects.count() == COMMENTS
    assert not QueueItem.objects.exists()
    # Nobody met a colleague on a comment, and nobody was sent away while comments were free.
    assert [one.refused for one in worked] == [0, 0, 0, 0]
    assert [one.turned_away for one in worked] == [0, 0, 0, 0]
    assert all(one.decided for one in worked)
    assert list(faults()) == []
