"""Characters that a moderator cannot see: which they are, and where.

They are accepted and stored as received (joiners are letters to Persian and Kurdish readers and glue
in emoji); a moderator is told about them because they can hide or reorder words. See UAX #9 for the
directional ones and trojansource.codes for what overrides can do.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from stet.text.characters import IGNORABLE_CLASS

_UNSEEN: Final = re.compile(f"[{IGNORABLE_CLASS}\u2800]")
_EMBEDDINGS: Final = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES: Final = frozenset("\u2066\u2067\u2068")
_OVERRIDES: Final = frozenset("\u202d\u202e")
_POP_EMBEDDING: Final = "\u202c"
_POP_ISOLATE: Final = "\u2069"
_POPS: Final = frozenset({_POP_EMBEDDING, _POP_ISOLATE})
_BIDI: Final = frozenset("\u061c\u200e\u200f") | _EMBEDDINGS | _ISOLATES | {"\u202c", "\u2069"}

# Ordinary where they stand between letters or inside an emoji.
_JOINERS: Final = frozenset("\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Invisible:
    """One invisible character: its offset, code point, Unicode name and whether it steers direction.

    `ordinary` is true for joiners, variation selectors, emoji tags and direction marks where
    honest writers use them.
    """

    at: int
    code_point: int
    name: str
    bidi: bool
    ordinary: bool


@dataclass(frozen=True, slots=True)
class InvisibleFacts:
    """All invisible characters of a text, and what its directional ones amount to."""

    found: tuple[Invisible, ...] = ()
    overrides: int = 0
    unbalanced: bool = False

    @property
    def suspicious(self) -> bool:
        """Whether the moderator should look: an override, an open run, or hidden characters."""
        return bool(self.overrides) or self.unbalanced or any(not f.ordinary for f in self.found)


_NONE: Final = InvisibleFacts()


def find_invisible(text: str) -> InvisibleFacts:
    """The invisible and directional characters of a text."""
    if text.isascii():
        return _NONE
    found = tuple(_describe(text, match.start()) for match in _UNSEEN.finditer(text))
    if not found:
        return _NONE
    overrides = sum(text[item.at] in _OVERRIDES for item in found)
    return InvisibleFacts(found, overrides, _unbalanced(text, found))


def _describe(text: str, at: int) -> Invisible:
    character = text[at]
    return Invisible(
        at=at,
        code_point=ord(character),
        name=unicodedata.name(character, "UNNAMED"),
        bidi=character in _BIDI,
        ordinary=_ordinary(text, at),
    )


def _ordinary(text: str, at: int) -> bool:
    character = text[at]
    before = text[at - 1] if at else ""
    if character in _JOINERS:
        return bool(before) and not before.isascii()
    if character in "\u200e\u200f\u061c":
        return True
    if character == "\ufeff":
        return at == 0
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0020" <= character <= "\U000e007f":
        # Variation selectors and flag tags follow a symbol or a keycap digit.
        return bool(before) and (not before.isascii() or before.isdigit() or before in "#*")
    return character in _ISOLATES or character == _POP_ISOLATE


def _unbalanced(text: str, found: tuple[Invisible, ...]) -> bool:
    """Whether a directional run is left open or closed without having been opened (UAX #9, BD8-BD13)."""
    stack: list[str] = []
    for item in found:
        character = text[item.at]
        if character in _EMBEDDINGS:
            stack.append(_POP_EMBEDDING)
        elif character in _ISOLATES:
            stack.append(_POP_ISOLATE)
        elif character in _POPS and (not stack or stack.pop() != character):
            return True
    return bool(stack)


def without_steering(text: str) -> str:
    """``text`` without what overrides, embeds or isolates a direction: for where no markup can
    keep it to itself, such as a letter's subject. Marks and joiners stay; they steer nothing else.
    """
    steering = _EMBEDDINGS | _ISOLATES | _POPS
    return "".join(character for character in text if character not in steering)
