"""The words of a comment as Coral sends it: HTML or plain text, and it does not say which.

Only tags as Coral's editor and its sanitiser write them count as tags; everything else is text, so
that in plain text nothing can be hidden between angle brackets. What an attribute says is kept, but
for the few values that Coral writes itself: a link's address is part of what is judged, and in plain
text a made-up attribute is what readers see. Each character is looked at a fixed number of times.
"""

from __future__ import annotations

import html
import re
from typing import Final

_BLOCKS: Final = frozenset({"p", "div", "br", "li", "ul", "ol", "blockquote"})
_TAG = re.compile(
    r"<(/?)(p|div|br|li|ul|ol|blockquote|b|strong|i|em|u|s|span|a|img)"
    r'((?:\s+[a-z-]{1,30}="[^"<>]*")*)\s*/?>',
    re.IGNORECASE,
)
_VALUE = re.compile(r'="([^"<>]*)"')
_OF_CORAL = re.compile(
    r"(?:_blank|(?:noopener|noreferrer|nofollow|ugc)(?: (?:noopener|noreferrer|nofollow|ugc))*"
    r"|coral(?:-[a-z]+)*)?",
    re.IGNORECASE,
)


def words_of(body: str) -> str:
    """The text that readers would see, with the addresses of links, lines as Coral breaks them."""
    return html.unescape(_TAG.sub(_shown, body)).strip()


def _shown(tag: re.Match[str]) -> str:
    closing, name, attributes = tag.groups()
    told = [value for value in _VALUE.findall(attributes) if not _OF_CORAL.fullmatch(value)]
    between = "\n" if name.lower() in _BLOCKS and not (closing and name.lower() == "br") else ""
    return between + "".join(f" {value} " for value in told)
