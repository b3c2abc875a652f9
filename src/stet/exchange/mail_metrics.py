"""What mail counts for Prometheus: letters, and never an address."""

from __future__ import annotations

from prometheus_client import Counter

SENT = Counter("stet_letters_sent", "Letters that the mail server took.", ["kind"])
FAILED = Counter(
    "stet_letters_failed", "Attempts that failed: to be tried again, or given up.", ["kind", "then"]
)
