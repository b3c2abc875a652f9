"""Leases: nobody is offered what a colleague looks at."""

import pytest

from stet.moderation.leasing import held_by_other, lease, lease_next, release_all
from stet.moderation.models import QueueItem
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom

WAITING = Site.QueueOrder.LONGEST_WAITING


def test_two_moderators_are_offered_two_comments(newsroom: Newsroom) -> None:
    first, second = newsroom.post("First."), newsroom.post("Second.")
    for_alice = lease_next(newsroom.alice, WAITING, newsroom.later())
    for_bob = lease_next(newsroom.bob, WAITING, newsroom.later())
    assert for_alice is not None
    assert for_bob is not None
    assert (for_alice.comment_id, for_bob.comment_id) == (first.id, second.id)
    assert lease_next(newsroom.carol, WAITING, newsroom.later()) is None


def test_a_lease_runs_out_by_itself(newsroom: Newsroom) -> None:
    comment = newsroom.post("Forgotten.")
    lease_next(newsroom.alice, WAITING, newsroom.later())
    assert lease_next(newsroom.bob, WAITING, newsroom.later(299)) is None
    taken = lease_next(newsroom.bob, WAITING, newsroom.later(1))
    assert taken is not None
    assert taken.comment_id == comment.id


def test_whoever_goes_on_gives_back_what_she_held(newsroom: Newsroom) -> None:
    first, _ = newsroom.post("First."), newsroom.post("Second.")
    lease_next(newsroom.alice, WAITING, newsroom.later())
    lease_next(newsroom.alice, WAITING, newsroom.later(), passed_over=[first.id])
    for_bob = lease_next(newsroom.bob, WAITING, newsroom.later())
    assert for_bob is not None
    assert for_bob.comment_id == first.id


def test_what_was_passed_over_comes_again_when_nothing_else_is_left(newsroom: Newsroom) -> None:
    only = newsroom.post("The only one.")
    item = lease_next(newsroom.alice, WAITING, newsroom.later(), passed_over=[only.id])
    assert item is not None
    assert item.comment_id == only.id


def test_a_colleague_s_lease_is_not_taken_over(newsroom: Newsroom) -> None:
    comment = newsroom.post("Bob's.")
    lease(newsroom.bob, comment.id, newsroom.later())
    item = lease(newsroom.alice, comment.id, newsroom.later())
    assert item is not None
    assert item.lease_holder == newsroom.bob
    assert held_by_other(item, newsroom.alice, newsroom.now)
    assert not held_by_other(item, newsroom.bob, newsroom.now)


def test_a_decided_comment_has_no_lease(newsroom: Newsroom) -> None:
    comment = newsroom.published("Done.")
    assert lease(newsroom.alice, comment.id, newsroom.later()) is None


def test_leaving_gives_everything_back(newsroom: Newsroom) -> None:
    newsroom.post("Held.")
    lease_next(newsroom.alice, WAITING, newsroom.later())
    assert release_all(newsroom.alice) == 1
    assert not QueueItem.objects.filter(lease_holder__isnull=False).exists()


@pytest.mark.parametrize("order", Site.QueueOrder.values)
def test_every_order_offers_everything_once(newsroom: Newsroom, order: str) -> None:
    posted = {newsroom.post(text).id for text in ("Good ferry.", "You fucking idiot.", "Buy now!")}
    offered = set()
    for staff in (newsroom.alice, newsroom.bob, newsroom.carol):
        item = lease_next(staff, order, newsroom.later())
        assert item is not None
        offered.add(item.comment_id)
    assert offered == posted
