"""What this room counts for Prometheus: outcomes, causes and seconds; never whose or about what."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

from stet.screening.judge.terms import Why

SUBMITTED = Counter("stet_comments_submitted", "Comments received and held.")
DECIDED = Counter("stet_comments_decided", "Decisions carried out, by outcome.", ["outcome"])
NUDGES = Counter(
    "stet_nudges", "Nudges before sending that were shown, and comments sent after one.", ["what"]
)
# Around the limit of 300 ms that a reader waits at most, and the batches of the sweep above it.
SCREENING_SECONDS = Histogram(
    "stet_screening_seconds",
    "Seconds that a call of the screener took, by occasion.",
    ["occasion"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10),
)
SCREENING_FAILURES = Counter(
    "stet_screening_failures", "Calls of the screener that gave nothing in time, by cause.", ["why"]
)
JUDGE_CALLS = Counter("stet_judge_calls", "Questions put to the judge.")
JUDGE_OPINIONS = Counter("stet_judge_opinions", "Answers of the judge that were opinions.")
JUDGE_SILENCES = Counter(
    "stet_judge_no_opinions", "Times that the judge had no opinion, by cause.", ["why"]
)


class JudgeFigures:
    """Counts what becomes of the judge's calls; see `screening.judge.terms.Told`."""

    def called(self) -> None:
        JUDGE_CALLS.inc()

    def opinion(self) -> None:
        JUDGE_OPINIONS.inc()

    def none(self, why: Why) -> None:
        JUDGE_SILENCES.labels(str(why)).inc()
