"""What a field of the newsroom's own words may hold, and the refusal that names the field."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.text.characters import first_forbidden, is_visible

LANG_LIMIT = 16  # the columns'
_LANG = re.compile(
    r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"
)  # language subtags of RFC 5646, well formed


class BadField(Exception):
    """Something given to a deed of the newsroom cannot stand; ``field`` says which part."""

    def __init__(self, field: str, message: str | Promise) -> None:
        super().__init__(field, message)
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def fault_in(
    words: str, limit: int, *, required: bool = True, one_line: bool = False
) -> str | Promise | None:
    """Why ``words`` cannot stand in a field of at most ``limit`` code points; None if they can."""
    if len(words) > limit:
        return _("This is longer than %(limit)d characters.") % {"limit": limit}
    if first_forbidden(words) is not None:
        return _("This holds a control character that cannot be shown.")
    if required and not any(map(is_visible, words)):
        return _("This field is required.")
    if one_line and words.splitlines() not in ([], [words]):
        return _("This must be a single line.")
    return None


def is_language(tag: str) -> bool:
    """Whether ``tag`` is written like a language tag of RFC 5646 and fits the column."""
    return len(tag) <= LANG_LIMIT and _LANG.fullmatch(tag) is not None


@lru_cache(maxsize=64)
def is_timezone(name: str) -> bool:
    """Whether this machine knows the time zone ``name`` of the IANA database."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not there; not a key; a folder of keys
        return False
    return len(name) <= 64  # the column's
