"""How much came in and was decided: over time and by the hour of the day. Of the team, of nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, F, Q

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.insight.periods import Period
from stet.moderation.insight.slots import counted_alone, instant, slot_of
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
    alone = connection.vendor == "sqlite"
    received, decided = (_received_alone, _decided_alone) if alone else (_received, _decided)
    found: dict[datetime, Work] = {}
    for at, number in received(begins, ends, zone):
        found.setdefault(at, Work()).received = number
    for at, number, approved, people in decided(begins, ends, zone):
        work = found.setdefault(at, Work())
        work.approved, work.rejected, work.hours = approved, number - approved, people
    return [(at, found[at]) for at in sorted(found)]


def _received(begins: datetime, ends: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, int]]:
    # Naming the states lets the index on them find the time.
    received = Comment.objects.filter(
        state__in=State.values, received_at__gte=begins, received_at__lt=ends, source=""
    )
    slots = received.order_by().annotate(slot=slot_of(zone, begins)(F("received_at")))
    for name, number in slots.values("slot").annotate(n=Count("id")).values_list("slot", "n"):
        yield instant(name), number


def _received_alone(
    begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, int]]:
    states = ", ".join(f"'{state}'" for state in State.values)
    for at, (number,) in counted_alone(
        begins,
        ends,
        zone,
        table="comments_comment",
        time="received_at",
        where=f"state IN ({states}) AND source = ''",
        counts=["COUNT(*)"],
    ):
        yield at, number


def _decided(
    begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, int, int, int]]:
    """Of each slot the decisions, those that approve, and the people who decided."""
    decided = Decision.objects.filter(at__gte=begins, at__lt=ends, kind=Decision.Kind.PERSON)
    counted = (
        decided.order_by()
        .annotate(slot=slot_of(zone, begins)(F("at")))
        .values("slot")
        .annotate(
            number=Count("id"),
            approved=Count("id", filter=_APPROVED),
            people=Count("decider", distinct=True),
        )
    )
    for name, *numbers in counted.values_list("slot", "number", "approved", "people"):
        number, approved, people = numbers
        yield instant(name), number, approved, people


def _decided_alone(
    begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, int, int, int]]:
    counts = ["COUNT(*)", "SUM(outcome = 'approve')", "COUNT(DISTINCT decider_id)"]
    for at, (number, approved, people) in counted_alone(
        begins,
        ends,
        zone,
        table="moderation_decision",
        time="at",
        where="kind = 'person'",
        counts=counts,
    ):
        yield at, number, approved, people
