"""The states of a comment and the table of permitted moves.

The table is data. Buttons are drawn from it, deeds are refused by it, the database's trigger is
written from it (`stet.comments.guards`), and the tests walk it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    HELD = "held", _("Held")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


class Move(models.TextChoices):
    APPROVE = "approve", _("Approve")
    REJECT = "reject", _("Reject")
    REOPEN = "reopen", _("Reopen")
    WITHDRAW = "withdraw", _("Withdraw")
    ERASE = "erase", _("Erase")


@dataclass(frozen=True)
class Permitted:
    source: State
    move: Move
    target: State


MOVES: tuple[Permitted, ...] = (
    Permitted(State.HELD, Move.APPROVE, State.APPROVED),
    Permitted(State.HELD, Move.REJECT, State.REJECTED),
    Permitted(State.APPROVED, Move.REJECT, State.REJECTED),
    Permitted(State.REJECTED, Move.APPROVE, State.APPROVED),
    Permitted(State.APPROVED, Move.REOPEN, State.HELD),
    Permitted(State.REJECTED, Move.REOPEN, State.HELD),
    Permitted(State.HELD, Move.WITHDRAW, State.WITHDRAWN),
    Permitted(State.APPROVED, Move.WITHDRAW, State.WITHDRAWN),
    Permitted(State.HELD, Move.ERASE, State.ERASED),
    Permitted(State.APPROVED, Move.ERASE, State.ERASED),
    Permitted(State.REJECTED, Move.ERASE, State.ERASED),
    Permitted(State.WITHDRAWN, Move.ERASE, State.ERASED),
)

_TARGETS = {(permitted.source, permitted.move): permitted.target for permitted in MOVES}


class MoveRefused(Exception):
    """The table of moves has no such move from the comment's state."""

    def __init__(self, source: State, move: Move) -> None:
        super().__init__(f"A comment that is {source.value} cannot be moved by: {move.value}.")
        self.source = source
        self.move = move


def target(source: State, move: Move) -> State:
    """Where ``move`` leads from ``source``; raises `MoveRefused` if the table has no such move."""
    try:
        return _TARGETS[source, move]
    except KeyError:
        raise MoveRefused(source, move) from None


def may(source: State, move: Move) -> bool:
    return (source, move) in _TARGETS
