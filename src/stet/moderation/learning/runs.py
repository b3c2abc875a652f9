"""Long runs: asked for at the desk, carried out by the worker, followed, cancelled, taken up again.

A run is a row. The task queue tells a worker of it at once; a sweep finds what a worker that died
left behind. A replay goes on where it was cut off; learning begins anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_tasks import task

from stet.moderation.learning.changes import (
    BadChange,
    Change,
    check,
    screener_identity,
    tally_of,
    trial_of,
)
from stet.moderation.learning.heads import NotBetter, adopt
from stet.moderation.learning.learning import learn_head
from stet.moderation.learning.models import Run
from stet.moderation.learning.reading import batches
from stet.moderation.outcomes import count_outcomes, outcomes
from stet.moderation.replaying import Tally
from stet.moderation.screeners import shipped_screener_of
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action
from stet.screening.own.learning import TooFew

log = structlog.get_logger(__name__)

OPEN: Final = (Run.State.WAITING, Run.State.RUNNING)
_TELL_EVERY_S: Final = 1.0
# A worker tells of itself every second; after so long without, it is gone.
_LEFT: Final = timedelta(minutes=5)
_NIGHT: Final = range(1, 5)  # hours of the site's own clock
_ONCE: Final = timedelta(hours=20)

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Somebody stopped the run."""


class AlreadyRunning(Exception):
    """One learning run at a time is enough."""


def ask_replay(
    site: Site, change: Change, since: datetime | None, *, by: Staff, now: datetime
) -> Run:
    """Asks the worker to try a change on the decisions since then. Raises `BadChange`, `NotAllowed`."""
    by.require(Action.TUNE_SCREENER)
    check(change, site)
    asked = {"change": change.as_dict(), "since": since.isoformat() if since else None}
    asked["until"] = now.isoformat()
    return _ask(site, Run.Kind.REPLAY, asked, by, now)


def ask_learning(site: Site, *, by: Staff | None, now: datetime) -> Run:
    """Asks the worker to learn. Raises `NotAllowed`, `AlreadyRunning`."""
    if by is not None:
        by.require(Action.TUNE_SCREENER)
    if Run.objects.filter(site=site, kind=Run.Kind.LEARN, state__in=OPEN).exists():
        raise AlreadyRunning
    return _ask(site, Run.Kind.LEARN, {}, by, now)


def _ask(site: Site, kind: Run.Kind, asked: dict[str, Any], by: Staff | None, now: datetime) -> Run:
    with transaction.atomic():
        run = Run.objects.create(
            site=site, kind=kind, asked=asked, asked_by=by, asked_at=now, alive_at=now
        )
        transaction.on_commit(lambda: carry_out.enqueue(str(run.id)))
    return run


def cancel(run_id: UUID, *, by: Staff, now: datetime) -> bool:
    """Stops a run; whether it was still open. The worker notices within a second."""
    by.require(Action.TUNE_SCREENER)
    found = Run.objects.filter(id=run_id, state__in=OPEN)
    return bool(found.update(state=Run.State.CANCELLED, ended_at=now))


def run_by_id(site: Site, run_id: UUID) -> Run:
    """Raises `Run.DoesNotExist`."""
    return (
        Run.objects.select_related("asked_by", "head").defer("head__data").get(id=run_id, site=site)
    )


def latest_runs(site: Site, most: int = 10) -> list[Run]:
    return list(Run.objects.filter(site=site).select_related("asked_by").defer("kept")[:most])


@task()
def carry_out(run_id: str) -> None:
    """The worker's part. A run that somebody else has, or that has ended, is left alone."""
    now = timezone.now()
    waiting = Q(state=Run.State.WAITING) | Q(state=Run.State.RUNNING, alive_at__lt=now - _LEFT)
    mine = Run.objects.filter(waiting, id=run_id)
    if mine.update(state=Run.State.RUNNING, alive_at=now):
        run = Run.objects.select_related("site", "asked_by").get(id=run_id)
        _end(run, *_outcome_of(run))


