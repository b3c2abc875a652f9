"""What goes wrong, in one shape: RFC 9457 problem details, everywhere under ``/api/v1/``.

A problem never repeats what was sent: it names the field, and says what was expected.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.comments.submitting import FieldProblem

MEDIA_TYPE = "application/problem+json"

# The machine's word for each problem that has no closer one.
_CODES = {
    400: "malformed",
    401: "unauthenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many",
    503: "busy",
}
_DETAILS = {
    400: _("The request cannot be read."),
    401: _("This needs a desk token: Authorization: Bearer <token>."),
    403: _("This is not allowed."),
    404: _("There is nothing at this address."),
    405: _("This address does not answer to this method."),
    413: _("The request is larger than this address takes."),
    422: _("The request cannot be taken as it is; see errors."),
    503: _("The database has no time just now. Nothing was carried out; try again in a while."),
}


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: a word for programs, and a sentence for people."""

    field: str
    code: str
    message: str


@dataclass
class Problem(Exception):
    """An answer other than success. ``extra`` are further members of the document."""

    status: int
    detail: str | Promise = ""
    code: str = ""
    errors: Sequence[FieldError] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.code}"

    def document(self) -> dict[str, Any]:
        """The members of the problem document, in their documented order."""
        fallback = _DETAILS.get(self.status, _("The request failed."))
        return {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code or _CODES.get(self.status, "failed"),
            "detail": str(self.detail or fallback),
            "errors": [asdict(error) for error in self.errors],
            **self.extra,
        }

    def response(self) -> HttpResponse:
        body = json.dumps(self.document(), ensure_ascii=False, separators=(",", ":"))
        response = HttpResponse(body.encode(), content_type=MEDIA_TYPE, status=self.status)
        response.headers["Cache-Control"] = "no-store"
        if self.status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="desk"'
        for name, value in self.headers.items():
            response.headers[name] = value
        return response


def not_found(detail: str | Promise = "") -> Problem:
    return Problem(404, detail)


def invalid(name: str, code: str, message: str | Promise) -> Problem:
    """One field that cannot be taken."""
    return Problem(422, errors=[FieldError(name, code, str(message))])


def refused(problems: Sequence[FieldProblem], names: Mapping[str, str]) -> Problem:
    """The problems of a draft; ``names`` gives a field the name under which it was sent."""
    errors = [
        FieldError(names.get(problem.field, problem.field), problem.code, str(problem.message))
        for problem in problems
    ]
    return Problem(422, errors=errors)
