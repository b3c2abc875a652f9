"""The real ``stet serve``, as a process of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.migrated import put_tables
from tests.support.postgres import free_port

# `stet` lies beside the interpreter that runs the tests.
STET = Path(sys.executable).with_name("stet")
READY_LIMIT_S = 60
STOP_LIMIT_S = 20
COMMAND_LIMIT_S = 120


@dataclass(frozen=True)
class Newsroom:
    """One data folder (and perhaps a PostgreSQL database), driven by the command line."""

    data: Path
    environ: Mapping[str, str]

    def stet(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run ``stet`` with ``--data``; whatever it ends with is for the test to judge."""
        return subprocess.run(
            [str(STET), *words, "--data", str(self.data)],
            env=dict(self.environ),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=COMMAND_LIMIT_S,
        )

    def must(self, *words: str, stdin: str = "") -> str:
        """Run ``stet`` and return its standard output; raises RuntimeError when it fails."""
        done = self.stet(*words, stdin=stdin)
        if done.returncode != 0:
            raise RuntimeError(f"stet {words[0]} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout


@dataclass(frozen=True)
class Served:
    """A newsroom that answers at ``base_url`` (without a slash at the end)."""

    newsroom: Newsroom
    base_url: str
    log: Path


def newsroom(
    data: Path, *, database_url: str | None = None, settings: Mapping[str, str] | None = None
) -> Newsroom:
    """A newsroom on ``data``, with nothing of this run's own settings in its environment."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STET_", "DJANGO_")) and name != "DATABASE_URL"
    }
    environ |= dict(settings or {})
    if database_url is not None:
        environ["DATABASE_URL"] = database_url
    return Newsroom(data, environ)


def with_tables(data: Path, *, settings: Mapping[str, str] | None = None) -> Newsroom:
    """The same with the tables made already, which takes a command seconds."""
    put_tables(data)
    return newsroom(data, settings=settings)


@contextmanager
def serve(room: Newsroom, *options: str) -> Iterator[Served]:
    """Make the newsroom and serve it on a free port until the block ends."""
    if "DATABASE_URL" not in room.environ:
        put_tables(room.data)
    room.must("migrate")
    with running(room, "serve", *options) as served:
        yield served


@contextmanager
def running(room: Newsroom, command: str, *options: str) -> Iterator[Served]:
    """Run ``stet serve`` or ``stet demo`` and wait for ``/readyz``.

    Raises RuntimeError with the end of the log when it ends or does not become ready.
    """
    port = free_port()
    log = room.data / f"{command}-{port}.log"
    room.data.mkdir(parents=True, exist_ok=True)
    words = [str(STET), command, "--data", str(room.data), "--port", str(port), *options]
    served = Served(room, f"http://127.0.0.1:{port}", log)
    with log.open("wb") as out:
        process = subprocess.Popen(
            words,
            env=dict(room.environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, served)
        yield served
    finally:
        _stop(process, words)


def _wait_until_ready(process: "subprocess.Popen[bytes]", served: Served) -> None:
    deadline = time.monotonic() + READY_LIMIT_S
    while not is_ready(served.base_url):
        if process.poll() is not None or time.monotonic() > deadline:
            tail = served.log.read_text(errors="replace")[-4000:]
            raise RuntimeError(f"not ready (exit code {process.poll()}):\n{tail}")
        time.sleep(0.05)


def is_ready(base_url: str) -> bool:
    """Whether ``/readyz`` answers 200."""
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: "subprocess.Popen[bytes]", words: Sequence[str]) -> None:
    """Ask it to stop, as a service manager would; a server that does not is a fault."""
    process.terminate()
    try:
        process.wait(timeout=STOP_LIMIT_S)
    except subprocess.TimeoutExpired as late:
        process.kill()
        process.wait()
        raise RuntimeError(f"{' '.join(words[1:2])} did not stop when asked") from late
