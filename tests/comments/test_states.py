"""The table of permitted moves, against the deeds and against the database."""

import pytest
from django.db import IntegrityError, transaction

from stet.comments.models import Comment
from stet.comments.states import MOVES, Move, MoveRefused, State, may, target
from stet.moderation.leaving import withdraw
from tests.support.newsroom import Newsroom


def test_it_knows_two_outcomes_and_no_third() -> None:
    decided = {move.target for move in MOVES if move.source is State.HELD} - {
        State.WITHDRAWN,
        State.ERASED,
    }
    assert decided == {State.APPROVED, State.REJECTED}


def test_it_lets_nothing_leave_erasure() -> None:
    assert not [move for move in MOVES if move.source is State.ERASED]


@pytest.mark.parametrize("source", State)
@pytest.mark.parametrize("by", Move)
def test_it_refuses_every_move_that_the_table_has_not(source: State, by: Move) -> None:
    permitted = {(move.source, move.move): move.target for move in MOVES}
    if (source, by) in permitted:
        assert target(source, by) is permitted[source, by]
        assert may(source, by)
    else:
        assert not may(source, by)
        with pytest.raises(MoveRefused):
            target(source, by)


@pytest.mark.parametrize("landing", [State.HELD, State.APPROVED, State.REJECTED])
def test_the_database_refuses_a_move_from_withdrawn_that_the_table_has_not(
    newsroom: Newsroom, landing: State
) -> None:
    comment = withdraw(newsroom.post("I take this back.").id, newsroom.later())
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(id=comment.id).update(state=landing, version=comment.version + 1)
