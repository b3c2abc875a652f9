"""What a reader typed, taken out of the request byte for byte.

Django's own parsing puts U+FFFD where the bytes are no UTF-8, which would be editing. So the body
is read here, and damaged bytes are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest

# The form has ten fields, and six more in the frame; a program that sends hundreds is no reader.
_MOST_FIELDS = 20


@dataclass(frozen=True)
class Written:
    """The form as it came back. ``trap`` is the field that people do not see.

    ``nudge`` is the ticket of a hint that was shown, or another word if there was none to show.
    """

    name: str = ""
    text: str = ""
    email: str = ""
    tell_decision: bool = True
    tell_replies: bool = False
    parent: str = ""
    claim: str = ""
    trap: str = ""
    ticket: str = ""
    nudge: str = ""


def fields_of(request: HttpRequest) -> Mapping[str, str]:
    """A form's fields exactly as sent; raises `BadRequest` for what is no form or no UTF-8."""
    kind = request.content_type or ""
    if kind == "application/x-www-form-urlencoded":
        return _urlencoded(request.body)
    if kind == "multipart/form-data":
        _decoded(request.body)
        return request.POST.dict()
    raise BadRequest("not a form")


def written(request: HttpRequest) -> Written:
    """The comment form as it came back; raises `BadRequest` as `fields_of`."""
    fields = fields_of(request)
    return Written(
        name=fields.get("name", ""),
        text=fields.get("text", ""),
        # Browsers trim an address themselves; it is no part of the comment.
        email=fields.get("email", "").strip(),
        # An empty box is not sent. A form without boxes wants what an address always meant.
        tell_decision="tell_decision" in fields or "tells" not in fields,
        tell_replies="tell_replies" in fields,
        parent=fields.get("parent", ""),
        claim=fields.get("claim", ""),
        trap=fields.get("website", ""),
        ticket=fields.get("ticket", ""),
        nudge=fields.get("nudge", ""),
    )


def _urlencoded(body: bytes) -> dict[str, str]:
    pairs = body.split(b"&") if body else []
    if len(pairs) > _MOST_FIELDS:
        raise BadRequest("too many fields")
    fields = {}
    for pair in pairs:
        key, _, value = pair.replace(b"+", b" ").partition(b"=")
        fields[_decoded(unquote_to_bytes(key))] = _decoded(unquote_to_bytes(value))
    return fields


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadRequest("not UTF-8") from None


def id_in(value: str) -> UUID | None:
    """The id that ``value`` is; None if it is none."""
    try:
        return UUID(value)
    except ValueError:
        return None
