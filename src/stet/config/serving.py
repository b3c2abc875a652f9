"""Serving: Granian's processes, and one task worker that is kept running beside them.

The figures, and why:

* Worker processes: Python runs one thread at a time in a process, so one process for each core. On
  SQLite at most four: readers do not wait for each other, but writers do, and more processes only
  wait longer.
* Blocking threads, in each process: each holds a database connection (on SQLite a page cache of up
  to 20 MB; on PostgreSQL one of the server's connections). Eight keep a core busy while some wait
  for the database's lock or the disk.
* With `--wire-only`, 32: two batches of `stet.wire.window`, one being screened and one that gathers
  meanwhile. More would only wait in another place. They hold no connection: a key is looked up once
  in some seconds, and what that opened is closed with the request (see `config.databases`).
* Connections waiting: Granian's backlog of 1,024. Beyond it the system queues.
* Stopping: requests under way have ten seconds to end, the task worker eight more.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from stet.config.env import Env, make_data_folder
from stet.config.keeping import Kept, stop_with_parent
from stet.config.logs import logging_config, tell_uncaught

log = structlog.get_logger(__name__)

_SQLITE_PROCESSES = 4
_THREADS = 8
_WIRE_THREADS = 32
_THREAD_IDLE_S = 600  # a thread that ends takes its database connection with it
_STOP_S = 10
# A client that takes longer to send the head of its request holds a place for nothing.
_HEADER_MS = 15_000
_READY_POLL_S = 0.05
METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def local(self) -> str:
        """The address by which this machine itself reaches the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    def is_free(self) -> bool:
        """Whether nothing listens there. (Granian would share a port with another Stet.)"""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                probe.listen(1)
            except OSError:
                return False
        return True


def share_metrics(env: Env) -> Path:
    """Lets all processes of this server count together, in files of ``run/metrics-<pid>``.

    Comes before anything that imports prometheus-client, which looks for the folder once.
    """
    make_data_folder(env.data)
    run = env.data.resolve() / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    for left in run.glob("metrics-*"):
        if not _is_running(left.name.removeprefix("metrics-")):
            shutil.rmtree(left, ignore_errors=True)
    folder = run / f"metrics-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ[METRICS_DIR] = str(folder)
    return folder


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except (ValueError, ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def processes(env: Env, asked: int | None) -> int:
    cores = os.cpu_count() or 1
    # Other systems' calls write nothing, so that SQLite's one writer is no limit to them.
    reads_only = env.database_url or env.wire_only
    return asked or (cores if reads_only else min(cores, _SQLITE_PROCESSES))


def serve(
    address: Address,
    *,
    workers: int,
    task_worker: bool,
    wire_only: bool = False,
    when_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serves until SIGTERM or SIGINT. Everything is loaded before the processes fork, and shared."""
    tell_uncaught()
    _load()
    server = Server(
        "stet.config.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_WIRE_THREADS if wire_only else _THREADS,
        blocking_threads_idle_timeout=_THREAD_IDLE_S,
        http=HTTPModes.auto,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS),
        log_level=LogLevels.error,  # its warnings advise on the figures above
        log_dictconfig=logging_config("WARNING"),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_S,
    )
    kept = Kept(
        [sys.executable, "-m", "stet", "worker", "--with-parent", str(os.getpid())], "task worker"
    )
    if task_worker:
        server.on_startup(kept.start)
        server.on_shutdown(kept.stop)
    ready = threading.Thread(
        target=_tell_when_ready, args=(server, address, when_ready), name="ready", daemon=True
    )
    server.on_startup(ready.start)
    try:
        server.serve(target_loader=load)
    except SystemExit:
        # Ctrl-C reaches the processes as well; Granian calls it a failure when one ends before
        # it has been told to.
        if not server.interrupt_signal:
            raise
    finally:
        kept.stop()
        shutil.rmtree(os.environ.get(METRICS_DIR, ""), ignore_errors=True)


def load(_: str) -> Any:
    """The application, in a fresh server process: warm, so that no reader pays for it."""
    tell_uncaught()
    stop_with_parent()
    application = _load()
    from stet.wire.coral.views import uses  # not before the settings are read, as in `_load`
    from stet.wire.uses import tally

    tally.start()
    uses.start()
    return application


def _load() -> Any:
    # Settings are read when this is imported: not before a command has chosen the newsroom.
    from stet.config.wsgi import application, warm

    warm()
    return application


def _tell_when_ready(server: Any, address: Address, tell: Callable[[], None]) -> None:
    # Only when all processes are forked: a fork must not find this thread in the middle of things.
    while len(server.wrks) < server.workers or not answers(address):
        time.sleep(_READY_POLL_S)
    log.info("serving", address=address.url, workers=server.workers)
    tell()


def answers(address: Address) -> bool:
    """Whether ``/readyz`` answers 200."""
    connection = http.client.HTTPConnection(address.local, address.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
