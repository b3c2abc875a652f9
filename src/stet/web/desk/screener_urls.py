"""The desk's addresses for what the screener learned and for trying changes."""

from __future__ import annotations

from django.urls import path

from stet.web.desk import screener

urlpatterns = [
    path("screener/", screener.show_screener, name="screener"),
    path("screener/change/", screener.change_screener, name="screener_change"),
    path("screener/try/", screener.try_change, name="screener_try"),
    path("screener/runs/<uuid:run_id>/", screener.show_run, name="screener_run"),
    path("screener/runs/<uuid:run_id>/cancel/", screener.cancel_run, name="screener_cancel"),
]
