"""Pages for what went wrong: what it was in plain words, and what to do next."""

from __future__ import annotations

import sys
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.web.busy import RETRY_AFTER_S, is_busy, to_send_again

_WORDS: dict[int, tuple[Promise, Promise]] = {
    HTTPStatus.BAD_REQUEST: (
        _("This cannot be read"),
        _("What your browser sent is damaged or incomplete. Go back and try it again."),
    ),
    HTTPStatus.FORBIDDEN: (
        _("This is not allowed from here"),
        _(
            "What was sent came from another site's page, or your permission for it has run out. "
            "Open the page here and try it again."
        ),
    ),
    HTTPStatus.NOT_FOUND: (
        _("There is no such page"),
        _("The address may be mistyped, or what was here is not public any more."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        _("There is nothing to read here"),
        _("This address only takes what a form sends. Go back to the page that has the form."),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        _("Too much at once"),
        _("Many requests came from your network in a short time. Wait a minute and try it again."),
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        _("Very busy just now"),
        _("This was not carried out, and nothing is lost. Wait a few seconds and try it again."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        _("Something broke on our side"),
        _(
            "The fault is written down. What you typed is still in your browser: go back and try "
            "it again in a few minutes."
        ),
    ),
}


def _at_desk(request: HttpRequest) -> bool:
    """Whether the way on leads to the desk."""
    return request.path.startswith(reverse("desk:next"))


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page for ``status``. It must not be kept by anybody."""
    title, advice = _WORDS[status]
    context = {
        "title": title,
        "advice": advice,
        "status_code": status,
        "at_desk": _at_desk(request),
    }
    response = render(request, "reader/error.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


class WrongMethod:
    """Middleware: a page where Django would answer with an empty one, as to an address typed again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        empty = isinstance(response, HttpResponseNotAllowed) and not response.content
        if not empty or not request.accepts("text/html"):
            return response
        page = error_page(request, HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, which may be what broke.

    503 if it only had no time: then with what was sent, to send it again.
    """
    if is_busy(sys.exc_info()[1]):
        return _busy(request)
    title, advice = _WORDS[HTTPStatus.INTERNAL_SERVER_ERROR]
    body = render_to_string("reader/error.html", {"title": title, "advice": advice})
    response = HttpResponse(body, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _busy(request: HttpRequest) -> HttpResponse:
    title, advice = _WORDS[HTTPStatus.SERVICE_UNAVAILABLE]
    context = {
        "title": title,
        "advice": advice,
        "at_desk": _at_desk(request),
        "again": request.get_full_path(),
        "fields": to_send_again(request),
        "reload": request.method in {"GET", "HEAD"},
    }
    body = render_to_string("reader/error.html", context)
    response = HttpResponse(body, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
