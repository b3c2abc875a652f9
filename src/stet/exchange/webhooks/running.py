"""The threads that call receivers, beside the sweep: one that hangs holds up no other.

A receiver has one thread at a time, for a few deliveries, then others have their turn. Those that
failed the last time share part of the threads, so that the rest is always there for those that work.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from django.db import close_old_connections, connection
from django.utils import timezone

from stet.exchange.webhooks.delivering import deliver_to, due_webhooks

log = structlog.get_logger(__name__)

THREADS: Final = 4
MOST_FAILING: Final = 2  # of the threads
_TICK_S: Final = 1.0
_FAILED_PAUSE_S: Final = 30.0


@dataclass
class Sender:
    """Calls receivers until told to stop; what is under way then is finished."""

    tick_s: float = _TICK_S
    _under_way: dict[UUID, tuple[Future[None], bool]] = field(default_factory=dict)

    def run(self, stopping: threading.Event) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="webhook") as pool:
            while not stopping.is_set():
                pause = self.tick_s
                try:
                    self.turn(pool, stopping)
                except Exception as problem:
                    log.error("webhooks_stopped", exc_info=problem)
                    connection.close()
                    pause = max(pause, _FAILED_PAUSE_S)
                stopping.wait(pause)
        connection.close()

    def turn(self, pool: ThreadPoolExecutor, stopping: threading.Event) -> None:
        """Gives every receiver for which something is due a thread, as far as there are any."""
        close_old_connections()
        self._under_way = {
            key: one for key, one in self._under_way.items() if not one[0].done()
        }  # fmt: skip
        for webhook, failing in due_webhooks(timezone.now()).items():
            if webhook not in self._under_way and self._has_room(failing=failing):
                self._under_way[webhook] = (pool.submit(_deliver, webhook, stopping), failing)

    def _has_room(self, *, failing: bool) -> bool:
        slow = sum(one for _, one in self._under_way.values())
        return len(self._under_way) < THREADS and not (failing and slow >= MOST_FAILING)


def _deliver(webhook: UUID, stopping: threading.Event) -> None:
    try:
        deliver_to(webhook, timezone.now(), stopping.is_set)
    except Exception as problem:
        log.error("webhook_not_delivered", webhook=str(webhook), exc_info=problem)
    finally:
        connection.close()
