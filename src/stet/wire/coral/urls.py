"""The address that Coral calls, at the root and under any prefix."""

from __future__ import annotations

from typing import Final

from django.urls import re_path

from stet.wire.coral.views import moderate

CALL: Final = "moderate"
urlpatterns = [
    re_path(
        rf"^(?:.*/)?coral/(?P<phase_id>[0-9a-fA-F-]{{32,36}})/{CALL}/?$",
        moderate,
        name="coral_moderate",
    ),
]
