"""Moderators at work at one moment, each as the desk's script works: one comment ahead."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from stet.comments.moving import Conflict
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease_next
from stet.moderation.leasing_ahead import lease_ahead
from stet.moderation.models import QueueItem
from stet.newsroom.models import Site, Staff
from tests.support.threads import race, results

ORDER = Site.QueueOrder.LONGEST_WAITING
_REJECTED_OF = 3  # two of three are rejected: fewer pages to publish, and both outcomes
_POLL_S = 0.01


@dataclass
class Worked:
    """What one moderator did in her shift. ``turned_away``: nothing free though enough waited."""

    decided: list[UUID] = field(default_factory=list)
    refused: int = 0
    turned_away: int = 0
    waits_ms: list[float] = field(default_factory=list)


def shift(people: Sequence[Staff], *, limit_s: float = 600) -> list[Worked]:
    """Everybody decides until nothing waits: what each did. Raises what a deed raised."""
    outcomes = race(len(people), lambda number: _work(people[number], len(people)), limit_s=limit_s)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome
    return results(outcomes)


def _work(staff: Staff, colleagues: int) -> Worked:
    done = Worked()
    shown = _next(staff, colleagues, done)
    while shown:
        begun = time.perf_counter()
        _decide(staff, shown, done)
        # On the screen is what was leased ahead; what is chosen now comes after it.
        shown = _ahead(staff) or _next(staff, colleagues, done)
        if shown:
            lease_ahead(staff, shown, ORDER, timezone.now())
        done.waits_ms.append((time.perf_counter() - begun) * 1000)
    return done


def _next(staff: Staff, colleagues: int, done: Worked) -> UUID | None:
    """The next free comment; None once nothing waits for anybody."""
    while True:
        waiting = QueueItem.objects.count()
        if not waiting:
            return None
        if item := lease_next(staff, ORDER, timezone.now()):
            found: UUID = item.comment_id
            return found
        # Two for each colleague may be spoken for; what waits beyond them must be offered.
        done.turned_away += waiting > 2 * colleagues
        time.sleep(_POLL_S)


def _ahead(staff: Staff) -> UUID | None:
    item = QueueItem.objects.filter(lease_holder=staff, lease_ahead=True).only("comment_id").first()
    return item.comment_id if item else None


def _decide(staff: Staff, comment: UUID, done: Worked) -> None:
    rejects = len(done.decided) % _REJECTED_OF
    verdict = (
        Verdict(comment, "reject", ["personal_attack"]) if rejects else Verdict(comment, "approve")
    )
    try:
        decide(verdict, staff, timezone.now())
    except Conflict:
        done.refused += 1
    else:
        done.decided.append(comment)
