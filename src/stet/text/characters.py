"""Which characters nobody can see, and which nobody may send."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Letters and symbols by category that are drawn as nothing: Hangul fillers and the blank Braille cell.
_BLANK_LETTERS: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")

# Format characters that do have a shape of their own (Unicode: Prepended_Concatenation_Mark).
_VISIBLE_FORMAT: Final = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)

_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Me"})

# Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties, as ranges.
IGNORABLE_CLASS: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)

_IGNORABLE: Final = re.compile(f"[{IGNORABLE_CLASS}]")
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@lru_cache(maxsize=65_536)
def is_visible(character: str) -> bool:
    """Whether this one code point, standing alone, puts a mark on the page."""
    if character in _BLANK_LETTERS:
        return False
    if character in _VISIBLE_FORMAT:
        return True
    return unicodedata.category(character) not in _UNSEEN_CATEGORIES and not is_ignorable(character)


def is_ignorable(character: str) -> bool:
    """Whether Unicode says that a program which does not support this code point shows nothing."""
    return _IGNORABLE.match(character) is not None


def first_forbidden(text: str) -> int | None:
    """The offset of the first code point that is never accepted, or None.

    Never accepted: NUL and the other C0 controls except TAB, LF and CR; DEL; C1 controls; lone
    surrogates. Format characters (joiners, direction marks, overrides) are accepted.
    """
    found = _FORBIDDEN.search(text)
    return found.start() if found else None


def without_forbidden(text: str) -> str:
    """``text`` without the code points that `first_forbidden` finds."""
    return _FORBIDDEN.sub("", text)
