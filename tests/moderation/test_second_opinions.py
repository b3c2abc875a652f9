"""A second opinion: asked by one, answered by another who knows nothing of the first."""

import pytest

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.ledger.models import Entry
from stet.moderation.deciding import BadVerdict, LeasedByOther, Verdict
from stet.moderation.leasing import lease, lease_next
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import QueueItem
from stet.moderation.reviewing.answering import Answered, OwnDecision, TakenByOther, answer, hold
from stet.moderation.reviewing.asking import (
    Question,
    answered_for,
    ask,
    told,
    untold,
    withdraw_question,
)
from stet.moderation.reviewing.escalating import escalate, release
from stet.moderation.reviewing.looking import next_open
from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review
from stet.moderation.rules.authors import set_author_rule
from stet.newsroom.models import Staff
from stet.newsroom.roles import NotAllowed
from tests.support.newsroom import Newsroom

ORDER = "longest_waiting"


def asked(newsroom: Newsroom, **parts: object) -> Review:
    comment = newsroom.post("A word on the mayor.")
    return ask(Question(comment.id, **parts), newsroom.alice, newsroom.later())  # type: ignore[arg-type]


def answered(
    newsroom: Newsroom, review: Review, outcome: str, *clauses: str, by: Staff | None = None
) -> Review:
    comment = newsroom.fresh(review.comment_id)
    verdict = Verdict(comment.id, outcome, [*clauses], seen=newsroom.seen(comment))
    return answer(review.id, verdict, by or newsroom.bob, newsroom.later())


def test_the_comment_stays_held_and_leaves_the_queue(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    assert newsroom.fresh(review.comment_id).state == "held"
    assert lease_next(newsroom.alice, ORDER, newsroom.later()) is None
    assert lease_next(newsroom.bob, ORDER, newsroom.later()) is None
    assert next_open("second_opinion", newsroom.bob, newsroom.later()) == review
    assert next_open("second_opinion", newsroom.alice, newsroom.later()) is None


def test_a_colleague_decides(newsroom: Newsroom) -> None:
    review = answered(newsroom, asked(newsroom), "reject", "personal_attack")
    comment = newsroom.fresh(review.comment_id)
    assert comment.state == "rejected"
    assert review.closing_decision is not None
    assert review.closing_decision.id == comment.decision
    assert review.closing_decision.decider == newsroom.bob


def test_whoever_asked_neither_answers_nor_decides(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    with pytest.raises(OwnDecision):
        answered(newsroom, review, "approve", by=newsroom.alice)
    with pytest.raises(Conflict):
        newsroom.decide(review.comment_id, "approve", by=newsroom.alice)
    assert newsroom.fresh(review.comment_id).state == "held"


def test_a_colleague_who_decides_elsewhere_answers_it(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    newsroom.decide(review.comment_id, "approve", by=newsroom.bob)
    review.refresh_from_db()
    assert (review.ending, review.closed_by, review.outcome) == (
        "answered",
        newsroom.bob,
        "approve",
    )


def test_the_first_learns_of_the_answer_once(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    assert untold(newsroom.alice) == 0
    answered(newsroom, review, "approve")
    assert [one.id for one in answered_for(newsroom.alice)] == [review.id]
    review.refresh_from_db()
    told(review, newsroom.bob, newsroom.later())
    assert untold(newsroom.alice) == 1
    told(review, newsroom.alice, newsroom.later())
    assert untold(newsroom.alice) == 0


def test_it_is_asked_of_what_waits_only(newsroom: Newsroom) -> None:
    public = newsroom.published("Public.")
    with pytest.raises(Conflict):
        ask(Question(public.id), newsroom.alice, newsroom.later())
    review = asked(newsroom)
    with pytest.raises(Conflict):
        ask(Question(review.comment_id), newsroom.bob, newsroom.later())
    with pytest.raises(Comment.DoesNotExist):
        ask(Question(newsroom.site.id), newsroom.alice, newsroom.later())


def test_nobody_asks_about_what_a_colleague_looks_at(newsroom: Newsroom) -> None:
    comment = newsroom.post("Mine for now.")
    lease(newsroom.bob, comment.id, newsroom.later())
    with pytest.raises(LeasedByOther):
        ask(Question(comment.id), newsroom.alice, newsroom.later())
    assert QueueItem.objects.filter(comment=comment).exists()


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"note": "x" * 2001}, "ask"),
        ({"leaning": "delete"}, "leaning"),
        ({"clauses": ("no_such",)}, "clauses"),
    ],
)
def test_it_refuses_a_bad_question(
    newsroom: Newsroom, parts: dict[str, object], field: str
) -> None:
    with pytest.raises(BadVerdict) as refusal:
        asked(newsroom, **parts)
    assert refusal.value.field == field
    assert QueueItem.objects.count() == 1


