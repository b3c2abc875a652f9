"""Many hands at one moment: one decision, one comment, nothing lost."""

import pytest

from stet.comments.digests import network_digest
from stet.comments.models import Comment, Thread
from stet.comments.moving import Conflict
from stet.comments.reading import thread_json
from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.intake import receive
from stet.moderation.leasing import lease_next
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision, QueueItem
from tests.support.newsroom import Newsroom, open_newsroom
from tests.support.threads import race, refusals, results


@pytest.fixture
def newsroom(fresh_db: None) -> Newsroom:
    return open_newsroom()


def test_forty_threads_that_decide_one_comment_make_one_decision(newsroom: Newsroom) -> None:
    comment = newsroom.post("Contested.")
    seen, now = newsroom.seen(comment), newsroom.later()
    people = (newsroom.alice, newsroom.bob, newsroom.carol, newsroom.administrator)

    def deed(number: int) -> Decision:
        outcome, clauses = ("approve", []) if number % 2 else ("reject", ["threat"])
        verdict = Verdict(comment.id, outcome, clauses, seen=seen)
        return decide(verdict, people[number % len(people)], now)

    outcomes = race(40, deed)
    (winner,) = results(outcomes)
    assert len(refusals(outcomes)) == 39
    assert all(isinstance(refusal, Conflict) for refusal in refusals(outcomes))
    assert Decision.objects.count() == 1
    assert newsroom.fresh(comment).decision == winner.id
    assert list(faults()) == []


def test_one_form_sent_many_times_at_once_is_one_comment(newsroom: Newsroom) -> None:
    now = newsroom.later()
    draft = newsroom.draft("Sent twice.", network=network_digest("192.0.2.7", now))
    received = results(race(12, lambda _: receive(draft, now)))
    assert len(received) == 12
    assert len({one.comment.id for one in received}) == 1
    assert sum(one.created for one in received) == 1
    assert Comment.objects.count() == QueueItem.objects.count() == 1


def test_moderators_who_ask_at_once_are_offered_different_comments(newsroom: Newsroom) -> None:
    for number in range(4):
        newsroom.post(f"Comment {number}")
    people = (newsroom.alice, newsroom.bob, newsroom.carol, newsroom.administrator)
    now = newsroom.later()
    offered = results(race(4, lambda number: lease_next(people[number], "longest_waiting", now)))
    assert len({item.comment_id for item in offered if item}) == 4


def test_decisions_on_one_thread_at_once_publish_every_comment(newsroom: Newsroom) -> None:
    comments = [newsroom.post(f"Comment {number}") for number in range(16)]
    now = newsroom.later()
    done = race(
        16, lambda number: decide(Verdict(comments[number].id, "approve"), newsroom.alice, now)
    )
    assert not refusals(done)
    assert Thread.objects.get(article=newsroom.article).count == 16
    body = thread_json(newsroom.article.id).raw.decode()
    assert all(str(comment.id) in body for comment in comments)
    assert list(faults()) == []


def test_deeds_of_many_kinds_at_once_leave_a_sound_newsroom(newsroom: Newsroom) -> None:
    held = [newsroom.post(f"Held {number}") for number in range(8)]
    public = [newsroom.published(f"Public {number}") for number in range(8)]
    now = newsroom.later()

    def deed(number: int) -> object:
        match number % 4:
            case 0:
                return decide(Verdict(held[number // 4].id, "approve"), newsroom.bob, now)
            case 1:
                return withdraw(held[number // 4].id, now)
            case 2:
                return reopen(public[number // 4].id, newsroom.alice, now)
            case _:
                return withdraw(public[number // 4].id, now)

    race(32, deed)
    assert list(faults()) == []
    assert list(Entry.objects.values_list("seq", flat=True)) == list(
        range(1, Entry.objects.count() + 1)
    )