def _outcome_of(run: Run) -> tuple[str, dict[str, Any]]:
    try:
        work = _replay if run.kind == Run.Kind.REPLAY else _learn
        return Run.State.DONE, work(run)
    except Cancelled:
        return Run.State.CANCELLED, {}
    except TooFew as few:
        return Run.State.REFUSED, {"too_few": few.facts}
    except BadChange as bad:
        return Run.State.REFUSED, {"field": bad.field}
    except Exception as problem:
        log.error("run_failed", run=str(run.id), exc_info=problem)
        return Run.State.FAILED, {}


def _end(run: Run, state: str, result: dict[str, Any]) -> None:
    Run.objects.filter(id=run.id, state=Run.State.RUNNING).update(
        state=state, result=result, head=run.head, kept={}, ended_at=timezone.now()
    )


def _teller(run: Run, kept: Callable[[], dict[str, Any]] = dict) -> Progress:
    """Writes down how far the run is, once a second, and stops it when it was cancelled."""
    told = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal told
        if time.monotonic() - told < _TELL_EVERY_S and done < total:
            return
        told = time.monotonic()
        values = {"done": done, "total": total, "alive_at": timezone.now(), "kept": kept()}
        if not Run.objects.filter(id=run.id, state=Run.State.RUNNING).update(**values):
            raise Cancelled

    return tell


def _replay(run: Run) -> dict[str, Any]:
    change = Change.from_dict(run.asked["change"])
    since = parse_datetime(run.asked["since"]) if run.asked["since"] else None
    until = parse_datetime(run.asked["until"])
    state: dict[str, Any] = dict(run.kept)
    # What the first part was counted by must count the rest; else it is begun anew.
    if state.get("screener") != screener_identity(run.site_id):
        state = {}
    tell = _teller(run, lambda: state)
    tally = replay(run.site, change, since, until, tell=tell, state=state)
    return {"tally": tally.as_dict(), "screener": screener_identity(run.site_id)}


def replay(
    site: Site,
    change: Change,
    since: datetime | None,
    until: datetime | None,
    *,
    tell: Progress = lambda *_: None,
    state: dict[str, Any] | None = None,
) -> Tally:
    """Tries a change on past decisions, in memory that does not grow with them.

    ``state`` is filled with what a later call goes on from. Raises `BadChange`, and what ``tell``
    raises.
    """
    state = {} if state is None else state
    trial = trial_of(change, site)
    tally = Tally.from_dict(state["tally"]) if state else tally_of(change)
    total = count_outcomes(since, until, site=site)
    after = (datetime.fromisoformat(state["at"]), UUID(state["decision"])) if state else None
    done = state.get("done", 0)
    tell(done, total)
    for batch in batches(outcomes(since, until, site=site, after=after)):
        trial.add(tally, batch)
        done += len(batch)
        state.update(
            tally=tally.as_dict(),
            at=batch[-1].decided_at.isoformat(),
            decision=str(batch[-1].decision),
            done=done,
            screener=screener_identity(site.id),
        )
        tell(done, max(total, done))
    return tally


def _learn(run: Run) -> dict[str, Any]:
    head = learn_head(run.site, timezone.now(), _teller(run))
    run.head = head
    adopted = False
    if run.asked_by is None and run.site.learning == Site.Learning.ADOPT and head.better:
        try:
            base = shipped_screener_of(run.site_id)
            adopt(run.site, head.id, base=base, by=None, now=timezone.now())
            adopted = True
        except NotBetter:  # the models changed meanwhile
            adopted = False
    return {"number": head.number, "better": head.better, "adopted": adopted}


def take_up_left(now: datetime) -> int:
    """Tells the workers again of runs that nobody carries out: how many."""
    left = Run.objects.filter(state__in=OPEN, alive_at__lt=now - _LEFT)
    found = [str(key) for key in left.values_list("id", flat=True)]
    for run in found:
        carry_out.enqueue(run)
    return len(found)


def learn_at_night(now: datetime) -> int:
    """Asks for a night's learning where a site allows it and its own clock says night."""
    asked = 0
    for site in Site.objects.exclude(learning=Site.Learning.OFF):
        lately = Run.objects.filter(
            site=site, kind=Run.Kind.LEARN, asked_by=None, asked_at__gt=now - _ONCE
        )
        if now.astimezone(ZoneInfo(site.timezone)).hour in _NIGHT and not lately.exists():
            try:
                ask_learning(site, by=None, now=now)
                asked += 1
            except AlreadyRunning:
                continue
    return asked
