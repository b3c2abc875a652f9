"""One comment ahead: the next is leased while the one before it is still on the screen."""

import pytest
from django.db import IntegrityError, transaction

from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import keep_or_lease_next, lease, lease_next, release_all
from stet.moderation.leasing_ahead import lease_ahead, release
from stet.moderation.models import QueueItem
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom

WAITING = Site.QueueOrder.LONGEST_WAITING


def held_by(newsroom: Newsroom, who: str) -> list[tuple[str, bool]]:
    items = QueueItem.objects.filter(lease_holder=getattr(newsroom, who)).order_by("queued_at")
    return [(item.comment.text, item.lease_ahead) for item in items.select_related("comment")]


def test_it_leases_one_more_and_never_two_more(newsroom: Newsroom) -> None:
    first, second, _third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    lease_next(newsroom.alice, WAITING, newsroom.later())
    for _again in range(2):
        leases = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
        assert leases.kept
        assert leases.ahead is not None
        assert leases.ahead.comment_id == second.id
    assert held_by(newsroom, "alice") == [("One.", False), ("Two.", True)]


def test_the_database_refuses_a_second_comment_ahead(newsroom: Newsroom) -> None:
    first, _second, third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    values = {"lease_holder": newsroom.alice, "lease_until": newsroom.later(), "lease_ahead": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueItem.objects.filter(pk=third.id).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        QueueItem.objects.filter(pk=third.id).update(lease_ahead=True)


def test_a_colleague_is_offered_neither_of_the_two(newsroom: Newsroom) -> None:
    first, _second, third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    for_bob = lease_next(newsroom.bob, WAITING, newsroom.later())
    assert for_bob is not None
    assert for_bob.comment_id == third.id
    leases = lease_ahead(newsroom.bob, third.id, WAITING, newsroom.later())
    assert leases.ahead is None


def test_what_was_ahead_becomes_what_is_looked_at(newsroom: Newsroom) -> None:
    first, second, third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    decide(Verdict(first.id, "approve"), newsroom.alice, newsroom.later())
    leases = lease_ahead(newsroom.alice, second.id, WAITING, newsroom.later())
    assert leases.kept
    assert leases.ahead is not None
    assert leases.ahead.comment_id == third.id
    assert held_by(newsroom, "alice") == [("Two.", False), ("Three.", True)]


def test_loading_the_page_again_shows_the_one_looked_at(newsroom: Newsroom) -> None:
    newsroom.post("One.")
    second = newsroom.post("Two.")
    lease(newsroom.alice, second.id, newsroom.later())
    lease_ahead(newsroom.alice, second.id, WAITING, newsroom.later())  # the older one is ahead
    kept = keep_or_lease_next(newsroom.alice, WAITING, newsroom.later())
    assert kept is not None
    assert kept.comment_id == second.id


def test_without_the_one_looked_at_the_one_ahead_is_shown(newsroom: Newsroom) -> None:
    first, second = newsroom.post("One."), newsroom.post("Two.")
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    decide(Verdict(first.id, "approve"), newsroom.alice, newsroom.later())
    kept = keep_or_lease_next(newsroom.alice, WAITING, newsroom.later())
    assert kept is not None
    assert kept.comment_id == second.id
    assert held_by(newsroom, "alice") == [("Two.", False)]


def test_it_says_so_when_a_colleague_has_the_one_on_the_screen(newsroom: Newsroom) -> None:
    first, second = newsroom.post("One."), newsroom.post("Two.")
    lease(newsroom.bob, first.id, newsroom.later())
    leases = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    assert not leases.kept
    assert leases.ahead is not None
    assert leases.ahead.comment_id == second.id


def test_it_says_so_when_the_one_on_the_screen_waits_no_more(newsroom: Newsroom) -> None:
    done = newsroom.published("Done.")
    leases = lease_ahead(newsroom.alice, done.id, WAITING, newsroom.later())
    assert not leases.kept
    assert leases.ahead is None


def test_a_comment_ahead_runs_out_and_another_is_chosen(newsroom: Newsroom) -> None:
    first, second, third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    lease(newsroom.bob, second.id, newsroom.later(3600))
    leases = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later(1))
    assert leases.ahead is not None
    assert leases.ahead.comment_id == third.id


def test_what_was_passed_over_is_leased_ahead_only_when_nothing_else_is_left(
    newsroom: Newsroom,
) -> None:
    first, second, third = (newsroom.post(text) for text in ("One.", "Two.", "Three."))
    passed = [second.id]
    leases = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later(), passed_over=passed)
    assert leases.ahead is not None
    assert leases.ahead.comment_id == third.id
    decide(Verdict(first.id, "approve"), newsroom.alice, newsroom.later())
    leases = lease_ahead(newsroom.alice, third.id, WAITING, newsroom.later(), passed_over=passed)
    assert leases.ahead is not None
    assert leases.ahead.comment_id == second.id


def test_leaving_gives_both_back_unless_they_were_renewed_since(newsroom: Newsroom) -> None:
    first, second = newsroom.post("One."), newsroom.post("Two.")
    both = [first.id, second.id]
    left = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    renewed = lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later(1))
    assert release(newsroom.alice, both, left.until) == 0
    assert release(newsroom.bob, both, renewed.until) == 0
    assert release(newsroom.alice, both, renewed.until) == 2
    assert not held_by(newsroom, "alice")


def test_signing_out_gives_both_back(newsroom: Newsroom) -> None:
    first, _second = newsroom.post("One."), newsroom.post("Two.")
    lease_ahead(newsroom.alice, first.id, WAITING, newsroom.later())
    assert release_all(newsroom.alice) == 2
