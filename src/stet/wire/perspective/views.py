"""The three calls: who calls, what it asks, what it gets."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stet.newsroom.wire_keys import Scope
from stet.wire.callers import Caller, caller_of
from stet.wire.calls import bearer, call, counted
from stet.wire.perspective.answering import analysed
from stet.wire.perspective.discovery import VERSION, described
from stet.wire.perspective.problems import (
    Refused,
    answer,
    bad_key,
    failed,
    no_key,
    not_allowed,
    over_quota,
    refusal,
)
from stet.wire.perspective.requests import analysis_in, suggestion_in
from stet.wire.perspective.suggesting import suggested

_INTERFACE: Final = "perspective"
_HEADERS: Final = re.compile(r"[A-Za-z0-9-]+(?:\s*,\s*[A-Za-z0-9-]+){0,49}")
_PREFLIGHT_S: Final = "3600"
# Twelve digits, as a project's number has.
_CONSUMERS: Final = 10**12

View = Callable[..., HttpResponse]


def _open_to_pages(view: View) -> View:
    """Scripts of any page may call: they need a key, and no cookie of ours counts here."""

    @wraps(view)
    def opened(request: HttpRequest, **given: str) -> HttpResponse:
        asked_before = request.method == "OPTIONS"
        response = HttpResponse(status=200) if asked_before else view(request, **given)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if asked_before:
            wanted = request.headers.get("Access-Control-Request-Headers", "")
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS, POST"
            if _HEADERS.fullmatch(wanted.strip()):
                response.headers["Access-Control-Allow-Headers"] = wanted.strip()
            response.headers["Access-Control-Max-Age"] = _PREFLIGHT_S
        return response

    return opened


def _telling(view: View) -> View:
    """What a view refuses is told in the interface's own shape."""

    @wraps(view)
    def telling(request: HttpRequest, **given: str) -> HttpResponse:
        try:
            return view(request, **given)
        except Refused as problem:
            return refusal(request, problem)

    return telling


def _key_of(request: HttpRequest) -> str:
    """The key, from wherever Google's own clients put one; empty if there is none."""
    places = (
        request.GET.get("key"),
        request.headers.get("X-Goog-Api-Key"),
        bearer(request),
        request.GET.get("access_token"),
        request.GET.get("oauth_token"),
    )
    return next((found.strip() for found in places if found and found.strip()), "")


def _caller(request: HttpRequest) -> Caller:
    """Who calls, once the call is counted. Raises `Refused`."""
    key = _key_of(request)
    if not key:
        raise no_key()
    caller = caller_of(key)
    if caller is None:
        raise bad_key()
    consumer = f"project_number:{caller.key.int % _CONSUMERS}"
    if not caller.may(Scope.PERSPECTIVE):
        raise not_allowed(consumer)
    quota = counted(caller, _INTERFACE)
    if not quota.allowed:
        raise over_quota(consumer, quota.limit, quota.resets_s)
    return caller


@_open_to_pages
@call(failed, "POST")
@_telling
def analyze(request: HttpRequest) -> HttpResponse:
    """``comments:analyze``: scores of a comment, which is not kept."""
    caller = _caller(request)
    return answer(request, analysed(caller, analysis_in(request)))


@_open_to_pages
@call(failed, "POST")
@_telling
def suggest(request: HttpRequest) -> HttpResponse:
    """``comments:suggestscore``: what a moderator made of a comment."""
    caller = _caller(request)
    return answer(request, suggested(caller, suggestion_in(request), timezone.now()))


@_open_to_pages
@call(failed, "GET", "HEAD")
@_telling
def discovery(request: HttpRequest, prefix: str = "") -> HttpResponse:
    """The description. It needs no key, but a wrong one is told here already, as clients expect."""
    key = _key_of(request)
    if key and caller_of(key) is None:
        raise bad_key()
    if request.GET.get("version", VERSION) != VERSION:
        raise Refused(404, "Discovery document not found for API service: there is v1alpha1 only.")
    return answer(request, described(request, prefix.removesuffix(f"{VERSION}/")))
