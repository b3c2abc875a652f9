"""One gesture on many comments: a decision for each, nothing that was not shown, and taking it back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing

from stet.comments.models import Comment
from stet.config.verifying import faults
from stet.ledger.models import Entry
from stet.moderation.batching.deciding import Choice, take_back_batch
from stet.moderation.batching.groups import FINE, Group, size_of
from stet.moderation.batching.models import Batch
from stet.moderation.batching.shown import NotShown
from stet.moderation.deciding import BadVerdict, TooLateToReopen, Verdict, decide, reopen
from stet.moderation.leasing import lease
from stet.moderation.leaving import withdraw
from stet.moderation.models import Decision, Notice, QueueItem
from stet.moderation.reviewing.escalating import escalate
from stet.moderation.rules.authors import set_author_rule
from tests.moderation.alike import (
    CALM,
    SPAM,
    SPAMMY,
    campaign,
    choice,
    decided,
    group_of,
    shown,
    states,
)
from tests.support.newsroom import Newsroom


def test_a_group_is_decided_with_one_gesture_each_on_its_own(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    found = decided(newsroom, choice(newsroom, comments, SPAMMY))
    assert states(newsroom, comments) == ["rejected"] * 3
    assert found.batch is not None
    assert not found.left
    decisions = Decision.objects.filter(batch=found.batch)
    assert {one.comment_id for one in decisions} == {comment.id for comment in comments}
    assert all(one.decider == newsroom.alice for one in decisions)
    logged = Entry.objects.filter(deed="comment.rejected", payload__contains=str(found.batch.id))
    assert logged.count() == 3
    assert Entry.objects.filter(deed="batch.decided", subject=found.batch.id).count() == 1
    assert not QueueItem.objects.exists()
    assert list(faults()) == []


def test_its_authors_are_told_and_what_is_approved_is_public(newsroom: Newsroom) -> None:
    comments = [newsroom.post(SPAM, f"R{n}", email=f"r{n}@post.example") for n in range(2)]
    decided(newsroom, choice(newsroom, comments))
    assert states(newsroom, comments) == ["approved"] * 2
    assert Notice.objects.count() == 2
    assert newsroom.fresh(comments[0]).published_at is not None


def test_a_member_taken_out_stays_held(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    found = decided(newsroom, choice(newsroom, comments, SPAMMY, chosen=comments[:2]))
    assert states(newsroom, comments) == ["rejected", "rejected", "held"]
    assert found.batch is not None
    assert (found.batch.shown, found.batch.chosen) == (3, 2)


def test_a_member_that_was_not_shown_is_refused_with_all_others(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    one = choice(newsroom, comments[:2], chosen=comments)
    with pytest.raises(NotShown):
        decided(newsroom, one)
    assert states(newsroom, comments) == ["held"] * 3
    assert not Batch.objects.exists()


def _for_another_group(newsroom: Newsroom, comments: list[Comment]) -> list[str]:
    return shown(newsroom, comments, Group("text", 7), newsroom.alice)


def _for_a_colleague(newsroom: Newsroom, comments: list[Comment]) -> list[str]:
    return shown(newsroom, comments, group_of(comments[0]), newsroom.bob)


def _made_up(newsroom: Newsroom, comments: list[Comment]) -> list[str]:
    parts = [comments[0].id.hex, "1.1.-", group_of(comments[0]).address, newsroom.alice.id.hex]
    return [signing.TimestampSigner(key="a guess", salt="x").sign_object(parts)]


@pytest.mark.parametrize("tokens", [_for_another_group, _for_a_colleague, _made_up])
def test_a_token_counts_for_its_page_and_its_reader_only(
    newsroom: Newsroom, tokens: object
) -> None:
    comments = campaign(newsroom, 2)
    given = tokens(newsroom, comments)  # type: ignore[operator]
    with pytest.raises(NotShown):
        decided(newsroom, Choice(group_of(comments[0]), given, [comments[0].id], "approve"))
    assert states(newsroom, comments) == ["held", "held"]


def test_what_was_shown_long_ago_counts_no_more(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = campaign(newsroom, 2)
    one = choice(newsroom, comments)
    monkeypatch.setattr("stet.moderation.batching.shown.SHOWN_FOR", timedelta(seconds=-1))
    with pytest.raises(NotShown):
        decided(newsroom, one)


def test_what_came_meanwhile_is_not_decided(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    one = choice(newsroom, comments, SPAMMY)
    late = newsroom.post(SPAM, "Latecomer")
    decided(newsroom, one)
    assert states(newsroom, [*comments, late]) == ["rejected", "rejected", "held"]


def test_what_a_colleague_is_on_is_left_out_and_said(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    one = choice(newsroom, comments, SPAMMY)
    lease(newsroom.bob, comments[0].id, newsroom.later())
    found = decided(newsroom, one)
    assert states(newsroom, comments) == ["held", "rejected"]
    assert [str(left.reason) for left in found.left] == ["Bob is on it."]


def _was_decided(newsroom: Newsroom, comment: Comment) -> str:
    newsroom.decide(comment, "approve", by=newsroom.bob)
    return "It was approved meanwhile."


def _was_reopened(newsroom: Newsroom, comment: Comment) -> str:
    newsroom.decide(comment, "approve", by=newsroom.bob)
    reopen(comment.id, newsroom.bob, newsroom.later())
    return "It changed after you saw it."


def _was_escalated(newsroom: Newsroom, comment: Comment) -> str:
    escalate(comment.id, "", newsroom.bob, newsroom.later())
    return "It was escalated: only seniors decide."


def _was_withdrawn(newsroom: Newsroom, comment: Comment) -> str:
    withdraw(comment.id, newsroom.later())
    return "Its author has withdrawn it."


def _needs_two(newsroom: Newsroom, comment: Comment) -> str:
    set_author_rule(
        comment.id, "two_people", "Is new.", "30", by=newsroom.administrator, now=newsroom.later()
    )
    return "It takes two people. Decide on it by itself."


@pytest.mark.parametrize("by", ["alice", "carol"])
@pytest.mark.parametrize(
    "happened", [_was_decided, _was_reopened, _was_escalated, _was_withdrawn, _needs_two]
)
def test_what_changed_meanwhile_is_left_out_and_said(
    newsroom: Newsroom, happened: object, by: str
) -> None:
    comments = campaign(newsroom, 3)
    decider = getattr(newsroom, by)
    one = choice(newsroom, comments, SPAMMY, to=decider)
    reason = happened(newsroom, comments[0])  # type: ignore[operator]
    before = newsroom.fresh(comments[0]).state
    found = decided(newsroom, one, decider)
    assert states(newsroom, comments) == [before, "rejected", "rejected"]
    assert [str(left.reason) for left in found.left] == [reason]
    assert found.batch is not None
    assert found.batch.decisions.count() == 2


def test_nothing_is_begun_when_everything_is_left_out(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    one = choice(newsroom, comments)
    for comment in comments:
        newsroom.decide(comment, "approve", by=newsroom.bob)
    found = decided(newsroom, one)
    assert (found.batch, found.decisions, len(found.left)) == (None, [], 2)
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "clauses", "field"),
    [
        ("reject", [], "clauses"),
        ("approve", [SPAMMY], "clauses"),
        ("reject", ["unheard_of"], "clauses"),
        ("maybe", [], "outcome"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused_before_anything(
    newsroom: Newsroom, outcome: str, clauses: list[str], field: str
) -> None:
    comments = campaign(newsroom, 2)
    of = group_of(comments[0])
    tokens = shown(newsroom, comments, of, newsroom.alice)
    keys = [comment.id for comment in comments]
    with pytest.raises(BadVerdict) as refused:
        decided(newsroom, Choice(of, tokens, keys, outcome, clauses))
    assert refused.value.field == field
    assert states(newsroom, comments) == ["held", "held"]


def test_choosing_none_is_refused(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    with pytest.raises(BadVerdict):
        decided(newsroom, choice(newsroom, comments, chosen=[]))


# Taking it back


def test_a_batch_is_taken_back_within_its_minute(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 3)
    group = group_of(comments[0])
    batch = decided(newsroom, choice(newsroom, comments, SPAMMY)).batch
    assert batch is not None
    found = take_back_batch(batch.id, newsroom.alice, newsroom.later())
    assert (len(found.comments), found.kept) == (3, 0)
    assert states(newsroom, comments) == ["held"] * 3
    sized = size_of(group)
    assert sized is not None
    assert sized.size == 3
    assert list(faults()) == []


def test_taking_back_keeps_what_was_decided_anew(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    batch = decided(newsroom, choice(newsroom, comments, SPAMMY)).batch
    assert batch is not None
    token = newsroom.seen(comments[0])
    decide(Verdict(comments[0].id, "approve", seen=token), newsroom.carol, newsroom.later())
    found = take_back_batch(batch.id, newsroom.alice, newsroom.later())
    assert (len(found.comments), found.kept) == (1, 1)
    assert states(newsroom, comments) == ["approved", "held"]


def test_it_is_taken_back_by_its_decider_and_in_time(newsroom: Newsroom) -> None:
    comments = campaign(newsroom, 2)
    batch = decided(newsroom, choice(newsroom, comments, SPAMMY)).batch
    assert batch is not None
    with pytest.raises(TooLateToReopen):
        take_back_batch(batch.id, newsroom.bob, newsroom.later())
    with pytest.raises(TooLateToReopen):
        take_back_batch(batch.id, newsroom.alice, newsroom.later(61))
    with pytest.raises(Batch.DoesNotExist):
        take_back_batch(uuid4(), newsroom.alice, newsroom.later())
    assert states(newsroom, comments) == ["rejected"] * 2


# Most likely fine


def test_the_most_likely_fine_are_approved_each_on_its_own(newsroom: Newsroom) -> None:
    comments = [newsroom.post(CALM.format(n), f"Reader {n}") for n in range(3)]
    found = decided(newsroom, choice(newsroom, comments, of=FINE))
    assert states(newsroom, comments) == ["approved"] * 3
    assert found.batch is not None
    assert (found.batch.kind, found.batch.key) == ("fine", None)
    assert list(faults()) == []


def test_the_most_likely_fine_are_never_rejected_together(newsroom: Newsroom) -> None:
    comments = [newsroom.post(CALM.format(n), f"Reader {n}") for n in range(3)]
    with pytest.raises(BadVerdict):
        decided(newsroom, choice(newsroom, comments, SPAMMY, of=FINE))
    assert states(newsroom, comments) == ["held"] * 3
