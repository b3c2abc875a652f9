"""Deciding: one person, on what was seen, with a clause for every rejection."""

from datetime import timedelta
from uuid import uuid4

import pytest

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.ledger.reading import history
from stet.moderation.deciding import (
    BadVerdict,
    LeasedByOther,
    TooLateToReopen,
    Verdict,
    decide,
    reopen,
)
from stet.moderation.leasing import lease
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Decision, Notice, QueueItem
from stet.newsroom.guideline_drafts import draft, publish_draft
from stet.newsroom.roles import NotAllowed, Role
from tests.support.newsroom import Newsroom


def _decide(newsroom: Newsroom, comment: Comment, **verdict: object) -> Decision:
    by = verdict.pop("by", newsroom.alice)
    answer = Verdict(comment.id, **{"outcome": "approve", **verdict})  # type: ignore[arg-type]
    return decide(answer, by, newsroom.later())  # type: ignore[arg-type]


def test_an_approved_comment_is_public_and_out_of_the_queue(newsroom: Newsroom) -> None:
    comment = newsroom.post("Fine.")
    decision = newsroom.decide(comment, "approve")
    after = newsroom.fresh(comment)
    assert (after.state, after.decision, after.version) == (State.APPROVED, decision.id, 2)
    assert not QueueItem.objects.exists()


def test_a_rejection_cites_its_clauses_and_keeps_the_note(newsroom: Newsroom) -> None:
    comment = newsroom.post("Rude.")
    decision = newsroom.decide(comment, "reject", "profanity", "threat", note="Because.")
    assert {citation.clause.key for citation in decision.citations.all()} == {"profanity", "threat"}
    assert decision.note == "Because."
    assert newsroom.fresh(comment).state == State.REJECTED


@pytest.mark.parametrize(
    ("field", "verdict"),
    [
        ("outcome", {"outcome": "edit"}),
        ("clauses", {"outcome": "reject"}),
        ("clauses", {"outcome": "reject", "clauses": ["no_such_clause"]}),
        ("clauses", {"outcome": "reject", "clauses": ["unlawful_or_private"]}),  # switched off
        ("clauses", {"outcome": "approve", "clauses": ["threat"]}),
        ("note", {"outcome": "approve", "note": "x" * 2001}),
        ("note", {"outcome": "approve", "note": "nul \x00"}),
        ("seen", {"outcome": "approve", "seen": "nonsense"}),
        ("seen", {"outcome": "approve", "seen": f"1.1.{uuid4().hex}"}),
    ],
)
def test_it_refuses_a_bad_verdict_and_names_the_field(
    newsroom: Newsroom, field: str, verdict: dict[str, object]
) -> None:
    comment = newsroom.post("Held.")
    with pytest.raises(BadVerdict) as refused:
        _decide(newsroom, comment, **verdict)
    assert refused.value.field == field
    assert newsroom.fresh(comment).state == State.HELD


def test_it_refuses_a_second_decision(newsroom: Newsroom) -> None:
    comment = newsroom.post("Once.")
    first = newsroom.decide(comment, "approve")
    for by in (newsroom.alice, newsroom.bob, newsroom.carol):
        with pytest.raises(Conflict) as refused:
            _decide(newsroom, comment, by=by, outcome="reject", clauses=["threat"])
        assert refused.value.comment.decision == first.id


def test_it_refuses_even_the_same_decision_again(newsroom: Newsroom) -> None:
    comment = newsroom.post("Once.")
    seen = newsroom.seen(comment)
    _decide(newsroom, comment, seen=seen)
    with pytest.raises(Conflict):
        _decide(newsroom, comment)
    with pytest.raises(Conflict):
        _decide(newsroom, comment, seen=seen)
    with pytest.raises(Conflict):
        _decide(newsroom, comment, by=newsroom.carol, seen=newsroom.seen(comment))


def test_it_refuses_a_decision_on_what_was_seen_before_a_reopening(newsroom: Newsroom) -> None:
    comment = newsroom.post("Once.")
    seen = newsroom.seen(comment)
    newsroom.decide(comment, "approve")
    reopen(comment.id, newsroom.alice, newsroom.later())
    with pytest.raises(Conflict):
        _decide(newsroom, comment, by=newsroom.bob, seen=seen)
    _decide(newsroom, comment, by=newsroom.bob, seen=newsroom.seen(comment))


def test_it_refuses_a_decision_under_guidelines_that_are_no_longer_in_force(
    newsroom: Newsroom,
) -> None:
    comment = newsroom.post("Seen under version 1.")
    seen = newsroom.seen(comment)
    version = draft(newsroom.site, None, newsroom.later())
    version.welcome += "\n\nAlso maps."
    version.save()
    publish_draft(newsroom.site, None, newsroom.later())
    with pytest.raises(Conflict, match="guidelines"):
        _decide(newsroom, comment, seen=seen)
    assert _decide(newsroom, comment, seen=newsroom.seen(comment)).guidelines.number == 2


def test_a_decision_names_the_screening_that_was_seen(newsroom: Newsroom) -> None:
    comment = newsroom.post("Screened.")
    screening = comment.screenings.get()
    assert _decide(newsroom, comment).screening_id == screening.id
    unseen = newsroom.post("Seen before it was screened.")
    assert _decide(newsroom, unseen, seen="1.1.-").screening_id is None


