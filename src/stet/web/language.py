"""The language of the interface: ``?lang=``, the cookie, Accept-Language, the site's, English."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from stet.newsroom.models import Site
from stet.newsroom.setup import the_site
from stet.web.languages import ALIASES, LANGUAGES

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
        asked = None if for_programs else served(request.GET.get("lang", ""))
        language = asked or _wanted(request) or ("" if for_programs else _of_the_site())
        language = language or settings.LANGUAGE_CODE
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
            chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
            patch_vary_headers(response, ("Accept-Language", *(("Cookie",) if chosen else ())))
            response.headers.setdefault("Content-Language", language)
        return response


def served(tag: str) -> str | None:
    """The language of the interface that a tag asks for (``ckb-IQ``, ``kmr``), if there is one."""
    if not tag:
        return None
    primary, *others = tag.lower().replace("_", "-").split("-")
    try:
        return translation.get_supported_language_variant(
            "-".join((ALIASES.get(primary, primary), *others))
        )
    except LookupError:
        return None


def _wanted(request: HttpRequest) -> str | None:
    """What the reader chose here before, or told the browser."""
    if chosen := served(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        return chosen
    accepted = parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return next((found for tag, _ in accepted if (found := served(tag))), None)


def _of_the_site() -> str | None:
    """The language in which the newsroom works; None while the database cannot tell."""
    try:
        return served(the_site().lang)
    except (DatabaseError, Site.DoesNotExist):
        return None


@dataclass(frozen=True)
class Choice:
    """A language to choose, and the address of this page in it."""

    tag: str
    name: str
    href: str
    current: bool


def choices(request: HttpRequest) -> list[Choice]:
    """This page in every language; none after a form was sent, since the answer cannot be asked again."""
    if request.method not in ("GET", "HEAD"):
        return []
    chosen = translation.get_language()
    return [
        Choice(one.tag, one.name, _here(request, one.tag), one.tag == chosen) for one in LANGUAGES
    ]


def _here(request: HttpRequest, tag: str) -> str:
    query = request.GET.copy()
    query["lang"] = tag
    return f"?{query.urlencode()}"
