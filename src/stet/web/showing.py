"""Showing a page: what every template has, and in whose time zone."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from stet.newsroom.models import Site
from stet.newsroom.setup import the_site
from stet.web.language import choices
from stet.web.local import numbering
from stet.web.reader.text_size import size_of


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the site (asked for only if the page names it), text size, languages, mail."""
    return {
        "site": SimpleLazyObject(the_site),
        "text_size": size_of(request),
        "languages": choices(request),
        "numbering": numbering(get_language() or "en"),
        "sends_mail": bool(settings.STET.smtp_url),
    }


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    site: Site,
    status: int = 200,
) -> HttpResponse:
    """The page, with the site's name and its local times."""
    with timezone.override(ZoneInfo(site.timezone)):
        return render(request, template, {"site": site, **context}, status=status)
