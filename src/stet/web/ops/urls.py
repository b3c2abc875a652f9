"""What machines ask: is it alive, is it ready, how does it do."""

from __future__ import annotations

from django.urls import path

from stet.web.ops import health, metrics

app_name = "ops"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]
