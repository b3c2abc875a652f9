"""The sweep: small steps, each at its own pace, none of which can stop another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import Gauge

from stet.comments.contacts.asking import forget_links
from stet.comments.digests import forget_network_keys
from stet.config.measuring import SWEEP_FAILURES, SWEEP_LAST
from stet.exchange.mailing import keep_addresses, send_due
from stet.exchange.page_checks import check_pages
from stet.moderation.learning.feedback import forget_feedback
from stet.moderation.learning.runs import learn_at_night, take_up_left
from stet.moderation.rules.authors import keep_author_rules
from stet.moderation.screening import screen_missed
from stet.moderation.searching.indexing import follow_headlines, purge
from stet.moderation.searching.records import follow_authors
from stet.newsroom.accounts import forget_failures
from stet.telling.planning import follow_ledger
from stet.telling.replaying import forget_deliveries

log = structlog.get_logger(__name__)

# The pace of the fastest step; the clock of all others is looked at as often.
_TICK_S = 1.0
_FAILED_PAUSE_S = 30
_TASKS_KEPT = timedelta(days=7)  # long enough to look into a failed one


@dataclass(frozen=True)
class Step:
    """``do(now)`` returns how much it did. It can be done twice, and by two workers at once."""

    name: str
    every_s: float
    do: Callable[[datetime], int]
    until_done: bool = False  # does one batch at a time: again at once while there was something


def forget_sessions(now: datetime) -> int:
    return Session.objects.filter(expire_date__lt=now).delete()[0]


def forget_finished_tasks(now: datetime) -> int:
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - _TASKS_KEPT).delete()[0]


def tune_database(_: datetime) -> int:
    """Lets SQLite renew the statistics that its planner goes by; PostgreSQL does so by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
    return 0


_HOUR = 3600.0

STEPS: tuple[Step, ...] = (
    # A reader's comment that was not screened in time should have its screening when a moderator
    # comes to it, which takes longer than this.
    Step("screen", 5, screen_missed, until_done=True),
    # The first comment of a page is screened with what its reader's browser said of the article;
    # whoever moderates it a little later should see what the page says.
    Step("pages", 2, check_pages),
    # An event waits out the minute for undoing; the sender takes it up a second later.
    Step("webhooks", 1, follow_ledger),
    Step("told events", _HOUR, forget_deliveries, until_done=True),
    Step("authors", 2, follow_authors, until_done=True),
    Step("headlines", 10, follow_headlines, until_done=True),
    Step("erased words", _HOUR, purge, until_done=True),
    # An author who is first in line no more is not handled by the second.
    Step("author rules", 60, keep_author_rules),
    # A run that a dead worker left goes on within minutes.
    Step("runs", 60, take_up_left),
    Step("learning", _HOUR / 2, learn_at_night),
    Step("labels", _HOUR, forget_feedback),
    Step("networks", _HOUR, forget_network_keys),
    Step("sign-in failures", _HOUR, forget_failures),
    Step("sessions", _HOUR, forget_sessions),
    Step("tasks", _HOUR, forget_finished_tasks),
    Step("links", _HOUR, forget_links),
    Step("tune", 6 * _HOUR, tune_database),
)
# In a thread of their own: a mail server that says nothing holds up nothing but mail.
MAIL_STEPS: tuple[Step, ...] = (
    # Somebody may sit before an open mailbox and wait for a link.
    Step("letters", 2, send_due, until_done=True),
    Step("addresses", _HOUR, keep_addresses),
)


@dataclass
class Sweep:
    """Goes over ``steps`` until told to stop."""

    steps: Sequence[Step]
    tick_s: float = _TICK_S
    last: Gauge = SWEEP_LAST
    _due: dict[str, float] = field(default_factory=dict)

    def run(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                self._round(stopping)
            except Exception as problem:  # a disk that is full now will not be later
                log.error("sweep_failed", exc_info=problem)
            stopping.wait(self.tick_s)
        connection.close()

    def _round(self, stopping: threading.Event) -> None:
        close_old_connections()
        for step in self.steps:
            self._if_due(step, stopping)
        self.last.set_to_current_time()

    def _if_due(self, step: Step, stopping: threading.Event) -> None:
        if stopping.is_set() or time.monotonic() < self._due.get(step.name, 0.0):
            return
        well = run_step(step, stopping)
        pause = step.every_s if well else max(step.every_s, _FAILED_PAUSE_S)
        self._due[step.name] = time.monotonic() + pause


def run_step(step: Step, stopping: threading.Event) -> bool:
    """Does one step; whether it went well. Whatever goes wrong is logged, and the sweep goes on."""
    total = 0
    try:
        while True:
            done = step.do(timezone.now())
            total += done
            if not (step.until_done and done) or stopping.is_set():
                break
    except Exception as problem:
        SWEEP_FAILURES.labels(step.name).inc()
        log.error("sweep_failed", step=step.name, exc_info=problem)
        connection.close()
        return False
    if total:
        log.info("swept", step=step.name, count=total)
    return True


def sweep_once(now: datetime) -> dict[str, int]:
    """Every step once, mail too, whatever its pace: what each did. For commands and tests."""
    return {step.name: step.do(now) for step in (*STEPS, *MAIL_STEPS)}
