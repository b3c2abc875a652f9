"""The task worker: the tasks of the queue, and beside them the sweep, mail, and the sender of webhooks.

Work that must happen is a fact on a row (an unscreened comment, an unsent letter). The sweep finds
such rows again and again, so nothing is lost when a process dies, and nothing has to be enqueued.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog
from django.db import DatabaseError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from stet.config.logs import tell_uncaught
from stet.config.measuring import MAIL_LAST
from stet.config.sweeping import MAIL_STEPS, STEPS, Sweep
from stet.exchange.webhooks.running import Sender

log = structlog.get_logger(__name__)

_TASKS_EVERY_S = 1
# After the database went away: how long until the next try.
_RETRY_S = 5
_JOIN_S = 6


def work() -> None:
    """Runs until SIGTERM or SIGINT; what is under way is finished first."""
    tell_uncaught()
    stopping = threading.Event()
    tasks = _tasks()
    _stop_on_signal(stopping, tasks)
    beside = [
        threading.Thread(target=Sweep(STEPS).run, args=(stopping,), name="sweep"),
        # A daemon: a mail server that does not answer must not keep the process from ending.
        threading.Thread(
            target=Sweep(MAIL_STEPS, last=MAIL_LAST).run,
            args=(stopping,),
            name="mail",
            daemon=True,
        ),
        threading.Thread(target=Sender().run, args=(stopping,), name="webhooks"),
    ]
    for thread in beside:
        thread.start()
    log.info("working")
    while not stopping.is_set():
        try:
            tasks.run()
        except DatabaseError as problem:
            log.error("tasks_stopped", exc_info=problem, again_in_s=_RETRY_S)
            connections.close_all()
            stopping.wait(_RETRY_S)
    for thread in beside:
        thread.join(_JOIN_S)
    close_old_connections()
    log.info("stopped_working")


def _tasks() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=_TASKS_EVERY_S,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _stop_on_signal(stopping: threading.Event, tasks: Worker) -> None:
    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()
        tasks.running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
