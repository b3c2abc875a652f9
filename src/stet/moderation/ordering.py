"""The order of the queue, as data: what each order sorts by and how it is explained.

Each order reads one index in one direction, which keeps the next comment of millions as near as
the next of ten. The figure behind the last two is the risk: the highest of the probabilities that
the comment breaks an enabled clause, in thousandths. A comment that is not screened yet counts as
500, in the middle of both, so that it is neither forgotten nor believed.

Before all of them goes the turn: an author whom a senior made always first, or always last, is so
in every order.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.newsroom.models import Site

RANKS = 1000
UNSCREENED_RANK = RANKS // 2


@dataclass(frozen=True)
class Order:
    fields: tuple[str, str]
    formula: Promise

    @property
    def descending(self) -> bool:
        return self.fields[0].startswith("-")

    @property
    def columns(self) -> tuple[str, str]:
        """What it sorts by, whichever way."""
        first, second = self.fields
        return first.removeprefix("-"), second.removeprefix("-")


ORDERS: dict[str, Order] = {
    Site.QueueOrder.LONGEST_WAITING: Order(
        ("queued_at", "comment_id"), _("By the time at which the comment came, oldest first.")
    ),
    Site.QueueOrder.LIKELY_FINE: Order(
        ("risk_rank", "comment_id"),
        _(
            "By risk, lowest first: the highest probability over all clauses. "
            "Not yet screened counts as 50 %. Ties: oldest first."
        ),
    ),
    Site.QueueOrder.LIKELY_BREACH: Order(
        ("calm_rank", "comment_id"),
        _(
            "By risk, highest first: the highest probability over all clauses. "
            "Not yet screened counts as 50 %. Ties: oldest first."
        ),
    ),
}

# The list shows the newest first too; nobody would be answered if the desk worked so.
LATEST_FIRST = "latest_first"
LIST_ORDERS: dict[str, Order] = {
    **ORDERS,
    LATEST_FIRST: Order(
        ("-queued_at", "-comment_id"), _("By the time at which the comment came, newest first.")
    ),
}


def risk_rank(probabilities: list[float]) -> int:
    """The highest of the probabilities, in thousandths; 0 if there is none."""
    return round(RANKS * max(probabilities, default=0.0))
