"""The front of the interface: the hot reads before everything else, and errors in one shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from stet.web.api.problems import MEDIA_TYPE, Problem
from stet.web.api.structured import read_structured
from stet.web.api.threads import read_counts, read_thread
from stet.web.feeds.articles import read_articles
from stet.web.feeds.comments import read_comments
from stet.web.feeds.serving import FORMATS
from stet.web.feeds.sitemap import read_sitemap
from stet.web.sharing import let_read

PREFIX = "/api/v1/"
_Read = Callable[[HttpRequest], HttpResponse]
_READS: Mapping[str, _Read] = {
    f"{PREFIX}threads": read_thread,
    f"{PREFIX}threads.jsonld": read_structured,
    f"{PREFIX}counts": read_counts,
    "/sitemap.xml": read_sitemap,
    **{f"/feeds/comments.{form}": partial(read_comments, form=form) for form in FORMATS},
    **{f"/feeds/articles.{form}": partial(read_articles, form=form) for form in FORMATS},
}
# What a response that was not ours may say besides its body.
_KEPT = ("Allow", "WWW-Authenticate", "Retry-After")


class ApiFront:
    """Middleware. Put it after what concerns every answer, and before sessions and the like.

    A thread is read thousands of times for each time that anything else is asked, by anybody,
    without cookies: sessions, languages and policies for pages would cost more than the reading.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        # What fails here is told and logged as if it had failed in a view.
        self._reads = {
            path: cast("_Read", convert_exception_to_response(partial(_read, read)))
            for path, read in _READS.items()
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        read = self._reads.get(request.path_info)
        if read and request.method in {"GET", "HEAD"}:
            request.resolver_match = _match(request.path_info)
            return _in_shape(read(request))
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        return _in_shape(self._get_response(request))


@cache
def _match(path: str) -> ResolverMatch:
    """What the log and the figures call the request by."""
    return resolve(path)


def _read(read: _Read, request: HttpRequest) -> HttpResponse:
    response = _answer(read, request)
    # Said of every answer, so that no cache gives one site's to another.
    patch_vary_headers(response, ("Origin",))
    if origin := request.headers.get("Origin"):
        let_read(response, origin)
    return response


def _answer(read: _Read, request: HttpRequest) -> HttpResponse:
    try:
        return read(request)
    except Problem as problem:
        # No middleware has chosen a language yet; the last request's must not show.
        with translation.override(settings.LANGUAGE_CODE):
            return problem.response()


def _in_shape(response: HttpResponse) -> HttpResponse:
    """An error as a problem document, also where Django or another middleware refused."""
    if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
        return response
    if settings.DEBUG and response.status_code >= 500:
        return response  # the developer wants to see what happened
    kept = {name: response.headers[name] for name in _KEPT if name in response.headers}
    return Problem(response.status_code, headers=kept).response()
