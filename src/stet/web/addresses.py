"""Absolute addresses, as the world outside sees them."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix


def absolute(request: HttpRequest, path: str) -> str:
    """``path`` (as `reverse` gives it, sub-path included) with scheme and host before it."""
    if settings.STET.public_url:
        public = urlsplit(settings.STET.public_url)
        return f"{public.scheme}://{public.netloc}{path}"
    return request.build_absolute_uri(path)


def own_base(request: HttpRequest) -> str:
    """The address of the front page, without a slash at the end."""
    return absolute(request, get_script_prefix()).rstrip("/")
