"""The author of a rejected comment appeals once, and somebody else than the first decides."""

import json
from typing import Any

import pytest
from django.conf import settings

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.submitting import Refused
from stet.ledger.models import Entry
from stet.moderation.deciding import BadVerdict, TooLateToReopen, Verdict, decide, reopen
from stet.moderation.leaving import erase
from stet.moderation.models import Decision, Notice
from stet.moderation.reviewing.answering import OwnDecision, answer
from stet.moderation.reviewing.appealing import (
    appeal,
    appeal_of,
    may_appeal,
    somebody_else_may_answer,
)
from stet.moderation.reviewing.looking import next_open
from stet.moderation.reviewing.models import AppealNotice, Review
from stet.moderation.reviewing.overturning import rates
from stet.newsroom.models import Staff
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom


def rejected(newsroom: Newsroom, text: str = "They are idiots.", **parts: Any) -> Comment:
    comment = newsroom.post(text, **parts)
    newsroom.decide(comment, "reject", "personal_attack")
    return newsroom.fresh(comment)


def appealed(newsroom: Newsroom, comment: Comment, text: str = "I meant the trains.") -> Review:
    return appeal(comment.id, text, newsroom.later())


def verdict(
    newsroom: Newsroom, comment: Comment, outcome: str, *clauses: str, note: str = ""
) -> Verdict:
    return Verdict(comment.id, outcome, [*clauses], note, newsroom.seen(comment))


def upheld(newsroom: Newsroom, review: Review, by: Staff, note: str = "People ran them.") -> Review:
    told = verdict(newsroom, review.comment, "reject", "personal_attack", note=note)
    return answer(review.id, told, by, newsroom.later())


def test_an_appeal_questions_the_decision_and_is_due_when_the_site_says(newsroom: Newsroom) -> None:
    comment = rejected(newsroom)
    review = appealed(newsroom, comment)

    assert review.questioned_id == comment.decision
    assert review.due_at is not None
    assert (review.due_at - review.opened_at).days == 3
    assert newsroom.fresh(comment).state == "rejected"


@pytest.mark.parametrize("text", ["", "  ", "x" * 100_000, "a\x00b"])
def test_its_text_is_held_to_the_rules_of_a_comment(newsroom: Newsroom, text: str) -> None:
    comment = rejected(newsroom)
    with pytest.raises(Refused) as refused:
        appealed(newsroom, comment, text)
    assert refused.value.problems[0].field == "text"
    assert may_appeal(comment)


def test_only_a_rejected_comment_can_be_appealed(newsroom: Newsroom) -> None:
    for comment in (newsroom.post("Held."), newsroom.published("Public.")):
        assert not may_appeal(comment)
        with pytest.raises(Conflict):
            appealed(newsroom, comment)


def test_another_moderator_grants_it_and_the_comment_is_public(newsroom: Newsroom) -> None:
    comment = rejected(newsroom, email="charlie@example.org")
    review = appealed(newsroom, comment)

    told = verdict(newsroom, comment, "approve")
    done = answer(review.id, told, newsroom.bob, newsroom.later())

    assert newsroom.fresh(comment).state == "approved"
    assert (done.outcome, done.closed_by) == ("approve", newsroom.bob)
    assert Notice.objects.filter(decision=done.closing_decision).exists()
    assert not AppealNotice.objects.exists()


def test_another_moderator_upholds_the_decision_with_a_reason(newsroom: Newsroom) -> None:
    comment = rejected(newsroom, email="charlie@example.org")
    review = appealed(newsroom, comment)
    decisions = Decision.objects.count()

    done = upheld(newsroom, review, newsroom.bob)

    assert (done.outcome, done.answer) == ("reject", "People ran them.")
    assert newsroom.fresh(comment).decision == comment.decision
    assert Decision.objects.count() == decisions
    assert AppealNotice.objects.get().review == done


def test_an_appeal_is_not_turned_down_without_a_reason(newsroom: Newsroom) -> None:
    review = appealed(newsroom, rejected(newsroom))
    with pytest.raises(BadVerdict) as bad:
        upheld(newsroom, review, newsroom.bob, note="")
    assert bad.value.field == "note"
    assert appeal_of(review.comment).closed_at is None  # type: ignore[union-attr]


