"""Addresses: with the version before the call or without, at the root and under any prefix.

The colon may come encoded (%3A): it is decoded before it is matched.
"""

from __future__ import annotations

from django.urls import re_path

from stet.wire.perspective import views

urlpatterns = [
    re_path(r"^(?:.*/)?comments:analyze/?$", views.analyze, name="perspective_analyze"),
    re_path(r"^(?:.*/)?comments:suggestscore/?$", views.suggest, name="perspective_suggestscore"),
    re_path(
        r"^(?P<prefix>(?:.*/)?)(?:\$discovery|discovery/v1/apis/commentanalyzer/v1alpha1)/rest/?$",
        views.discovery,
        name="perspective_discovery",
    ),
]
