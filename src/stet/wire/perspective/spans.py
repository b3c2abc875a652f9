"""Parts of a text that are scored by themselves, for clients that count in UTF-16 units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stet.text.sentences import sentences

# With more sentences, neighbours are taken together: as many as are screened in one batch.
MOST: Final = 16

Range = tuple[int, int]


def parts(text: str, most: int = MOST) -> list[Range]:
    """The sentences in code points, or groups of them as even as can be where they are more."""
    found = sentences(text)
    if len(found) <= most:
        return found
    size, more = divmod(len(found), most)
    groups, at = [], 0
    for group in range(most):
        last = at + size + (group < more)
        groups.append((found[at][0], found[last - 1][1]))
        at = last
    return groups


def utf16_units(text: str) -> int:
    """How many UTF-16 code units the text has: two for each character beyond U+FFFF."""
    return len(text) + sum(character > "\uffff" for character in text)


def in_utf16(text: str, ranges: Sequence[Range]) -> list[Range]:
    """Ranges in code points, in order and apart, as ranges in UTF-16 code units."""
    found = []
    at = units = 0
    for start, end in ranges:
        begin = units + utf16_units(text[at:start])
        units = begin + utf16_units(text[start:end])
        at = end
        found.append((begin, units))
    return found
