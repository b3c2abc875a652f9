"""What the database refuses about second opinions, double reviews and disagreements, tried by hand."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from stet.moderation.deciding import Verdict
from stet.moderation.models import Decision, QueueItem
from stet.moderation.queue import in_line
from stet.moderation.reviewing.answering import answer
from stet.moderation.reviewing.asking import Question, ask
from stet.moderation.reviewing.meeting import remark, settle
from stet.moderation.reviewing.meeting_models import Disagreement, Remark
from stet.moderation.reviewing.models import Review
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site
from tests.support.newsroom import Newsroom

Attempt = Callable[[Newsroom], object]


def _asked(newsroom: Newsroom) -> Review:
    comment = newsroom.post("A word on the mayor.")
    return ask(Question(comment.id, "Satire?", "approve"), newsroom.alice, newsroom.later())


def _drawn(newsroom: Newsroom) -> Review:
    Site.objects.update(double_review=100)
    newsroom.published("Public.")
    return Review.objects.get(kind="double_review")


def _differing(newsroom: Newsroom) -> Disagreement:
    review = _drawn(newsroom)
    seen = newsroom.seen(review.comment)
    answer(
        review.id,
        Verdict(review.comment_id, "reject", ["threat"], seen=seen),
        newsroom.bob,
        newsroom.later(),
    )
    return Disagreement.objects.get()


def _closed(newsroom: Newsroom, review: Review, **values: object) -> object:
    told: dict[str, object] = {
        "closed_at": newsroom.later(),
        "ending": "answered",
        "closed_by": newsroom.bob,
        "outcome": "reject",
    }
    return Review.objects.filter(id=review.id).update(**told | values)


def ask_about_what_is_decided(newsroom: Newsroom) -> object:
    return Review.objects.create(
        comment=newsroom.published("Public."),
        kind="second_opinion",
        asked_by=newsroom.alice,
        blind=True,
        opened_at=newsroom.later(),
    )


def ask_with_open_eyes(newsroom: Newsroom) -> object:
    return Review.objects.create(
        comment=newsroom.post("Held."),
        kind="second_opinion",
        asked_by=newsroom.alice,
        opened_at=newsroom.later(),
    )


def answer_ones_own_question(newsroom: Newsroom) -> object:
    return _closed(newsroom, _asked(newsroom), closed_by=newsroom.alice)


def decide_what_one_asked_about(newsroom: Newsroom) -> object:
    review = _asked(newsroom)
    return Decision.objects.create(
        comment=review.comment,
        comment_version=review.comment.version,
        guidelines=in_force(newsroom.site.id),
        outcome="approve",
        decider=newsroom.alice,
        at=newsroom.later(),
    )


def queue_what_is_asked_about(newsroom: Newsroom) -> object:
    item: QueueItem = in_line(_asked(newsroom).comment, None)
    item.save(force_insert=True)
    return item


def change_what_one_leant_to(newsroom: Newsroom) -> object:
    _asked(newsroom)
    return Review.objects.update(leaning="reject")


def change_the_clauses_one_leant_to(newsroom: Newsroom) -> object:
    _asked(newsroom)
    return Review.objects.update(leaning_clauses=["threat"])


def double_review_ones_own_decision(newsroom: Newsroom) -> object:
    return _closed(newsroom, _drawn(newsroom), closed_by=newsroom.alice)


def decide_by_a_double_review(newsroom: Newsroom) -> object:
    review = _drawn(newsroom)
    decision = newsroom.decide(newsroom.post("Another."), "approve", by=newsroom.bob)
    return _closed(newsroom, review, closing_decision=decision, outcome="approve")


def change_the_secret_of_the_draw(_newsroom: Newsroom) -> object:
    return Site.objects.update(draw_key="00" * 32)


def disagree_before_the_answer(newsroom: Newsroom) -> object:
    review = _drawn(newsroom)
    return Disagreement.objects.create(
        review=review, comment=review.comment, about="outcome", at=newsroom.later()
    )


def change_what_was_disagreed_about(newsroom: Newsroom) -> object:
    _differing(newsroom)
    return Disagreement.objects.update(about="clauses")


def settle_it_again(newsroom: Newsroom) -> object:
    settle(_differing(newsroom).pk, newsroom.carol, newsroom.later())
    return Disagreement.objects.update(settled_at=newsroom.later())


def settle_it_by_nobody(newsroom: Newsroom) -> object:
    _differing(newsroom)
    return Disagreement.objects.update(settled_at=newsroom.later())


def delete_a_disagreement(newsroom: Newsroom) -> object:
    return Disagreement.objects.filter(pk=_differing(newsroom).pk)._raw_delete("default")


def _remarked(newsroom: Newsroom) -> Remark:
    return remark(_differing(newsroom).pk, "Whose words?", newsroom.bob, newsroom.later())


def reword_a_remark(newsroom: Newsroom) -> object:
    _remarked(newsroom)
    return Remark.objects.update(text="As if he had said this.")


def remove_the_words_of_a_remark(newsroom: Newsroom) -> object:
    _remarked(newsroom)
    return Remark.objects.update(text="")


def put_a_remark_into_another_mouth(newsroom: Newsroom) -> object:
    _remarked(newsroom)
    return Remark.objects.update(by=newsroom.alice)


def delete_a_remark(newsroom: Newsroom) -> object:
    return Remark.objects.filter(id=_remarked(newsroom).id)._raw_delete("default")


def remark_on_another_comment(newsroom: Newsroom) -> object:
    found = _differing(newsroom)
    return Remark.objects.create(
        disagreement=found,
        comment=newsroom.post("Another."),
        by=newsroom.bob,
        at=newsroom.later(),
        text="This one.",
    )


# Each attempt, and words of the refusal: it must fail for the right reason.
ATTEMPTS: dict[Attempt, str] = {
    ask_about_what_is_decided: "asked on what is held",
    ask_with_open_eyes: "opinion_asked_blind",
    answer_ones_own_question: "nobody gives a second opinion",
    decide_what_one_asked_about: "whoever asked for a second opinion",
    queue_what_is_asked_about: "does not wait in the queue",
    change_what_one_leant_to: "what a review is about",
    change_the_clauses_one_leant_to: "what a review is about",
    double_review_ones_own_decision: "a decision of their own",
    decide_by_a_double_review: "a double review never decides|a review is closed by a decision",
    change_the_secret_of_the_draw: "the secret of the draw",
    disagree_before_the_answer: "once both have answered",
    change_what_was_disagreed_about: "what was disagreed about",
    settle_it_again: "what was disagreed about",
    settle_it_by_nobody: "settled_whole",
    delete_a_disagreement: "never deleted",
    reword_a_remark: "until its comment is erased",
    remove_the_words_of_a_remark: "until its comment is erased",
    put_a_remark_into_another_mouth: "until its comment is erased",
    delete_a_remark: "never deleted",
    remark_on_another_comment: "on the comment that was disagreed about",
}


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_the_database_refuses_to(newsroom: Newsroom, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError, match=ATTEMPTS[attempt]), transaction.atomic():
        attempt(newsroom)
