"""`comments:analyze`: calls a second and how long they take, with one process and with two.

    python -m benchmarks.wire [RIVAL.onnx]

With a file that `training.rival` wrote, a BERT-base is served the same way in the same run. The callers are on
the same cores as the server. The steady load is half of the most that 16 callers got.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.callers import Answered, Callers
from benchmarks.starting import pss_mb
from benchmarks.support import STET, free_port, stet, table, wait_ready

CALLERS = (1, 16, 64)
SECONDS = 10.0
STEADY_S = 20.0
# What Coral waits for its external phase, and for Perspective.
CORAL_MS = (200, 800)


@dataclass(frozen=True)
class Seen:
    """One model with so many processes."""

    name: str
    processes: int
    busy: list[Answered]
    steady: Answered
    mb: float


def main() -> None:
    models: list[tuple[str, list[str]]] = [("Stet", STET)]
    if len(sys.argv) > 1:
        words = [sys.executable, "-m", "benchmarks.rival_server", sys.argv[1]]
        models.append(("BERT-base in its place", words))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        stet(data, "migrate")
        key = _key(data)
        seen = [
            _measured(name, command, data, key, processes)
            for name, command in models
            for processes in (1, 2)
        ]
    _tell(seen)


def _key(data: Path) -> str:
    """A key for the benchmark, put in by the program's own deed."""
    plain = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(32))
    deed = (
        "import django; django.setup()\n"
        "from django.utils import timezone\n"
        "from stet.newsroom.setup import ensure_newsroom\n"
        "from stet.newsroom.wire_keys import Scope, Terms, make_key\n"
        "now = timezone.now()\n"
        "terms = Terms('benchmark', frozenset({Scope.PERSPECTIVE}), quota=0)\n"
        f"make_key(ensure_newsroom(now), terms, by=None, now=now, key='{plain}')\n"
    )
    environ = {"DJANGO_SETTINGS_MODULE": "stet.config.settings", "STET_DATA": str(data)}
    subprocess.run([sys.executable, "-c", deed], env={**os.environ, **environ}, check=True)
    return plain


def _measured(name: str, command: Sequence[str], data: Path, key: str, processes: int) -> Seen:
    with wire_only(command, data, processes) as (base, pid):
        callers = Callers(base, key)
        callers.busy(processes * 2, 3)  # every process has its models loaded and its code warm
        busy = [callers.busy(number, SECONDS) for number in CALLERS]
        steady = callers.steady(busy[1].per_s / 2, STEADY_S)
        return Seen(name, processes, busy, steady, pss_mb(pid))


@contextmanager
def wire_only(command: Sequence[str], data: Path, processes: int) -> Iterator[tuple[str, int]]:
    port = free_port()
    options = ["--wire-only", "--workers", str(processes), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "serve", "--data", str(data), *options],
        env={**os.environ, "STET_LOG_LEVEL": "WARNING"},
    )
    try:
        base = f"http://127.0.0.1:{port}"
        wait_ready(base, process)
        yield base, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _tell(seen: Sequence[Seen]) -> None:
    heads = ["", "processes", *(f"{one} callers: /s (p50, p99 ms)" for one in CALLERS)]
    rows = [
        [
            one.name,
            str(one.processes),
            *(f"{busy.per_s:.0f} ({busy.p(0.5):.0f}, {busy.p(0.99):.0f})" for busy in one.busy),
        ]
        for one in seen
    ]
    load = os.getloadavg()[2]
    table(f"As many calls as are answered (load of the machine {load:.1f})", heads, rows)
    limits = [f"within {limit} ms" for limit in CORAL_MS]
    heads = ["", "processes", "steady calls/s", "p50 ms", "p99 ms", *limits, "memory, PSS, MB"]
    rows = [
        [
            one.name,
            str(one.processes),
            f"{one.steady.per_s:.0f}",
            f"{one.steady.p(0.5):.0f}",
            f"{one.steady.p(0.99):.0f}",
            *(f"{one.steady.within(limit):.2%}" for limit in CORAL_MS),
            f"{one.mb:.0f}",
        ]
        for one in seen
    ]
    table(f"At half of that, {time.strftime('%Y-%m-%d')}", heads, rows)
    refused = sum(answered.refused for one in seen for answered in (*one.busy, one.steady))
    print(f"\n{refused} calls were refused.")


if __name__ == "__main__":
    main()
