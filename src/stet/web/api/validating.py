"""What pydantic finds wrong, as field errors that repeat nothing of what was sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationErrorContext
from pydantic_core import PydanticCustomError

from stet.web.api.problems import FieldError

# A field's name comes back only if it could be one of ours: an unknown one is the client's words.
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")

_KNOWN = {
    "missing": ("required", _("This field is required.")),
    "extra_forbidden": ("unknown", _("There is no such field.")),
    "string_type": ("type", _("This is to be a string.")),
    "string_unicode": ("lone_surrogate", _("This holds half a character. Please type it again.")),
    "lone_surrogate": ("lone_surrogate", _("This holds half a character.")),
    "forbidden_character": ("forbidden_character", _("This holds a control character.")),
    "bad_time": (
        "invalid",
        _("This is to be a time with its offset, such as 2026-01-31T18:00:00Z."),
    ),
    "bool_type": ("type", _("This is to be true or false.")),
    "int_type": ("type", _("This is to be a whole number.")),
    "int_parsing": ("type", _("This is to be a whole number.")),
    "list_type": ("type", _("This is to be a list.")),
    "model_type": ("type", _("This is to be a JSON object.")),
    "model_attributes_type": ("type", _("This is to be a JSON object.")),
}


def field_errors(context: ValidationErrorContext[Any]) -> Iterator[FieldError]:
    """One `FieldError` for each thing that pydantic refused."""
    names = context.model.__ninja_flatten_map_reverse__
    in_body = context.model.__ninja_param_source__ == "body"
    found = context.pydantic_validation_error.errors(
        include_url=False, include_input=False, include_context=False
    )
    for error in found:
        place = names.get(error["loc"], error["loc"])
        # The body is one parameter of the operation, whose name is nobody's business.
        place = place[1:] if in_body else place
        code, message = _KNOWN.get(error["type"], (_code(error["type"]), error["msg"]))
        yield FieldError(_shown(place), code, str(message))


def _code(kind: str) -> str:
    """One of our few words for one of pydantic's many."""
    if kind in {"greater_than_equal", "less_than_equal"}:
        return "out_of_range"
    return "type" if kind.endswith(("_type", "_parsing", "_parsing_size")) else "invalid"


def _shown(place: tuple[int | str, ...]) -> str:
    """``claims.0.status``; empty for the body as a whole, ``?`` for a name that is not ours."""
    parts = [str(part) if isinstance(part, int) else _name(part) for part in place]
    return ".".join(parts)


def _name(part: str) -> str:
    return part if _NAME.fullmatch(part) else "?"


def whole(text: str) -> str:
    """Refuses what no database keeps: halves of surrogate pairs, and NUL."""
    if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise PydanticCustomError("lone_surrogate", "This holds half a character.")
    if "\x00" in text:
        raise PydanticCustomError("forbidden_character", "This holds a control character.")
    return text
