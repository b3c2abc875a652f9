"""What the database refuses about reports, appeals and escalations, tried by hand."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from stet.comments.models import Comment
from stet.moderation.models import Decision, QueueItem
from stet.moderation.queue import in_line
from stet.moderation.reviewing.appealing import appeal
from stet.moderation.reviewing.escalating import escalate
from stet.moderation.reviewing.models import Report, Review, ReviewCitation
from stet.moderation.reviewing.reporting import ReportDraft, report
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause
from tests.support.newsroom import Newsroom

Attempt = Callable[[Newsroom], object]


def _appealed(newsroom: Newsroom) -> Review:
    comment = newsroom.post("They are idiots.")
    newsroom.decide(comment, "reject", "personal_attack")
    return appeal(comment.id, "I meant the trains.", newsroom.later())


def _reported(newsroom: Newsroom) -> Report:
    comment = newsroom.published("Out with them.")
    return report(ReportDraft(comment.id, "threat", network="one"), newsroom.later())


def _escalated(newsroom: Newsroom) -> Comment:
    comment = newsroom.post("I know where you live.")
    escalate(comment.id, "", newsroom.alice, newsroom.later())
    return comment


def _closed(newsroom: Newsroom, review: Review, **values: object) -> object:
    told: dict[str, object] = {
        "closed_at": newsroom.later(),
        "ending": "answered",
        "closed_by": newsroom.bob,
        "outcome": "reject",
    }
    return Review.objects.filter(id=review.id).update(**told | values)


def _clause(newsroom: Newsroom) -> Clause:
    return in_force(newsroom.site.id).clauses.get(key="threat")


def answer_an_appeal_against_ones_own_decision(newsroom: Newsroom) -> object:
    return _closed(newsroom, _appealed(newsroom), closed_by=newsroom.alice)


def appeal_twice(newsroom: Newsroom) -> object:
    first = _appealed(newsroom)
    _closed(newsroom, first)
    again = Review.objects.get(id=first.id)
    return Review.objects.create(
        comment=again.comment,
        kind="appeal",
        opened_at=newsroom.later(),
        questioned=again.questioned,
    )


def appeal_against_an_approval(newsroom: Newsroom) -> object:
    comment = newsroom.published("Public.")
    return Review.objects.create(
        comment=comment, kind="appeal", opened_at=newsroom.later(), questioned_id=comment.decision
    )


def question_a_decision_on_another_comment(newsroom: Newsroom) -> object:
    one, other = newsroom.published("One."), newsroom.published("Other.")
    return Review.objects.create(
        comment=one, kind="report", opened_at=newsroom.later(), questioned_id=other.decision
    )


def open_two_reviews_of_a_kind(newsroom: Newsroom) -> object:
    comment = _escalated(newsroom)
    return Review.objects.create(comment=comment, kind="escalation", opened_at=newsroom.later())


def open_it_closed(newsroom: Newsroom) -> object:
    comment = newsroom.post("Held.")
    now = newsroom.later()
    return Review.objects.create(
        comment=comment, kind="report", opened_at=now, closed_at=now, ending="lapsed"
    )


def answer_without_an_outcome(newsroom: Newsroom) -> object:
    return _closed(newsroom, _appealed(newsroom), outcome="")


def answer_by_nobody(newsroom: Newsroom) -> object:
    return _closed(newsroom, _appealed(newsroom), closed_by=None)


def answer_by_a_decision_of_somebody_else(newsroom: Newsroom) -> object:
    review = _appealed(newsroom)
    assert review.questioned_id is not None
    decision = Decision.objects.get(id=review.questioned_id)
    return _closed(newsroom, review, closing_decision=decision)


def answer_again(newsroom: Newsroom) -> object:
    review = _appealed(newsroom)
    _closed(newsroom, review)
    return _closed(newsroom, review, outcome="approve")


def reword_the_answer(newsroom: Newsroom) -> object:
    review = _appealed(newsroom)
    _closed(newsroom, review, answer="No.")
    return Review.objects.update(answer="As if I had said this.")


def reword_the_appeal(newsroom: Newsroom) -> object:
    _appealed(newsroom)
    return Review.objects.update(text="As if she had said this.")


def remove_the_appeals_words(newsroom: Newsroom) -> object:
    _appealed(newsroom)
    return Review.objects.update(text="")


def move_the_deadline(newsroom: Newsroom) -> object:
    _appealed(newsroom)
    return Review.objects.update(due_at=newsroom.later(1_000_000))


def delete_a_review(newsroom: Newsroom) -> object:
    return Review.objects.filter(id=_appealed(newsroom).id)._raw_delete("default")


def answer_an_escalation_as_a_moderator(newsroom: Newsroom) -> object:
    _escalated(newsroom)
    return _closed(newsroom, Review.objects.get(), closed_by=newsroom.alice)


def decide_what_is_escalated_as_a_moderator(newsroom: Newsroom) -> object:
    comment = _escalated(newsroom)
    return Decision.objects.create(
        comment=comment,
        comment_version=comment.version,
        guidelines=in_force(newsroom.site.id),
        outcome="approve",
        decider=newsroom.bob,
        at=newsroom.later(),
    )


def queue_what_is_escalated(newsroom: Newsroom) -> object:
    item: QueueItem = in_line(_escalated(newsroom), None)
    item.save(force_insert=True)
    return item


def cite_after_the_answer(newsroom: Newsroom) -> object:
    review = _appealed(newsroom)
    _closed(newsroom, review)
    return ReviewCitation.objects.create(review=review, clause=_clause(newsroom))


def report_twice_from_one_network(newsroom: Newsroom) -> object:
    first = _reported(newsroom)
    return Report.objects.create(
        review=first.review,
        comment=first.comment,
        clause=first.clause,
        network="one",
        at=newsroom.later(),
    )


def report_into_a_closed_review(newsroom: Newsroom) -> object:
    first = _reported(newsroom)
    _closed(newsroom, first.review, outcome="approve")
    return Report.objects.create(
        review=first.review, comment=first.comment, clause=first.clause, at=newsroom.later()
    )


def reword_a_report(newsroom: Newsroom) -> object:
    _reported(newsroom)
    return Report.objects.update(note="As if she had said this.")


def change_what_was_reported(newsroom: Newsroom) -> object:
    _reported(newsroom)
    return Report.objects.update(clause=in_force(newsroom.site.id).clauses.get(key="racism"))


def delete_a_report(newsroom: Newsroom) -> object:
    return Report.objects.filter(id=_reported(newsroom).id)._raw_delete("default")


# Each attempt, and words of the refusal: it must fail for the right reason.
ATTEMPTS: dict[Attempt, str] = {
    answer_an_appeal_against_ones_own_decision: "a decision of their own",
    appeal_twice: "one_appeal_ever|comment_id",
    appeal_against_an_approval: "the rejection that stands",
    question_a_decision_on_another_comment: "its own comment",
    open_two_reviews_of_a_kind: "one_open|comment_id",
    open_it_closed: "opened before it is closed",
    answer_without_an_outcome: "closed_whole",
    answer_by_nobody: "closed_whole",
    answer_by_a_decision_of_somebody_else: "a decision of whoever closes it",
    answer_again: "closed once",
    reword_the_answer: "closed once",
    reword_the_appeal: "what was asked never changes",
    remove_the_appeals_words: "what was asked never changes",
    move_the_deadline: "what a review is about",
    delete_a_review: "never deleted",
    answer_an_escalation_as_a_moderator: "only seniors answer",
    decide_what_is_escalated_as_a_moderator: "only seniors decide",
    queue_what_is_escalated: "does not wait in the queue",
    cite_after_the_answer: "while the review is open",
    report_twice_from_one_network: "once_per_network|network",
    report_into_a_closed_review: "joins the open review",
    reword_a_report: "until its comment is erased",
    change_what_was_reported: "a report never changes",
    delete_a_report: "never deleted",
}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_refuses_to(newsroom: Newsroom, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError, match=ATTEMPTS[attempt]), transaction.atomic():
        attempt(newsroom)