def test_a_moderator_may_not_overrule_and_a_senior_may(newsroom: Newsroom) -> None:
    comment = newsroom.published("Debatable.")
    seen = newsroom.seen(comment)
    with pytest.raises(NotAllowed):
        _decide(newsroom, comment, by=newsroom.bob, outcome="reject", clauses=["threat"], seen=seen)
    _decide(newsroom, comment, by=newsroom.carol, outcome="reject", clauses=["threat"], seen=seen)
    assert newsroom.fresh(comment).state == State.REJECTED
    _decide(newsroom, comment, by=newsroom.carol, seen=newsroom.seen(comment))
    assert newsroom.fresh(comment).state == State.APPROVED
    assert Decision.objects.filter(comment=comment).count() == 3


def test_a_colleague_s_lease_refuses_the_decision_until_it_runs_out(newsroom: Newsroom) -> None:
    comment = newsroom.post("Leased.")
    lease(newsroom.bob, comment.id, newsroom.later())
    with pytest.raises(LeasedByOther) as refused:
        _decide(newsroom, comment)
    assert refused.value.item.lease_holder == newsroom.bob
    newsroom.later(301)  # a second more than the lease of five minutes
    _decide(newsroom, comment)
    with pytest.raises(Conflict):
        _decide(newsroom, comment, by=newsroom.bob)


def test_no_lease_is_needed_and_one_s_own_does_no_harm(newsroom: Newsroom) -> None:
    free, own = newsroom.post("Free."), newsroom.post("Own.")
    lease(newsroom.alice, own.id, newsroom.later())
    _decide(newsroom, free)
    _decide(newsroom, own)


def test_somebody_who_was_switched_off_decides_nothing(newsroom: Newsroom) -> None:
    comment = newsroom.post("Held.")
    newsroom.bob.is_active = False
    with pytest.raises(NotAllowed):
        _decide(newsroom, comment, by=newsroom.bob)


@pytest.mark.parametrize("gone", ["withdrawn", "erased"])
def test_nothing_is_decided_on_what_is_gone(newsroom: Newsroom, gone: str) -> None:
    comment = newsroom.post("Going.")
    seen = newsroom.seen(comment)
    if gone == "withdrawn":
        withdraw(comment.id, newsroom.later())
    else:
        erase(comment.id, newsroom.administrator, newsroom.later())
    for token in (None, seen, newsroom.seen(comment)):
        with pytest.raises(Conflict):
            _decide(newsroom, comment, seen=token)


def test_undo_takes_the_comment_off_the_page_and_back_into_its_place(newsroom: Newsroom) -> None:
    comment, later = newsroom.post("Hasty."), newsroom.post("Waits behind it.")
    decision = newsroom.decide(comment, "approve")
    reopen(comment.id, newsroom.alice, decision.at + timedelta(seconds=60))
    assert newsroom.fresh(comment).state == State.HELD
    assert [item.comment_id for item in QueueItem.objects.order_by("queued_at")] == [
        comment.id,
        later.id,
    ]
    assert Decision.objects.filter(id=decision.id).exists()
    assert [event.deed for event in history(comment.id)][-2:] == [
        "comment.approved",
        "comment.reopened",
    ]


def test_undo_ends_after_a_minute(newsroom: Newsroom) -> None:
    comment = newsroom.post("Settled.")
    decision = newsroom.decide(comment, "approve")
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.alice, decision.at + timedelta(seconds=60, microseconds=1))


@pytest.mark.parametrize("role", Role)
def test_nobody_undoes_a_colleague_s_decision(newsroom: Newsroom, role: Role) -> None:
    comment = newsroom.post("Alice's.")
    newsroom.decide(comment, "approve")
    newsroom.bob.role = role
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.bob, newsroom.later())


def test_what_no_decision_stands_on_cannot_be_reopened(newsroom: Newsroom) -> None:
    comment = newsroom.post("Held.")
    with pytest.raises(Conflict):
        reopen(comment.id, newsroom.alice, newsroom.later())


def test_only_an_administrator_erases_and_nothing_is_left(newsroom: Newsroom) -> None:
    comment = newsroom.published("My address is 5 Mill Lane.", email="charlie@example.org")
    with pytest.raises(NotAllowed):
        erase(comment.id, newsroom.carol, newsroom.later())
    erase(comment.id, newsroom.administrator, newsroom.later())
    left = newsroom.fresh(comment)
    assert (left.state, left.text, left.name, bytes(left.salt)) == (State.ERASED, "", "", b"")
    assert (left.author_key, left.network, left.signature) == ("", "", None)


def test_a_notice_is_due_only_after_the_minute_for_undoing(newsroom: Newsroom) -> None:
    told = newsroom.post("Tell me.", email="charlie@example.org")
    untold = newsroom.post("Tell me not.")
    decision = newsroom.decide(told, "approve")
    newsroom.decide(untold, "approve")
    notice = Notice.objects.get()
    assert notice.decision_id == decision.id
    assert notice.due_at == decision.at + timedelta(seconds=60)