def test_chosen_clauses_are_a_leaning_to_reject(newsroom: Newsroom) -> None:
    review = asked(newsroom, clauses=("threat", "threat", "profanity"))
    assert (review.leaning, review.leaning_clauses) == ("reject", ["threat", "profanity"])


def test_it_is_not_asked_where_two_people_decide_anyway(newsroom: Newsroom) -> None:
    comment = newsroom.post("A word on the mayor.", author_key="browser:dave")
    set_author_rule(
        comment.id, "two_people", "Long story.", "30", by=newsroom.carol, now=newsroom.later()
    )
    with pytest.raises(BadVerdict):
        ask(Question(comment.id), newsroom.alice, newsroom.later())
    assert QueueItem.objects.filter(comment=comment).exists()


def test_the_ledger_knows_the_question_but_not_its_words(newsroom: Newsroom) -> None:
    review = asked(newsroom, note="Is this satire?", leaning="approve")
    entry = Entry.objects.get(deed="comment.second_opinion_asked")
    assert entry.actor == f"staff:{newsroom.alice.id}"
    assert "satire" not in entry.payload
    assert '"leaning":"approve"' in entry.payload
    assert str(review.id) in entry.payload


def test_the_asker_takes_it_back(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    withdraw_question(review.id, newsroom.alice, newsroom.later())
    item = lease_next(newsroom.alice, ORDER, newsroom.later())
    assert item is not None
    assert item.comment_id == review.comment_id
    newsroom.decide(review.comment_id, "approve", by=newsroom.alice)
    with pytest.raises(Answered):
        withdraw_question(review.id, newsroom.alice, newsroom.later())


def test_others_do_not_take_it_back_unless_senior(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    with pytest.raises(NotAllowed):
        withdraw_question(review.id, newsroom.bob, newsroom.later())
    withdraw_question(review.id, newsroom.carol, newsroom.later())
    assert QueueItem.objects.filter(comment=review.comment_id).exists()


def test_it_is_not_taken_back_under_the_eyes_of_a_colleague(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    hold(review, newsroom.bob, newsroom.later())
    with pytest.raises(TakenByOther):
        withdraw_question(review.id, newsroom.alice, newsroom.later())


def test_what_was_escalated_meanwhile_waits_for_both(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    escalated = escalate(review.comment_id, "", newsroom.bob, newsroom.later())
    withdraw_question(review.id, newsroom.alice, newsroom.later())
    assert not QueueItem.objects.filter(comment=review.comment_id).exists()
    release(escalated.id, newsroom.carol, newsroom.later())
    assert QueueItem.objects.filter(comment=review.comment_id).exists()


def test_released_by_the_seniors_it_still_waits_for_an_answer(newsroom: Newsroom) -> None:
    review = asked(newsroom)
    escalated = escalate(review.comment_id, "", newsroom.bob, newsroom.later())
    release(escalated.id, newsroom.carol, newsroom.later())
    assert not QueueItem.objects.filter(comment=review.comment_id).exists()
    answered(newsroom, review, "approve")


def test_it_lapses_with_the_comment_and_its_words_go(newsroom: Newsroom) -> None:
    review = asked(newsroom, note="He names her street.")
    withdraw(review.comment_id, newsroom.later())
    review.refresh_from_db()
    assert review.ending == "lapsed"
    erase(review.comment_id, newsroom.administrator, newsroom.later())
    review.refresh_from_db()
    assert review.text == ""


@pytest.mark.parametrize(
    ("leaning", "clauses", "outcome", "cited", "about"),
    [
        ("approve", (), "reject", ("threat",), "outcome"),
        ("reject", ("threat",), "reject", ("profanity",), "clauses"),
        ("reject", ("threat",), "reject", ("threat",), None),
        ("reject", (), "reject", ("threat",), None),
        ("", (), "reject", ("threat",), None),
    ],
)
def test_a_leaning_that_is_contradicted_is_a_disagreement(
    newsroom: Newsroom,
    leaning: str,
    clauses: tuple[str, ...],
    outcome: str,
    cited: tuple[str, ...],
    about: str | None,
) -> None:
    answered(newsroom, asked(newsroom, leaning=leaning, clauses=clauses), outcome, *cited)
    found = Disagreement.objects.values_list("about", flat=True).first()
    assert found == about
