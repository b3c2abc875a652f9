"""How fast the screener is and what it weighs, in a process of its own.

    python -m stet.screening.evaluation.speed

prints one JSON object. The comments are made from a fixed vocabulary, 60 words each, a tenth of them with
something to find.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stet.screening.types import Screener, Submission

WORDS: Final = 60
BATCH: Final = 32
_BATCHED: Final = 640
_ALONE: Final = 400
_ROUNDS: Final = 2
# What the number of threads of numerical libraries is read from.
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

VOCABULARY: Final = (  # noqa: SIM905 - a text is easier to read than its words in quotes
    "the the the the of of of and and and to to to in in a a is was for that it on with as by at from this "
    "are were be have not but they we you he she I our their your army government village bridge river "
    "council report article minister election school hospital water road people women refugees soldiers "
    "city history question answer because however never always promised closed opened built destroyed "
    "reported said asked believed remember think know want need should could would right wrong good bad "
    "old new long short north south Kurdish Arab Turkish Muslim Christian Yazidi ISIS Syria Iraq Palmyra"
).split()
FINDS: Final = (
    "you are an idiot",
    "what a load of bullshit",
    "check out my channel at youtube.com/example",
    "Kurds are animals",
    "f u c k this",
)


def comments(count: int, seed: int = 7) -> list[Submission]:
    """The same comments on every machine, each under the same article."""
    from stet.screening.types import ArticleContext, Submission

    article = ArticleContext(
        "Bridge closed", "The council closed the old bridge over the river. " * 40
    )
    chance = random.Random(seed)  # noqa: S311 - no secret
    made = []
    for number in range(count):
        words = [chance.choice(VOCABULARY) for _ in range(WORDS)]
        if number % 10 == 0:
            words[30:34] = [chance.choice(FINDS)]
        for at in range(9, WORDS - 8, 12):
            words[at] += "."
        made.append(Submission(str(number), " ".join(words), article=article))
    return made


def batched(screener: Screener, submissions: Sequence[Submission], rounds: int = _ROUNDS) -> float:
    """Comments per second of processor time in batches, the best of several rounds.

    Processor time, because a shared machine's clock on the wall measures its other guests too.
    """
    best = 0.0
    for _ in range(rounds):
        began = time.process_time()
        for at in range(0, len(submissions), BATCH):
            screener.screen(submissions[at : at + BATCH])
        best = max(best, len(submissions) / (time.process_time() - began))
    return best


def alone(screener: Screener, submissions: Sequence[Submission]) -> list[tuple[float, float]]:
    """For each comment screened by itself, milliseconds of processor time and on the wall."""
    taken = []
    for submission in submissions:
        wall, worked = time.perf_counter(), time.process_time()
        screener.screen([submission])
        taken.append(((time.process_time() - worked) * 1_000, (time.perf_counter() - wall) * 1_000))
    return taken


def resident_mb() -> float:
    """Megabytes (2^20 bytes) of memory that this process holds; nan where the system does not say."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    held = next((line for line in lines if line.startswith("VmRSS:")), "VmRSS: nan")
    return float(held.split()[1]) / 1_024


def figures() -> dict[str, float]:
    """What this process finds out by itself; it must not have loaded the screener before."""
    bare = resident_mb()
    began, worked_before = time.perf_counter(), time.process_time()
    from stet.screening.screener import default_screener

    screener = default_screener()
    screener.screen(comments(1))
    load_wall_s, load_s = time.perf_counter() - began, time.process_time() - worked_before
    loaded = resident_mb()
    submissions = comments(_BATCHED)
    screener.screen(submissions[:BATCH])
    per_s = batched(screener, submissions)
    worked, wall = zip(*alone(screener, submissions[:_ALONE]), strict=True)
    return {
        "load_s": load_s,
        "load_wall_s": load_wall_s,
        "bare_mb": bare,
        "loaded_mb": loaded,
        "working_mb": resident_mb(),
        "per_s": per_s,
        "alone_p50_ms": quantile(worked, 0.50),
        "alone_p99_ms": quantile(worked, 0.99),
        "alone_p50_wall_ms": quantile(wall, 0.50),
        "alone_p99_wall_ms": quantile(wall, 0.99),
    }


def measure_speed() -> dict[str, float]:
    """The same from a fresh process with one thread.

    Raises CalledProcessError where that process fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "stet.screening.evaluation.speed"],
        env=os.environ | _ONE_THREAD,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which that part of the values lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures()) + "\n")
