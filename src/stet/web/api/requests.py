"""Reading requests strictly: what is malformed is refused before anything looks at it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from stet.web.api.problems import Problem, invalid
from stet.web.network import from_elsewhere

_READING = {"GET", "HEAD", "OPTIONS"}


class StrictParser(Parser):
    """Bodies are JSON in UTF-8, of one meaning; a parameter is given once."""

    def parse_body(self, request: HttpRequest) -> Any:
        refuse_other_media(request)
        return parsed(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name in data:
            if name not in list_fields:
                refuse_repeated(data, name)
        return super().parse_querydict(data, list_fields, request)


def refuse_other_media(request: HttpRequest) -> None:
    """Raises `Problem` unless the body is said to be JSON, in UTF-8."""
    kind = request.content_type or ""
    charset = (request.content_params or {}).get("charset", "utf-8")
    json_like = kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
    if not json_like or charset.strip('"').lower() not in {"utf-8", "utf8"}:
        raise Problem(415, _("The body is to be application/json, in UTF-8."))


def parsed(raw: bytes) -> Any:
    """The JSON of a body. Raises `Problem` for bad UTF-8, bad or ambiguous JSON, NaN, deep nesting."""
    try:
        return json.loads(
            raw.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unambiguous
        )
    except UnicodeDecodeError:
        raise Problem(400, _("The body is not valid UTF-8.")) from None
    except RecursionError:
        raise Problem(400, _("The body is nested too deeply.")) from None
    except ValueError:  # also numbers of more digits than Python reads
        raise Problem(400, _("The body is not valid JSON.")) from None


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")


def _unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is given twice")
    return members


def refuse_repeated(data: MultiValueDict[str, Any], name: str) -> None:
    if len(data.getlist(name)) > 1:
        raise invalid(name, "repeated", _("Give this parameter once."))


def refuse_unknown(data: QueryDict, known: Collection[str]) -> None:
    """A filter with a slip in its name would quietly show everything: refuse it instead."""
    if any(name not in known for name in data):
        raise invalid("", "unknown", _("Known parameters: ") + ", ".join(known))


def refuse_malformed_query(request: HttpRequest) -> None:
    """Raises `Problem` where Django would quietly put replacement characters."""
    query = request.META.get("QUERY_STRING", "")
    if "%" not in query and query.isascii():
        return
    try:
        unquote_to_bytes(query.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise Problem(400, _("The query is not valid UTF-8.")) from None


def gated(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What every operation passes: a readable query, no other site's page behind it, and HEAD."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            refuse_malformed_query(request)
            if request.method not in _READING and from_elsewhere(request):
                raise Problem(403, _("A page of another site may not send this."))
        except Problem as problem:
            return problem.response()
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        response = view(request, *args, **kwargs)
        request.method = "HEAD"
        return response

    return gate
