"""The interface as a whole: its routers, its errors, and the document that describes it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from stet.newsroom.roles import NotAllowed
from stet.web.api import (
    desk_articles,
    desk_comments,
    desk_queue,
    desk_reviews,
    desk_search,
    desk_site,
    desk_webhooks,
    drafts,
    guidelines,
    public,
    receipts,
    reports,
    sign_on,
    structured,
)
from stet.web.api.description import ABOUT, TAGS, finished
from stet.web.api.problems import FieldError, Problem
from stet.web.api.requests import StrictParser, gated
from stet.web.api.signing_in import DeskToken
from stet.web.api.validating import field_errors


class PlainRenderer(JSONRenderer):
    """JSON in UTF-8, letters as they are."""

    json_dumps_params = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}


class Interface(NinjaAPI):
    """django-ninja with one shape for every error, and strict reading of requests."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = gated(pattern.callback)
        return patterns

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        response = super().create_temporal_response(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        problems = [error for context in error_contexts for error in field_errors(context)]
        return ValidationError([{"problem": problem} for problem in problems])

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        return finished(super().get_openapi_schema(**kwargs))


# No page of documentation: the usual ones load scripts from somebody else's server.
api = Interface(
    title="Stet",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
    renderer=PlainRenderer(),
    openapi_extra={"tags": TAGS},
)
for public_room in (public, structured, reports, receipts, sign_on, drafts, guidelines):
    api.add_router("", public_room.router)
_DESK = (
    desk_site,
    desk_queue,
    desk_search,
    desk_comments,
    desk_reviews,
    desk_articles,
    desk_webhooks,
)
for desk_room in _DESK:
    api.add_router("desk/", desk_room.router, auth=DeskToken())


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, refusal: ValidationError) -> HttpResponse:
    errors: list[FieldError] = [error["problem"] for error in refusal.errors]
    if any(error.field == "" and error.code == "required" for error in errors):
        return Problem(400).response()  # no body at all
    return Problem(422, errors=errors).response()


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, refusal: HttpError) -> HttpResponse:
    if isinstance(refusal.__cause__, Problem):  # raised by our parser, wrapped by django-ninja
        return refusal.__cause__.response()
    return Problem(refusal.status_code).response()


@api.exception_handler(AuthenticationError)
def _unauthenticated(request: HttpRequest, refusal: AuthenticationError) -> HttpResponse:
    return Problem(401).response()


@api.exception_handler(NotAllowed)
def _not_allowed(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    return Problem(403, str(refusal)).response()


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, refusal: RequestDataTooBig) -> HttpResponse:
    return Problem(413).response()


@api.exception_handler(UnreadablePostError)
def _broken_off(request: HttpRequest, refusal: UnreadablePostError) -> HttpResponse:
    return Problem(400).response()
