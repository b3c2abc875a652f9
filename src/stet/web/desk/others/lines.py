"""What the pages say of a key or a phase: its days, its sums, and the addresses to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.newsroom.coral import is_readable
from stet.newsroom.key_uses import daily_answers, daily_calls, last_answers, last_uses
from stet.newsroom.models import CoralPhase, CoralSecret, WireKey
from stet.newsroom.wire_keys import Scope, Terms, terms_of
from stet.web.addresses import own_base
from stet.web.desk.insight.saying import count

DAYS: Final = 30
_BAR, _STEP, _HIGH = 3, 4, 24  # units of the drawing: a bar, a day, the highest day

SCOPES: dict[Scope, Promise] = {
    Scope.PERSPECTIVE: _("Perspective"),
    Scope.AKISMET: _("Akismet"),
    Scope.OPENAI: _("OpenAI moderation"),
    Scope.ALL_CLAUSES: _("Akismet: every clause counts as spam, not promotion alone"),
    Scope.DISCARD: _("Akismet: blatant promotion may be thrown away unseen"),
}
INTERFACES: Final = (Scope.PERSPECTIVE, Scope.AKISMET, Scope.OPENAI)
ANSWERS: dict[str, Promise] = {
    "passed": _("No opinion"),
    "flagged": _("Flagged"),
    "held": _("Held"),
    "approved": _("Approved"),
    "rejected": _("Rejected"),
}


@dataclass(frozen=True)
class Bar:
    """One day of the drawing, in its units."""

    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Days:
    """The last `DAYS` days, today last: how often on each."""

    first: date
    calls: tuple[int, ...]

    @property
    def all(self) -> int:
        return sum(self.calls)

    @property
    def most(self) -> int:
        return max(self.calls)

    @property
    def all_said(self) -> str:
        return count(self.all)

    @property
    def most_said(self) -> str:
        return count(self.most)

    @property
    def width(self) -> int:
        return _STEP * DAYS

    @property
    def bars(self) -> list[Bar]:
        """A day with a single call can be seen beside one with a million."""
        heights = [-(-calls * _HIGH // max(self.most, 1)) for calls in self.calls]
        return [
            Bar(_STEP * place, _HIGH - height, height)
            for place, height in enumerate(heights)
            if height
        ]

    @property
    def by_day(self) -> list[tuple[date, int]]:
        """The days on which there was anything, latest first."""
        told = [(self.first + timedelta(place), calls) for place, calls in enumerate(self.calls)]
        return [(day, calls) for day, calls in reversed(told) if calls]


@dataclass(frozen=True)
class KeyLine:
    key: WireKey
    terms: Terms
    days: Days
    refused: int
    last: datetime | None

    @property
    def opens(self) -> list[str | Promise]:
        return [SCOPES[scope] for scope in INTERFACES if scope in self.terms.scopes]


@dataclass(frozen=True)
class PhaseLine:
    phase: CoralPhase
    days: Days
    last: datetime | None
    answers: Sequence[tuple[str | Promise, int]]
    secrets: list[tuple[CoralSecret, bool]]

    @property
    def unreadable(self) -> bool:
        """Whether it cannot be answered, since no secret of it can be read any more."""
        return not any(readable for _secret, readable in self.secrets)


@dataclass(frozen=True)
class Place:
    """Something to paste elsewhere. ``where`` says where; ``name`` is its id on the page."""

    name: str
    where: str | Promise
    address: str


def key_lines(keys: Iterable[WireKey], today: date) -> list[KeyLine]:
    """A line for each key, in the order given."""
    keys = list(keys)
    since = _first(today)
    daily, last = daily_calls(keys, since), last_uses(keys)
    lines = []
    for key in keys:
        mine = daily.get(key.id, {})
        days = _days({day: calls for day, (calls, _refused) in mine.items()}, since)
        refused = sum(refused for _calls, refused in mine.values())
        lines.append(KeyLine(key, terms_of(key), days, refused, last.get(key.id)))
    return lines


def phase_lines(phases: Iterable[CoralPhase], today: date) -> list[PhaseLine]:
    """A line for each phase, in the order given."""
    phases = list(phases)
    since = _first(today)
    daily, last = daily_answers(phases, since), last_answers(phases)
    return [_phase_line(phase, daily.get(phase.id, {}), since, last) for phase in phases]


def _phase_line(
    phase: CoralPhase,
    daily: Mapping[date, Mapping[str, int]],
    since: date,
    last: Mapping[UUID, datetime],
) -> PhaseLine:
    sums = [
        (title, sum(answers.get(kind, 0) for answers in daily.values()))
        for kind, title in ANSWERS.items()
    ]
    days = _days({day: sum(answers.values()) for day, answers in daily.items()}, since)
    secrets = [(secret, is_readable(secret)) for secret in phase.secrets.all()]
    return PhaseLine(phase, days, last.get(phase.id), sums, secrets)


def _first(today: date) -> date:
    return today - timedelta(days=DAYS - 1)


def _days(calls: Mapping[date, int], since: date) -> Days:
    return Days(since, tuple(calls.get(since + timedelta(day), 0) for day in range(DAYS)))


def places_of(request: HttpRequest, scopes: Iterable[Scope], key: str) -> list[Place]:
    """What to paste where, for each interface that the key opens. ``key`` empty: not shown again."""
    base, opened = own_base(request), set(scopes)
    host = urlsplit(base).netloc + urlsplit(base).path
    places = []
    if Scope.PERSPECTIVE in opened:
        places.append(Place("perspective", _("Perspective: endpoint"), f"{base}/v1alpha1"))
    if Scope.AKISMET in opened:
        places.append(Place("akismet", _("Akismet: host"), host))
        if key:
            named = _("Akismet: host, where the key cannot be given apart")
            places.append(Place("akismet-key", named, f"{host}/{key}"))
    if Scope.OPENAI in opened:
        places.append(Place("openai", _("OpenAI: base_url"), f"{base}/v1"))
    return places


def phase_address(request: HttpRequest, phase: CoralPhase) -> str:
    """What Coral is given as the phase's address."""
    return f"{own_base(request)}/coral/{phase.id}/moderate"
