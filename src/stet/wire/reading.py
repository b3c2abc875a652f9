"""Reading what strangers send: bounded in size, and never trusted to be well formed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.http.request import UnreadablePostError

# Text of 20,480 bytes, its escapes in JSON (six for one) and the article it stands under.
MOST_BYTES: Final = 1_048_576
MOST_FIELDS: Final = 1_000
_UNHELD: Final = re.compile("[\\x00\ud800-\udfff]")


class Unreadable(Exception):
    """The body is not what it should be; ``too_big`` when it is too long to be looked at."""

    def __init__(self, why: str, *, too_big: bool = False) -> None:
        super().__init__(why)
        self.too_big = too_big


def body_of(request: HttpRequest) -> bytes:
    """The bytes as they came. Raises `Unreadable`."""
    try:
        body = request.body
    except RequestDataTooBig:
        raise Unreadable("The request is too large.", too_big=True) from None
    except (UnreadablePostError, OSError):
        raise Unreadable("The request was not received whole.") from None
    if len(body) > MOST_BYTES:
        raise Unreadable("The request is too large.", too_big=True)
    return body


def json_in(body: bytes) -> dict[str, Any]:
    """The JSON object that ``body`` is. Raises `Unreadable`."""
    try:
        found = json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable("The body is not valid JSON.") from None
    if not isinstance(found, dict):
        raise Unreadable("The body is not a JSON object.")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def form_in(body: bytes, charset: str = "utf-8") -> Mapping[str, str]:
    """The fields of a form-encoded body; of a name given twice the first. Raises `Unreadable`."""
    try:
        pairs = parse_qsl(
            body.decode(charset, "replace"),
            keep_blank_values=True,
            encoding=charset,
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise Unreadable("The form has too many fields.") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


def whole_text(text: str) -> str:
    """The text without NUL and lone surrogates (from JSON's escapes), which PostgreSQL cannot hold.

    Each becomes one U+FFFD, so that all other characters keep their places.
    """
    return _UNHELD.sub("\ufffd", text)
