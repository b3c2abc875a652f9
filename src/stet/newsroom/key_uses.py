"""How often keys were used: sums for each day, added to now and then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Sum

from stet.newsroom.models import CoralPhase, CoralUse, WireKey, WireUse


@dataclass(frozen=True)
class Uses:
    """What is to be added: ``calls`` of ``key`` through ``interface``, ``limited`` of them refused."""

    key: UUID
    interface: str
    calls: int
    limited: int
    last_at: datetime


def add_uses(uses: Iterable[Uses]) -> None:
    """Adds to the sums of each use's day (in UTC), all or none; uses of keys not here are nobody's."""
    told = sorted(uses, key=lambda one: (one.key.hex, one.interface, one.last_at))
    with transaction.atomic():
        here = WireKey.objects.filter(pk__in={use.key for use in told}).values_list("pk", flat=True)
        known = set(here)
        for use in told:
            if use.key in known:
                _add(use)


def _add(use: Uses) -> None:
    row, made = WireUse.objects.get_or_create(
        key_id=use.key,
        day=use.last_at.date(),
        interface=use.interface,
        defaults={"calls": use.calls, "limited": use.limited, "last_at": use.last_at},
    )
    if not made:
        WireUse.objects.filter(pk=row.pk).update(
            calls=F("calls") + use.calls,
            limited=F("limited") + use.limited,
            last_at=max(row.last_at, use.last_at),
        )


def add_phase_uses(uses: Iterable[Uses]) -> None:
    """The same of Coral's phases: ``key`` is the phase, ``interface`` the answer's kind."""
    told = sorted(uses, key=lambda one: (one.key.hex, one.interface, one.last_at))
    with transaction.atomic():
        here = CoralPhase.objects.filter(pk__in={use.key for use in told})
        known = set(here.values_list("pk", flat=True))
        for use in told:
            if use.key in known:
                _add_of_phase(use)


def _add_of_phase(use: Uses) -> None:
    row, made = CoralUse.objects.get_or_create(
        phase_id=use.key,
        day=use.last_at.date(),
        answer=use.interface,
        defaults={"calls": use.calls, "last_at": use.last_at},
    )
    if not made:
        last = max(row.last_at, use.last_at)
        CoralUse.objects.filter(pk=row.pk).update(calls=F("calls") + use.calls, last_at=last)


def calls_in_month(key: UUID, day: date) -> int:
    """Calls of the key in the calendar month of ``day``, as far as they were told."""
    of_month = WireUse.objects.filter(key=key, day__year=day.year, day__month=day.month)
    return of_month.aggregate(sum=Sum("calls"))["sum"] or 0


def last_uses(keys: Iterable[WireKey]) -> dict[UUID, datetime]:
    """When each key was last used, as far as it was told; keys never used are missing."""
    found = WireUse.objects.filter(key__in=list(keys)).values("key").annotate(last=Max("last_at"))
    return {row["key"]: row["last"] for row in found.order_by()}


def uses_since(key: WireKey, day: date) -> list[WireUse]:
    """The sums of each day and interface from ``day`` on."""
    return list(WireUse.objects.filter(key=key, day__gte=day).order_by("day", "interface"))


def daily_calls(keys: Iterable[WireKey], since: date) -> dict[UUID, dict[date, tuple[int, int]]]:
    """Calls and refused ones of each key and day from ``since`` on; what has none is missing."""
    found = WireUse.objects.filter(key__in=list(keys), day__gte=since).order_by()
    sums: dict[UUID, dict[date, tuple[int, int]]] = {}
    for row in found.values("key", "day").annotate(all=Sum("calls"), refused=Sum("limited")):
        sums.setdefault(row["key"], {})[row["day"]] = (row["all"], row["refused"])
    return sums


def daily_answers(
    phases: Iterable[CoralPhase], since: date
) -> dict[UUID, dict[date, dict[str, int]]]:
    """How often each phase gave each kind of answer on each day from ``since`` on."""
    found = CoralUse.objects.filter(phase__in=list(phases), day__gte=since)
    told: dict[UUID, dict[date, dict[str, int]]] = {}
    for use in found:
        told.setdefault(use.phase_id, {}).setdefault(use.day, {})[use.answer] = use.calls
    return told


def last_answers(phases: Iterable[CoralPhase]) -> dict[UUID, datetime]:
    """When each phase was last answered, as far as it was told; phases never asked are missing."""
    found = CoralUse.objects.filter(phase__in=list(phases)).values("phase")
    return {row["phase"]: row["last"] for row in found.annotate(last=Max("last_at")).order_by()}
