"""Comments screened per second by the rules-based screener, on one core.

    python -m benchmarks.screening

The comments are made here from a fixed vocabulary, 60 words each, a tenth of them with something to
find. Compares with the goal for one core (100/s for the neural screener, which comes on top) and
with the libraries measured on the same machine class: alt-profanity-check 33,903/s in a batch and
236/s alone, better-profanity 11/s; those answer one question in one language.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence

from stet.screening.screener import default_screener
from stet.screening.types import ArticleContext, Screener, Submission

COMMENTS = 2_000
WORDS = 60
BATCH = 64
ROUNDS = 5

VOCABULARY = (  # noqa: SIM905 - a text is easier to read than its words in quotes
    "the the the the of of of and and and to to to in in a a is was for that it on with as by at from this "
    "are were be have not but they we you he she I our their your army government village bridge river "
    "council report article minister election school hospital water road people women refugees soldiers "
    "city history question answer because however never always promised closed opened built destroyed "
    "reported said asked believed remember think know want need should could would right wrong good bad "
    "old new long short north south Kurdish Arab Turkish Muslim Christian Yazidi ISIS Syria Iraq Palmyra"
).split()
FINDS = (
    "you are an idiot",
    "what a load of bullshit",
    "check out my channel at youtube.com/example",
    "Kurds are animals",
    "f u c k this",
)
ARTICLE = ArticleContext("Bridge closed", "The council closed the old bridge over the river. " * 40)


def comments(seed: int = 7) -> list[Submission]:
    """The same comments on every machine."""
    chance = random.Random(seed)
    made = []
    for number in range(COMMENTS):
        words = [chance.choice(VOCABULARY) for _ in range(WORDS)]
        if number % 10 == 0:
            words[30:34] = [chance.choice(FINDS)]
        for at in range(9, WORDS - 8, 12):
            words[at] += "."
        made.append(Submission(str(number), " ".join(words), article=ARTICLE))
    return made


def batched(screener: Screener, submissions: Sequence[Submission]) -> float:
    """Comments per second of processor time in batches, the best of several rounds.

    Processor time, because a shared machine's clock on the wall measures its other guests too.
    """
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        for at in range(0, len(submissions), BATCH):
            screener.screen(submissions[at : at + BATCH])
        best = max(best, len(submissions) / (time.process_time() - began))
    return best


def alone(screener: Screener, submissions: Sequence[Submission]) -> list[float]:
    """Milliseconds for each comment screened by itself."""
    taken = []
    for submission in submissions:
        began = time.perf_counter()
        screener.screen([submission])
        taken.append((time.perf_counter() - began) * 1_000)
    return taken


def main() -> None:
    began = time.perf_counter()
    screener = default_screener()
    print(f"screener: {screener.identity}, loaded in {time.perf_counter() - began:.2f} s")
    submissions = comments()
    screener.screen(submissions[:BATCH])
    print(
        f"batch of {BATCH}: {batched(screener, submissions):,.0f} comments/s of one core (goal: over 2,000)"
    )
    taken = statistics.quantiles(alone(screener, submissions), n=100)
    print(f"alone: p50 {taken[49]:.2f} ms, p99 {taken[98]:.2f} ms (goal: p99 under 30 ms)")


if __name__ == "__main__":
    main()
