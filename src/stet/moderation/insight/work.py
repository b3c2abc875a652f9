"""How much came in and was decided: over time and by the hour of the day. Of the team, of nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.insight.periods import Period
from stet.moderation.insight.slots import instant, slot_of
from stet.moderation.models import Decision

_APPROVED = Q(outcome=Decision.Outcome.APPROVE)


@dataclass
class Work:
    """Comments that came in, decisions that people made, and hours in which they worked.

    ``hours`` counts for each clock hour the people who decided anything in it, so two colleagues
    at work from nine to ten are two hours.
    """

    received: int = 0
    approved: int = 0
    rejected: int = 0
    hours: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected

    @property
    def approval(self) -> float | None:
        """The share that was approved."""
        return self.approved / self.decided if self.decided else None

    @property
    def pace(self) -> float | None:
        """Decisions for each hour of one person's work."""
        return self.decided / self.hours if self.hours else None

    def add(self, other: Work) -> None:
        self.received += other.received
        self.approved += other.approved
        self.rejected += other.rejected
        self.hours += other.hours


@dataclass
class WorkDone:
    """``parts`` in the order of the period's parts; ``clock`` for each hour of the day, 0 to 23."""

    whole: Work = field(default_factory=Work)
    before: Work = field(default_factory=Work)
    parts: list[Work] = field(default_factory=list)
    clock: list[Work] = field(default_factory=list)


def work_done(period: Period) -> WorkDone:
    """The work of the whole newsroom in ``period`` and before."""
    done = WorkDone(
        parts=[Work() for _ in period.parts],
        clock=[Work() for _ in range(24)],
    )
    starts = [part.begins for part in period.parts]
    place = 0
    for at, work in _slots(period.begins, period.ends, period.zone):
        while place + 1 < len(starts) and starts[place + 1] <= at:
            place += 1
        done.parts[place].add(work)
        done.clock[at.astimezone(period.zone).hour].add(work)
        done.whole.add(work)
    for _at, work in _slots(*period.before, period.zone):
        done.before.add(work)
    return done


def _slots(begins: datetime, ends: datetime, zone: ZoneInfo) -> Iterable[tuple[datetime, Work]]:
    """What happened in each slot in which anything did, in the order of time.

    Imported comments did not come in here, and imported decisions were made elsewhere.
    """
    slot = slot_of(zone, begins)
    found: dict[str, Work] = {}
    # Naming the states lets the index on them find the time.
    received = Comment.objects.filter(
        state__in=State.values, received_at__gte=begins, received_at__lt=ends, source=""
    )
    for name, number in (
        received.order_by()
        .annotate(slot=slot(F("received_at")))
        .values("slot")
        .annotate(number=Count("id"))
        .values_list("slot", "number")
    ):
        found.setdefault(name, Work()).received = number
    decided = Decision.objects.filter(at__gte=begins, at__lt=ends, kind=Decision.Kind.PERSON)
    for name, approved, number, people in (
        decided.order_by()
        .annotate(slot=slot(F("at")))
        .values("slot")
        .annotate(
            approved=Count("id", filter=_APPROVED),
            number=Count("id"),
            people=Count("decider", distinct=True),
        )
        .values_list("slot", "approved", "number", "people")
    ):
        work = found.setdefault(name, Work())
        work.approved, work.rejected, work.hours = approved, number - approved, people
    return [(instant(name), found[name]) for name in sorted(found)]
