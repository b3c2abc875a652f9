"""What the sweep counts for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

SWEEP_FAILURES = Counter("stet_sweep_failures", "Steps of the sweep that failed.", ["step"])
SWEEP_LAST = Gauge(
    "stet_sweep_last_timestamp_seconds",
    "When a task worker of this server last went over its steps (Unix time).",
    multiprocess_mode="mostrecent",
)
MAIL_LAST = Gauge(
    "stet_mail_last_timestamp_seconds",
    "When a task worker of this server last looked for letters to send (Unix time).",
    multiprocess_mode="mostrecent",
)
