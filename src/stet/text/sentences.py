"""Where sentences end, as far as signs and new lines tell. Abbreviations may end one too many."""

from __future__ import annotations

import re
from typing import Final

# Space after a sign that ends a sentence, with or without a closing mark between. What stands before is looked
# at from behind, so that a text of nothing but such signs is read once and not once for each of them.
_END: Final = re.compile(r"""(?<=[.!?…؟۔])\s+|(?<=[.!?…؟۔]["'”’»)\]])\s+|\n\s*""")


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences as half-open ranges in code points, without the space around them.

    A text without any end of a sentence is one; a text of space alone has none.
    """
    found = []
    start = 0
    for end, after in [*(match.span() for match in _END.finditer(text)), (len(text), len(text))]:
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            found.append((first, first + len(stripped)))
        start = after
    return found
