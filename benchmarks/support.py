"""What the benchmarks share: a served newsroom on fresh data, load from wrk, and tables."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

STET = [sys.executable, "-m", "stet"]
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)\s*$", re.MULTILINE)
_TO_MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Load:
    """What wrk saw: requests a second, median and 99th percentile in ms, answers that were no 2xx."""

    per_s: float
    p50_ms: float
    p99_ms: float
    refused: int


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def stet(data: Path, *words: str, **environ: str) -> str:
    """Runs the command line on ``data``; its stdout. Raises CalledProcessError."""
    done = subprocess.run(
        [*STET, *words, "--data", str(data)],
        env={**os.environ, **environ},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


@contextmanager
def served(data: Path, *options: str, **environ: str) -> Iterator[str]:
    """``stet serve`` on ``data``, its limits off: the address, once it is ready."""
    port = free_port()
    limits = {"STET_NETWORK_RATE": "0", "STET_ARTICLE_RATE": "0", "STET_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(
        [*STET, "serve", "--port", str(port), "--data", str(data), *options],
        env={**os.environ, **limits, **environ},
    )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_ready(base, process)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def wait_ready(base: str, process: subprocess.Popen[bytes], limit_s: float = 180) -> None:
    """Returns once the newsroom answers; raises TimeoutError, or RuntimeError when it has ended."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it was ready")
        try:
            with urllib.request.urlopen(f"{base}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError("the server is not ready")


def get(url: str, token: str = "") -> Any:
    """The JSON of ``url``."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return json.load(answer)


def load(url: str, connections: int, seconds: int, *options: str) -> Load:
    """Load from wrk with two threads at most. Raises SystemExit if wrk is not installed."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("this benchmark needs wrk: apt-get install wrk")
    threads = str(min(2, connections))
    command = [wrk, "-t", threads, "-c", str(connections), "-d", f"{seconds}s", "--latency"]
    out = subprocess.run(
        [*command, *options, url], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    times = {share: float(value) * _TO_MS[unit] for share, value, unit in _LATENCY.findall(out)}
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    if rate is None or times.keys() != {"50", "99"}:
        raise RuntimeError(f"wrk said: {out}")
    return Load(float(rate[1]), times["50"], times["99"], int(refused[1]) if refused else 0)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def import_lines(
    data: Path, article: str, count: int, *, state: str, replies: bool = False
) -> None:
    """Imports ``count`` comments on one article, all ``held`` or all ``approved``."""
    path = data / "import.jsonl"
    with path.open("w") as out:
        for number in range(count):
            line = {
                "source_id": f"{article}-{number}",
                "article_url": f"https://news.example/{article}",
                "article_title": f"An article with {count} comments",
                "name": f"Reader {number % 211}",
                "text": comment_text(number),
                "posted_at": f"2026-01-{1 + number % 28:02}T12:{number % 60:02}:00Z",
                "status": state,
            }
            if replies and number % 3 == 2:
                line["parent_source_id"] = f"{article}-{number - 2}"
            out.write(json.dumps(line) + "\n")
    keep = ["--keep-states"] if state != "held" else []
    stet(data, "import", "jsonl", str(path), "--source", "benchmark", *keep)
    path.unlink()


def comment_text(number: int) -> str:
    """Some sixty words, none of them a real reader's, different for every number."""
    subjects = ("The ferry", "The council", "My street", "The new bridge", "Our school", "The port")
    verbs = ("was late again", "never answers letters", "needs a lamp", "costs too much", "leaks")
    parts = [
        f"{subjects[(number + step) % 6]} {verbs[(number // 6 + step) % 5]}, and nobody I asked"
        f" in week {1 + (number * 7 + step) % 52} could tell me why."
        for step in range(4)
    ]
    return f"{' '.join(parts)} Number {number}."


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Prints a table in Markdown, as it goes into docs/performance.md."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(heads) + " |")
    print("|" + " --- |" * len(heads))
    for row in rows:
        print("| " + " | ".join(row) + " |")
