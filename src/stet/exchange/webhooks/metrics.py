"""What is counted of webhooks for Prometheus."""

from __future__ import annotations

from prometheus_client import Counter

ATTEMPTS = Counter(
    "stet_webhook_attempts", "Calls of receivers of webhooks, by what came of them.", ["outcome"]
)
