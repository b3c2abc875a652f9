"""Readers report published comments: one review gathers them, and the comment stays until it is answered."""

import json
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings

from stet.comments.models import Comment, ThreadPage
from stet.comments.submitting import Refused, TooMany
from stet.ledger.models import Entry
from stet.moderation.deciding import BadVerdict, TooLateToReopen, Verdict, decide, reopen
from stet.moderation.leaving import erase, withdraw
from stet.moderation.models import Decision, Notice, QueueItem
from stet.moderation.reviewing.answering import Answered, TakenByOther, answer, hold
from stet.moderation.reviewing.looking import reports_by_clause, review_by_id
from stet.moderation.reviewing.models import NOTE_LIMIT, Report, Review
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom


def reported(newsroom: Newsroom, comment: Comment, reader: str = "rosa", **parts: str) -> Report:
    draft = {"clause": "threat", "network": f"net-{reader}", "author_key": f"browser:{reader}"}
    return report(ReportDraft(comment.id, **draft | parts), newsroom.later())


def verdict(newsroom: Newsroom, comment: Comment, outcome: str, *clauses: str) -> Verdict:
    return Verdict(comment.id, outcome, [*clauses], "", newsroom.seen(comment))


def public(comment: Comment) -> bool:
    pages = ThreadPage.objects.filter(thread__article=comment.article_id)
    return any(str(comment.id).encode() in bytes(page.json) for page in pages)


def test_a_reported_comment_stays_public_until_it_is_answered(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    made = reported(newsroom, comment, note="The second sentence.")

    assert public(comment)
    assert made.review.kind == "report"
    assert made.review.questioned_id == comment.decision
    assert made.review.due_at is not None


def test_reports_of_one_comment_gather_in_one_review_by_clause(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    reviews = {
        reported(newsroom, comment, "rosa", clause="racism").review_id,
        reported(newsroom, comment, "sami").review_id,
        reported(newsroom, comment, "tara").review_id,
    }

    (review,) = reviews
    told = [(clause.key, number) for clause, number in reports_by_clause(review_by_id(review))]
    assert told == [("threat", 2), ("racism", 1)]


@pytest.mark.parametrize("same", ["author_key", "network"])
def test_a_reader_reports_a_comment_once(newsroom: Newsroom, same: str) -> None:
    comment = newsroom.published("We should throw them out.")
    first = reported(newsroom, comment, "rosa")
    again = reported(newsroom, comment, "sami", **{same: getattr(first, same)})

    assert again == first
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"clause": "boredom"}, "clause"), ({"clause": ""}, "clause")]
    + [({"note": note}, "note") for note in ("x" * (NOTE_LIMIT + 1), "a\x00b", " ")],
)
def test_a_report_that_cannot_stand_names_its_field(
    newsroom: Newsroom, wrong: dict[str, str], field: str
) -> None:
    comment = newsroom.published("We should throw them out.")
    with pytest.raises(Refused) as refused:
        reported(newsroom, comment, **wrong)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Review.objects.exists()


def test_only_what_is_public_can_be_reported(newsroom: Newsroom) -> None:
    for gone in (newsroom.post("Held."), Comment(id=uuid4())):
        with pytest.raises(Comment.DoesNotExist):
            reported(newsroom, gone)


def test_one_network_reports_no_faster_than_it_may_write(newsroom: Newsroom) -> None:
    env = settings.STET
    with override_settings(STET=type(env)(**{**vars(env), "network_rate": 1})):
        first, second = newsroom.published("One."), newsroom.published("Two.", network="other")
        reported(newsroom, first, "rosa", network="one")
        with pytest.raises(TooMany):
            reported(newsroom, second, "sami", network="one")


def test_a_moderator_lets_a_reported_comment_stand(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment).review
    decisions = Decision.objects.count()

    done = answer(review.id, verdict(newsroom, comment, "approve"), newsroom.bob, newsroom.later())

    assert (done.ending, done.outcome, done.closed_by) == ("answered", "approve", newsroom.bob)
    assert public(comment)
    assert Decision.objects.count() == decisions


