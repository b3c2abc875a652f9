"""What people decided, as data: one for each comment, as it stands, in the order of time."""

from datetime import timedelta

import pytest

from stet.comments.importing import Import
from stet.comments.models import Comment
from stet.moderation import outcomes as room
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.importing import Arrival, take_in
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Decision
from stet.moderation.outcomes import Outcome, count_outcomes, outcomes
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.appealing import appeal
from stet.newsroom.ids import new_id
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom


def rejected(newsroom: Newsroom, text: str = "They are idiots.") -> Comment:
    comment = newsroom.post(text)
    newsroom.decide(comment, "reject", "personal_attack", "profanity")
    return newsroom.fresh(comment)


def imported(newsroom: Newsroom) -> Import:
    return Import(
        id=new_id(),
        source="jsonl",
        source_id="1",
        article=newsroom.article,
        parent=None,
        name="Charlie",
        text="It came from elsewhere.",
        posted_at=newsroom.later(),
    )


def every(newsroom: Newsroom) -> list[Outcome]:
    return list(outcomes(None, None, site=newsroom.site))


def test_an_outcome_is_what_was_decided_by_whom_and_what_the_screener_had_said(
    newsroom: Newsroom,
) -> None:
    comment = rejected(newsroom)
    screening = comment.screenings.get()
    decision = Decision.objects.get(comment=comment)

    [outcome] = every(newsroom)

    assert outcome == Outcome(
        comment=comment.id,
        decision=decision.id,
        decided_at=decision.at,
        verdict="reject",
        clauses=("profanity", "personal_attack"),
        decider=newsroom.alice.id,
        lang="en",
        scores=screening.scores,
        suggestion=screening.suggestion,
        screener=screening.screener,
        article=newsroom.article.id,
        screening=screening.id,
        read_as=screening.lang,
        named=tuple(screening.clauses),
    )


def test_they_come_in_the_order_of_their_decisions_however_many_pages(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PAGE", 2)
    comments = [newsroom.post(f"Number {number}.") for number in range(5)]
    for comment in reversed(comments):
        newsroom.decide(comment, "approve")

    found = every(newsroom)

    assert [one.comment for one in found] == [comment.id for comment in reversed(comments)]
    rest = outcomes(None, None, site=newsroom.site, after=found[1])
    assert list(rest) == found[2:]


def test_decisions_of_one_moment_are_each_there_once(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PAGE", 2)
    comments = [newsroom.post(f"Number {number}.") for number in range(5)]
    now = newsroom.later()
    for comment in comments:
        decide(Verdict(comment.id, "approve"), newsroom.alice, now)
    assert {one.comment for one in every(newsroom)} == {comment.id for comment in comments}
    assert len(every(newsroom)) == 5


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(
    newsroom: Newsroom,
) -> None:
    first, second = newsroom.published("One."), newsroom.published("Two.")
    start, end = [Decision.objects.get(comment=each).at for each in (first, second)]
    assert [one.comment for one in outcomes(start, end)] == [first.id]
    assert count_outcomes(start, end) == 1
    assert count_outcomes(start, end + timedelta(seconds=1)) == 2


def test_after_an_appeal_the_answer_counts(newsroom: Newsroom) -> None:
    comment = rejected(newsroom)
    review = appeal(comment.id, "I meant the trains.", newsroom.later())
    told = Verdict(comment.id, "approve", seen=newsroom.seen(comment))
    answer(review.id, told, newsroom.bob, newsroom.later())

    [outcome] = every(newsroom)

    assert (outcome.verdict, outcome.decider, outcome.clauses) == ("approve", newsroom.bob.id, ())


def test_what_is_reopened_withdrawn_or_erased_is_no_outcome(newsroom: Newsroom) -> None:
    reopened, withdrawn, erased = (newsroom.published(text) for text in ("One.", "Two.", "Three."))
    reopen(reopened.id, newsroom.alice, newsroom.later())
    withdraw(withdrawn.id, newsroom.later())
    erase(erased.id, newsroom.administrator, newsroom.later())
    assert every(newsroom) == []
    assert count_outcomes(None, None) == 0


def test_what_another_system_decided_is_nobodys_decision_here(newsroom: Newsroom) -> None:
    draft = imported(newsroom)
    take_in([Arrival(draft, Decision.Outcome.APPROVE)], newsroom.later())
    assert every(newsroom) == []


def test_a_decision_on_an_unscreened_comment_has_no_scores(newsroom: Newsroom) -> None:
    comment = take_in([Arrival(imported(newsroom))], newsroom.later())[0]
    newsroom.decide(comment, "approve")
    [outcome] = every(newsroom)
    assert (outcome.scores, outcome.suggestion, outcome.screener) == ({}, "", "")


def test_other_sites_are_left_out(newsroom: Newsroom) -> None:
    newsroom.published("One.")
    other = Site.objects.create(name="Elsewhere")
    assert list(outcomes(None, None, site=other)) == []
