"""OpenAI's address: under `/v1`, wherever that is, and without it for a short base address."""

from __future__ import annotations

from typing import Final

from django.urls import re_path
from django.urls.resolvers import URLPattern

from stet.wire.openai import views

urlpatterns: Final[list[URLPattern]] = [
    # Not under any prefix without the version: a tag or an article may be called so.
    re_path(r"^(?:(?:.*/)?v1/)?moderations/?$", views.moderations, name="openai_moderations"),
]