def test_a_moderator_takes_a_reported_comment_away_without_a_seniors_role(
    newsroom: Newsroom,
) -> None:
    comment = newsroom.published("We should throw them out.", email="charlie@example.org")
    review = reported(newsroom, comment).review

    told = verdict(newsroom, comment, "reject", "threat")
    done = answer(review.id, told, newsroom.bob, newsroom.later())

    assert newsroom.fresh(comment).state == "rejected"
    assert not public(comment)
    assert done.closing_decision is not None
    assert done.closing_decision.decider == newsroom.bob
    assert [one.clause.key for one in done.citations.all()] == ["threat"]
    assert Notice.objects.filter(decision=done.closing_decision).exists()


def test_a_rejection_of_a_reported_comment_cites_a_clause(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment).review
    with pytest.raises(BadVerdict):
        answer(review.id, verdict(newsroom, comment, "reject"), newsroom.bob, newsroom.later())
    assert public(comment)


def test_a_review_is_answered_once(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment).review
    told = verdict(newsroom, comment, "approve")
    answer(review.id, told, newsroom.bob, newsroom.later())
    with pytest.raises(Answered) as late:
        answer(review.id, told, newsroom.alice, newsroom.later())
    assert late.value.review.closed_by_id == newsroom.bob.id


def test_a_colleague_does_not_answer_what_another_is_reading(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = hold(reported(newsroom, comment).review, newsroom.bob, newsroom.later())
    told = verdict(newsroom, comment, "approve")
    with pytest.raises(TakenByOther):
        answer(review.id, told, newsroom.alice, newsroom.later())
    later = newsroom.later(60 * settings.STET.lease_minutes)
    assert answer(review.id, told, newsroom.alice, later).closed_by == newsroom.alice


def test_after_an_answer_further_reports_open_another_review(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    first = reported(newsroom, comment, "rosa").review
    answer(first.id, verdict(newsroom, comment, "approve"), newsroom.bob, newsroom.later())

    assert reported(newsroom, comment, "sami").review != first


def test_a_decision_that_was_reported_is_not_simply_taken_back(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    reported(newsroom, comment)
    with pytest.raises(TooLateToReopen):
        reopen(comment.id, newsroom.alice, newsroom.later())


def test_a_senior_who_decides_anew_answers_the_reports(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment).review
    told = verdict(newsroom, comment, "reject", "threat")
    decide(told, newsroom.carol, newsroom.later())
    review.refresh_from_db()
    assert (review.ending, review.closed_by) == ("answered", newsroom.carol)


def test_withdrawing_leaves_nothing_to_answer(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment).review
    withdraw(comment.id, newsroom.later())
    review.refresh_from_db()
    assert review.ending == "lapsed"


def test_erasure_takes_the_words_of_reporters_along(newsroom: Newsroom) -> None:
    comment = newsroom.published("We should throw them out.")
    made = reported(newsroom, comment, note="He says: throw them out.")
    erase(comment.id, newsroom.administrator, newsroom.later())
    made.refresh_from_db()
    assert (made.note, made.author_key, made.network) == ("", "", "")


def test_the_ledger_keeps_no_word_and_no_network_of_a_reporter(newsroom: Newsroom) -> None:
    reported(newsroom, newsroom.published("Out."), note="The second sentence.")
    entry = Entry.objects.get(deed="comment.reported")
    assert entry.actor == "reader"
    assert json.loads(entry.payload).keys() == {
        "review",
        "kind",
        "questioned",
        "report",
        "clause",
        "note",
    }
    assert "second" not in entry.payload


def test_a_site_may_hide_what_many_have_reported(newsroom: Newsroom) -> None:
    Site.objects.update(hide_reported_at=2)
    comment = newsroom.published("We should throw them out.")
    reported(newsroom, comment, "rosa")
    assert public(comment)
    review = reported(newsroom, comment, "sami").review

    assert newsroom.fresh(comment).state == "held"
    assert not public(comment)
    assert not QueueItem.objects.exists()
    told = verdict(newsroom, comment, "approve")
    done = answer(review.id, told, newsroom.bob, newsroom.later())
    assert done.ending == "answered"
    assert public(comment)


def test_what_was_let_stand_is_not_hidden_by_the_next_reports(newsroom: Newsroom) -> None:
    Site.objects.update(hide_reported_at=1)
    comment = newsroom.published("We should throw them out.")
    review = reported(newsroom, comment, "rosa").review
    told = verdict(newsroom, comment, "approve")
    answer(review.id, told, newsroom.bob, newsroom.later())
    reported(newsroom, comment, "sami")
    assert public(comment)
