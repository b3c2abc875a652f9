"""Comments screened per second by the rules-based screener, on one core.

    python -m benchmarks.screening

The comments are made here from a fixed vocabulary, 60 words each, a tenth of them with something to
find. Compares with the goal for one core (100/s for the neural screener, which comes on top) and
with the libraries measured on the same machine class: alt-profanity-check 33,903/s in a batch and
236/s alone, better-profanity 11/s; those answer one question in one language.
"""

from __future__ import annotations

import time

from stet.screening.evaluation.speed import BATCH, alone, batched, comments, quantile
from stet.screening.screener import default_screener

COMMENTS = 2_000
ROUNDS = 5


def main() -> None:
    began = time.perf_counter()
    screener = default_screener()
    print(f"screener: {screener.identity}, loaded in {time.perf_counter() - began:.2f} s")
    submissions = comments(COMMENTS)
    screener.screen(submissions[:BATCH])
    per_s = batched(screener, submissions, ROUNDS)
    print(f"batch of {BATCH}: {per_s:,.0f} comments/s of one core (goal: over 2,000)")
    taken = [wall for _, wall in alone(screener, submissions)]
    print(
        f"alone: p50 {quantile(taken, 0.5):.2f} ms, p99 {quantile(taken, 0.99):.2f} ms (goal: p99 under 30 ms)"
    )


if __name__ == "__main__":
    main()
