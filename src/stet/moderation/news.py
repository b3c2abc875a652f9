"""What happened at the desk since a moment, cheaply: a stamp that changes when anything does.

The stamp is the number of the ledger's last entry, which grows with every comment and decision,
and who leases what, which is two rows a moderator at most, read from an index of its own. Nothing
is written for it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.reading import deeds_since, latest_seq
from stet.moderation.models import QueueItem

# Whoever was away for longer than so many deeds loads the page anew.
MOST_DEEDS = 500

_LANDS_IN: dict[str, State] = {
    Deed.COMMENT_APPROVED: State.APPROVED,
    Deed.COMMENT_REJECTED: State.REJECTED,
    Deed.COMMENT_REOPENED: State.HELD,
    Deed.COMMENT_WITHDRAWN: State.WITHDRAWN,
    Deed.COMMENT_ERASED: State.ERASED,
}


@dataclass(frozen=True)
class Lease:
    comment: UUID
    holder: UUID
    name: str


@dataclass(frozen=True)
class Stamp:
    """How far the ledger goes, and the leases that run at this moment."""

    seq: int
    leases: tuple[Lease, ...]

    def __str__(self) -> str:
        held = "".join(f"{lease.comment.hex}{lease.holder.hex}" for lease in self.leases)
        return f"{self.seq}-{hashlib.sha256(held.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Happened:
    """A deed that moved a comment, the state it moved it to, and who did it."""

    comment: UUID
    deed: str
    state: State
    actor: str


@dataclass(frozen=True)
class News:
    """``arrived``: how many comments came in; ``stale``: too much happened to tell it all."""

    happened: list[Happened]
    arrived: int
    stale: bool


def stamp(now: datetime) -> Stamp:
    leased = QueueItem.objects.filter(lease_holder__isnull=False, lease_until__gt=now)
    rows = leased.order_by("comment_id").values_list(
        "comment_id", "lease_holder_id", "lease_holder__display_name"
    )
    return Stamp(latest_seq(), tuple(Lease(*row) for row in rows))


def news_since(seq: int, until: int) -> News:
    """What happened to comments after the entry ``seq``, up to ``until``."""
    deeds = deeds_since(seq, until, MOST_DEEDS)
    return News(
        happened=[
            Happened(subject, deed, _LANDS_IN[deed], actor)
            for deed, subject, actor in deeds
            if deed in _LANDS_IN
        ],
        arrived=sum(deed == Deed.COMMENT_SUBMITTED for deed, _, _ in deeds),
        stale=until - seq > MOST_DEEDS,
    )
