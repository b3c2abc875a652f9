"""What a form accepts as a name and as a comment.

A text is accepted or refused as it stands: nothing is trimmed, normalised or mended here.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from stet.text.characters import first_forbidden, is_visible

# The defaults of the publication form; a site's settings may give others.
NAME_LIMIT: Final = 80
BODY_LIMIT: Final = 5_000

_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]")


class Problem(StrEnum):
    """Why a text is refused at the form."""

    EMPTY = "empty"
    BLANK = "blank"
    TOO_LONG = "too_long"
    FORBIDDEN_CHARACTER = "forbidden_character"
    LONE_SURROGATE = "lone_surrogate"
    LINE_BREAK = "line_break"


def length(text: str) -> int:
    """Code points of the text, a CRLF counted as one, as browsers' `maxlength` counts it."""
    return len(text) - text.count("\r\n")


def visible_length(text: str) -> int:
    """Code points that put a mark on the page: no white space, controls, joiners or bare accents."""
    return sum(map(is_visible, text))


def check_name(name: str, limit: int = NAME_LIMIT) -> Problem | None:
    """The first reason to refuse this name, or None. A name is one line."""
    return _check(name, limit) or (Problem.LINE_BREAK if _LINE_BREAK.search(name) else None)


def check_body(body: str, limit: int = BODY_LIMIT) -> Problem | None:
    """The first reason to refuse this comment text, or None."""
    return _check(body, limit)


def _check(text: str, limit: int) -> Problem | None:
    if not text:
        return Problem.EMPTY
    # Length before the character scans: a hostile text of megabytes costs one count.
    if length(text) > limit:
        return Problem.TOO_LONG
    at = first_forbidden(text)
    if at is not None:
        surrogate = "\ud800" <= text[at] <= "\udfff"
        return Problem.LONE_SURROGATE if surrogate else Problem.FORBIDDEN_CHARACTER
    if not any(map(is_visible, text)):
        return Problem.BLANK
    return None
