"""The language of the interface: ``?lang=``, then the cookie, then Accept-Language, then the default."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

_YEAR_S = 365 * 24 * 3600


class LanguageMiddleware:
    """Django's `LocaleMiddleware` with ``?lang=``, which it remembers in the cookie.

    What is public is the same for every language, so only the rest varies with it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # There, ``lang`` is a filter like any other.
        for_programs = request.path_info.startswith("/api/")
        asked = None if for_programs else _supported(request.GET.get("lang", ""))
        language = asked or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self._get_response(request)
        if asked:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=_YEAR_S,
                path=settings.FORCE_SCRIPT_NAME or "/",
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        if not response.headers.get("Cache-Control", "").startswith("public"):
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", language)
        return response


def _supported(asked: str) -> str | None:
    if not asked:
        return None
    try:
        return translation.get_supported_language_variant(asked)
    except LookupError:
        return None
