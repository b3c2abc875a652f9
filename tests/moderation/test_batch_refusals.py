"""What the database refuses about batches, tried by hand."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stet.moderation.batching.models import Batch
from stet.moderation.models import Decision
from stet.newsroom.guidelines import in_force
from tests.support.newsroom import Newsroom

Attempt = Callable[[Newsroom], object]


def _batch(newsroom: Newsroom, **values: Any) -> Batch:
    told = {
        "kind": "text",
        "key": 7,
        "outcome": "approve",
        "decider": newsroom.alice,
        "at": newsroom.later(),
        "shown": 3,
        "chosen": 1,
    }
    return Batch.objects.create(**told | values)


def _decision(newsroom: Newsroom, batch: Batch, **values: Any) -> Decision:
    comment = newsroom.post(f"Decided at {newsroom.later()}.")
    told = {
        "comment": comment,
        "comment_version": 1,
        "guidelines": in_force(newsroom.site.id),
        "outcome": batch.outcome,
        "decider": batch.decider,
        "at": batch.at,
        "batch": batch,
    }
    return Decision.objects.create(**told | values)


def make_one_of_nobody(newsroom: Newsroom) -> object:
    return _batch(newsroom, decider=None)


def make_one_of_no_kind(newsroom: Newsroom) -> object:
    return _batch(newsroom, kind="whim")


def make_a_group_that_shares_nothing(newsroom: Newsroom) -> object:
    return _batch(newsroom, key=None)


def make_one_without_an_outcome(newsroom: Newsroom) -> object:
    return _batch(newsroom, outcome="")


def reject_what_is_most_likely_fine(newsroom: Newsroom) -> object:
    return _batch(newsroom, kind="fine", key=None, outcome="reject")


def choose_none(newsroom: Newsroom) -> object:
    return _batch(newsroom, chosen=0)


def choose_more_than_were_shown(newsroom: Newsroom) -> object:
    return _batch(newsroom, shown=1, chosen=2)


def change_one(newsroom: Newsroom) -> object:
    return Batch.objects.filter(id=_batch(newsroom).id).update(shown=4)


def delete_one(newsroom: Newsroom) -> object:
    return Batch.objects.filter(id=_batch(newsroom).id).delete()


def put_in_the_decision_of_another(newsroom: Newsroom) -> object:
    return _decision(newsroom, _batch(newsroom), decider=newsroom.bob)


def put_in_a_decision_of_another_outcome(newsroom: Newsroom) -> object:
    return _decision(newsroom, _batch(newsroom), outcome="reject")


def put_in_a_decision_of_another_time(newsroom: Newsroom) -> object:
    batch = _batch(newsroom)
    return _decision(newsroom, batch, at=batch.at + timedelta(seconds=1))


def put_in_more_than_were_chosen(newsroom: Newsroom) -> object:
    batch = _batch(newsroom, chosen=1)
    _decision(newsroom, batch)
    return _decision(newsroom, batch)


REFUSED: list[tuple[Attempt, str]] = [
    (make_one_of_nobody, "decider_id|null"),
    (make_one_of_no_kind, "moderation_batch_of_a_kind"),
    (make_a_group_that_shares_nothing, "moderation_batch_of_a_kind"),
    (make_one_without_an_outcome, "moderation_batch_outcome_known"),
    (reject_what_is_most_likely_fine, "moderation_batch_outcome_known"),
    (choose_none, "moderation_batch_chosen_from_shown"),
    (choose_more_than_were_shown, "moderation_batch_chosen_from_shown"),
    (change_one, "batches are append-only"),
    (delete_one, "batches are append-only"),
    (put_in_the_decision_of_another, "of one person, one outcome and one time"),
    (put_in_a_decision_of_another_outcome, "of one person, one outcome and one time"),
    (put_in_a_decision_of_another_time, "of one person, one outcome and one time"),
    (put_in_more_than_were_chosen, "no more than were chosen"),
]


@pytest.mark.parametrize(
    ("attempt", "by"), REFUSED, ids=lambda value: getattr(value, "__name__", "")
)
def test_the_database_refuses_to(newsroom: Newsroom, attempt: Attempt, by: str) -> None:
    with pytest.raises(IntegrityError, match=by), transaction.atomic():
        attempt(newsroom)


def test_it_takes_what_a_batch_is(newsroom: Newsroom) -> None:
    batch = _batch(newsroom, chosen=2)
    assert _decision(newsroom, batch).batch == batch
    assert _decision(newsroom, batch).batch == batch
    assert _batch(newsroom, kind="fine", key=None).key is None
