"""The random id by which a reader's own browser is known again. It is set with the first comment."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "stet_author"
_BYTES = 16
_YEAR_S = 365 * 24 * 3600
_ID = re.compile(r"[0-9a-f]{32}")


def browser_id(request: HttpRequest) -> str:
    """The browser's id, or a new one if it has none that we could have made."""
    return browser_given(request.COOKIES.get(COOKIE, "")) or secrets.token_hex(_BYTES)


def browser_given(given: str) -> str:
    """``given``, if it is an id that a browser could have of us; else the empty string."""
    return given if _ID.fullmatch(given) else ""


def remember(response: HttpResponse, browser: str) -> None:
    """Lets the browser keep its id for a year from now."""
    response.set_cookie(
        COOKIE,
        browser,
        max_age=_YEAR_S,
        path=settings.FORCE_SCRIPT_NAME or "/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
