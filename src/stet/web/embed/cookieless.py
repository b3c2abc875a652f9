"""No cookie is read or set in the frame: the reader stands on another site there."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import SimpleCookie

from django.http import HttpRequest, HttpResponse

PREFIX = "/embed"  # the script as well


class Cookieless:
    """Middleware. Put it around everything that knows cookies: sessions, languages, CSRF."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        request.COOKIES = {}
        response = self._get_response(request)
        response.cookies = SimpleCookie()
        return response
