"""Writing XML 1.0: whatever a reader wrote comes out as characters, and nothing as markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

# What XML 1.0 section 2.2 has no place for, not even escaped. Few of them get past our own checks.
_NO_CHARACTER = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A bare CR would be read as LF; in attributes every white space would be read as a space.
_IN_TEXT = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord("\r"): "&#13;"}
_IN_ATTRIBUTE = {**_IN_TEXT, ord('"'): "&quot;", ord("\t"): "&#9;", ord("\n"): "&#10;"}
_DIRECTING = re.compile("[\u202a-\u202e\u2066-\u2069]")

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def characters(text: str) -> str:
    """``text`` as character data; U+FFFD for what XML cannot say."""
    return _NO_CHARACTER.sub("\ufffd", text).translate(_IN_TEXT)


def element(name: str, content: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element; ``content`` is XML already (see `characters`), the attributes' values are not."""
    given = "".join(
        f' {key}="{_NO_CHARACTER.sub(chr(0xFFFD), value).translate(_IN_ATTRIBUTE)}"'
        for key, value in (attributes or {}).items()
    )
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def text(name: str, words: str, attributes: Mapping[str, str] | None = None) -> str:
    """An element that holds words."""
    return element(name, characters(words), attributes)


def apart(words: str) -> str:
    """``words`` for a title made of several parts: their direction ends where they end.

    U+2068 and U+2069 around them; within, what would end that early is left out (UAX #9).
    """
    return f"\u2068{_DIRECTING.sub('', words)}\u2069"