def test_whoever_decided_first_does_not_answer(newsroom: Newsroom) -> None:
    review = appealed(newsroom, rejected(newsroom))
    for told in (
        verdict(newsroom, review.comment, "approve"),
        verdict(newsroom, review.comment, "reject", "threat", note="No."),
    ):
        with pytest.raises(OwnDecision):
            answer(review.id, told, newsroom.alice, newsroom.later())
    assert next_open("appeal", newsroom.alice, newsroom.later()) is None
    assert next_open("appeal", newsroom.bob, newsroom.later()) == review


def test_a_senior_who_overrules_herself_does_not_count_as_another(newsroom: Newsroom) -> None:
    comment = newsroom.post("They are idiots.")
    newsroom.decide(comment, "reject", "personal_attack", by=newsroom.carol)
    review = appealed(newsroom, comment)
    decide(verdict(newsroom, comment, "approve"), newsroom.carol, newsroom.later())
    review.refresh_from_db()
    assert (review.ending, review.closed_by) == ("lapsed", None)


def test_with_no_second_person_it_waits(newsroom: Newsroom) -> None:
    review = appealed(newsroom, rejected(newsroom))
    assert somebody_else_may_answer(review)
    Staff.objects.exclude(id=newsroom.alice.id).update(is_active=False)
    assert not somebody_else_may_answer(review)


@pytest.mark.parametrize("granted", [True, False])
def test_there_is_one_appeal_and_no_other(newsroom: Newsroom, granted: bool) -> None:
    comment = rejected(newsroom)
    review = appealed(newsroom, comment)
    if granted:
        told = verdict(newsroom, comment, "approve")
        answer(review.id, told, newsroom.bob, newsroom.later())
        decide(verdict(newsroom, comment, "reject", "threat"), newsroom.carol, newsroom.later())
    else:
        upheld(newsroom, review, newsroom.bob)
    assert not may_appeal(newsroom.fresh(comment))
    with pytest.raises(Conflict):
        appealed(newsroom, comment, "Once more.")


def test_an_answer_is_not_simply_taken_back(newsroom: Newsroom) -> None:
    comment = rejected(newsroom)
    review = appealed(newsroom, comment)
    answer(review.id, verdict(newsroom, comment, "approve"), newsroom.bob, newsroom.later())
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.bob, newsroom.later())


def test_a_decision_that_was_appealed_is_not_simply_taken_back(newsroom: Newsroom) -> None:
    comment = rejected(newsroom)
    appealed(newsroom, comment)
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.alice, newsroom.later())


def test_erasure_takes_the_appeal_along(newsroom: Newsroom) -> None:
    comment = rejected(newsroom)
    review = appealed(newsroom, comment, "My name is on it.")
    erase(comment.id, newsroom.administrator, newsroom.later())
    review.refresh_from_db()
    assert (review.text, review.ending) == ("", "lapsed")


def test_the_ledger_keeps_no_word_of_it(newsroom: Newsroom) -> None:
    upheld(newsroom, appealed(newsroom, rejected(newsroom)), newsroom.bob)
    told = "".join(Entry.objects.values_list("payload", flat=True))
    assert "trains" not in told
    assert "ran them" not in told
    end = json.loads(Entry.objects.get(deed="comment.reviewed").payload)
    assert (end["ending"], end["outcome"], end["clauses"]) == (
        "answered",
        "reject",
        ["personal_attack"],
    )


def test_seniors_see_how_often_decisions_are_overturned(newsroom: Newsroom) -> None:
    granted, turned_down = rejected(newsroom, "One."), rejected(newsroom, "Two.")
    review = appealed(newsroom, granted)
    answer(review.id, verdict(newsroom, granted, "approve"), newsroom.bob, newsroom.later())
    upheld(newsroom, appealed(newsroom, turned_down), newsroom.bob)

    found = rates("appeal", newsroom.carol, newsroom.later())

    told = [(rate.name, rate.answered, rate.overturned) for rate in found.by_clause]
    assert told == [("personal_attack", 2, 1)]
    told = [(rate.name, rate.answered, rate.overturned) for rate in found.by_moderator]
    assert told == [("Alice", 2, 1)]
    with pytest.raises(NotAllowed):
        rates("appeal", newsroom.bob, newsroom.later())


def test_an_appeal_may_be_as_long_as_a_comment(newsroom: Newsroom) -> None:
    text = "x" * settings.STET.text_limit
    assert appealed(newsroom, rejected(newsroom), text).text == text
