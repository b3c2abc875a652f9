"""A credible threat is frozen: out of the queue, before the seniors, with its evidence."""

import hashlib
import json

import pytest

from stet.comments.moving import Conflict
from stet.ledger.chain import commit_text
from stet.ledger.models import Entry
from stet.moderation.deciding import LeasedByOther, TooLateToReopen, Verdict, decide, reopen
from stet.moderation.leasing import lease, lease_next
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import QueueItem
from stet.moderation.reviewing.answering import Answered, answer
from stet.moderation.reviewing.escalating import escalate, escalated, release
from stet.moderation.reviewing.evidence import NotEscalated, export_evidence
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

THREAT = "I know where you live."


def test_it_leaves_the_queue_and_is_decided_by_nobody_but_seniors(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    review = escalate(comment.id, "He names her street.", newsroom.alice, newsroom.later())

    assert not QueueItem.objects.exists()
    assert lease_next(newsroom.bob, "longest_waiting", newsroom.later()) is None
    with pytest.raises(NotAllowed):
        newsroom.decide(comment, "approve", by=newsroom.bob)
    told = Verdict(comment.id, "reject", ["threat"])
    with pytest.raises(NotAllowed):
        answer(review.id, told, newsroom.bob, newsroom.later())

    done = answer(review.id, told, newsroom.carol, newsroom.later())
    assert (done.ending, done.closed_by) == ("answered", newsroom.carol)
    assert newsroom.fresh(comment).state == "rejected"


def test_a_seniors_plain_decision_answers_it_too(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    review = escalate(comment.id, "", newsroom.alice, newsroom.later())
    newsroom.decide(comment, "reject", "threat", by=newsroom.carol)
    review.refresh_from_db()
    assert review.closed_by == newsroom.carol
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.carol, newsroom.later())


def test_what_is_no_threat_goes_back_to_its_place_in_the_queue(newsroom: Newsroom) -> None:
    comment, later = newsroom.post(THREAT), newsroom.post("A question.")
    review = escalate(comment.id, "", newsroom.alice, newsroom.later())
    with pytest.raises(NotAllowed):
        release(review.id, newsroom.alice, newsroom.later())

    release(review.id, newsroom.carol, newsroom.later())

    order = list(QueueItem.objects.order_by("queued_at").values_list("comment", flat=True))
    assert order == [comment.id, later.id]
    with pytest.raises(Answered):
        release(review.id, newsroom.carol, newsroom.later())


def test_it_is_escalated_once_at_a_time(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    escalate(comment.id, "", newsroom.alice, newsroom.later())
    with pytest.raises(Conflict):
        escalate(comment.id, "", newsroom.bob, newsroom.later())


def test_what_a_colleague_is_reading_is_not_taken_away(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    lease(newsroom.bob, comment.id, newsroom.later())
    with pytest.raises(LeasedByOther):
        escalate(comment.id, "", newsroom.alice, newsroom.later())


def test_a_public_comment_can_be_escalated_and_seniors_take_it_away(newsroom: Newsroom) -> None:
    comment = newsroom.published(THREAT)
    review = escalate(comment.id, "", newsroom.bob, newsroom.later())
    told = Verdict(comment.id, "reject", ["threat"], "", newsroom.seen(comment))
    answer(review.id, told, newsroom.carol, newsroom.later())
    assert newsroom.fresh(comment).state == "rejected"


def test_withdrawing_does_not_end_it_and_erasure_does(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    escalate(comment.id, "", newsroom.alice, newsroom.later())
    withdraw(comment.id, newsroom.later())
    assert escalated(comment) is not None
    erase(comment.id, newsroom.administrator, newsroom.later())
    assert escalated(comment) is None


def test_the_evidence_is_whole_and_can_be_checked_against_the_ledger(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT, name="Mallory")
    escalate(comment.id, "He names her street.", newsroom.alice, newsroom.later())

    document = export_evidence(comment.id, newsroom.carol, newsroom.later())

    told = json.loads(document)
    assert told["comment"]["text"] == THREAT
    assert told["comment"]["name"] == "Mallory"
    assert told["article"]["headline"] == newsroom.article.headline
    assert told["screenings"]
    assert told["reviews"][0]["text"] == "He names her street."
    deeds = [entry["deed"] for entry in told["ledger"]]
    assert deeds == ["comment.submitted", "comment.screened", "comment.escalated"]
    arrival = json.loads(told["ledger"][0]["payload"])
    assert arrival["text"] == commit_text(bytes.fromhex(told["comment"]["salt"]), THREAT)
    logged = Entry.objects.get(deed="comment.evidence_exported")
    assert logged.actor == f"staff:{newsroom.carol.id}"
    assert json.loads(logged.payload)["digest"] == hashlib.sha256(document).hexdigest()


def test_evidence_is_for_seniors_and_on_escalated_comments(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    with pytest.raises(NotEscalated):
        export_evidence(comment.id, newsroom.carol, newsroom.later())
    escalate(comment.id, "", newsroom.alice, newsroom.later())
    with pytest.raises(NotAllowed):
        export_evidence(comment.id, newsroom.alice, newsroom.later())


def test_a_decision_while_it_is_frozen_is_bound_to_what_was_seen(newsroom: Newsroom) -> None:
    comment = newsroom.post(THREAT)
    review = escalate(comment.id, "", newsroom.alice, newsroom.later())
    seen = newsroom.seen(comment)
    withdraw(comment.id, newsroom.later())
    told = Verdict(comment.id, "approve", seen=seen)
    with pytest.raises(Conflict):
        answer(review.id, told, newsroom.carol, newsroom.later())
    with pytest.raises(Conflict):
        decide(Verdict(comment.id, "approve"), newsroom.carol, newsroom.later())
