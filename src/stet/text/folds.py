"""Character folds of the match key: data and the functions that apply it to one character.

Sources: Unicode NFKC and case folding; the letter folds for Arabic, Persian and Sorani follow the
reading and visual norms of nisaba's abjad_alphabet (`ckb`, `fa`, `ar`) and what writers without a
Kurdish keyboard type. They serve matching only and are never shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from stet.text.characters import IGNORABLE_CLASS

# Marks that carry no letter of their own: accents left over after composing, Hebrew points, Arabic
# vowel signs and Koranic marks, enclosing marks. Indic vowel signs are letters to their readers: kept.
_MARK_CLASS: Final = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_TATWEEL: Final = "\u0640"
# Controls are cut too, except TAB, LF and CR, which separate words.
_DROPPED: Final = re.compile(
    f"[{IGNORABLE_CLASS}{_MARK_CLASS}{_TATWEEL}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)

# One letter for the keyboards' variants of it. Safe for Arabic, Persian and Kurdish alike.
_LETTERS: Final = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ي": "ی", "ى": "ی", "ے": "ی",
    "ك": "ک", "ڪ": "ک",
    "ة": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه", "ۀ": "ه", "ۂ": "ه", "ۃ": "ه",
    "ٽ": "ت",
    "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "＇": "'",
}  # fmt: skip

# The looser second step, which joins letters that are different sounds to careful writers.
_LOOSE_ARABIC: Final = str.maketrans(
    {"ێ": "ی", "ئ": "ی", "ۆ": "و", "ۊ": "و", "ؤ": "و", "ۋ": "و", "ڕ": "ر", "ڵ": "ل", "ڤ": "ف"}
)
_LATIN_WITHOUT_ACCENT: Final = str.maketrans({"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h"})

# Letters of Cyrillic, Greek and Armenian that are drawn like a Latin letter (from UTS #39, lower case).
LATIN_LOOKALIKES: Final = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "ғ": "f", "һ": "h", "н": "h",
    "і": "i", "ї": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p",
    "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ѵ": "v", "ԝ": "w", "х": "x", "у": "y", "ү": "y",
    "ɡ": "g", "ɑ": "a", "ɩ": "i", "ο": "o", "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i",
    "κ": "k", "μ": "u", "ν": "v", "ρ": "p", "σ": "o", "ς": "c", "τ": "t", "υ": "u", "χ": "x",
    "γ": "y", "ω": "w", "օ": "o", "ս": "u", "ո": "n",
}  # fmt: skip

_CYRILLIC_OR_GREEK: Final = re.compile("[\u0370-\u052f\u0561-\u0587]")


@lru_cache(maxsize=65_536)
def fold_cluster(cluster: str) -> str:
    """A base character with its marks -> its folded letters; "" for what the key leaves out."""
    composed = unicodedata.normalize("NFKC", cluster)
    kept = _DROPPED.sub("", composed).casefold()
    # Case folding can decompose (İ -> i + dot above): compose again, then cut what stayed loose.
    kept = _DROPPED.sub("", unicodedata.normalize("NFKC", kept))
    return "".join(map(_fold_letter, kept))


def _fold_letter(character: str) -> str:
    folded = _LETTERS.get(character)
    if folded is not None:
        return folded
    if character.isdecimal() and not character.isascii():
        return str(unicodedata.decimal(character))
    if character.isspace():
        return " " if character not in "\n\r" else character
    return character


@lru_cache(maxsize=16_384)
def loosen(token: str) -> str:
    """A key token without Latin accents and with the looser Arabic-script folds applied."""
    if token.isascii():
        return token
    bare = token.translate(_LOOSE_ARABIC).translate(_LATIN_WITHOUT_ACCENT)
    decomposed = unicodedata.normalize("NFD", bare)
    if decomposed == bare:
        return bare
    return unicodedata.normalize("NFC", _drop_latin_accents(decomposed))


def _drop_latin_accents(decomposed: str) -> str:
    out: list[str] = []
    latin = False
    for character in decomposed:
        if unicodedata.combining(character):
            if latin:
                continue
        else:
            latin = "a" <= character <= "z"
        out.append(character)
    return "".join(out)


@lru_cache(maxsize=16_384)
def latin_lookalike(token: str) -> str:
    """The token with Cyrillic, Greek and Armenian look-alikes as Latin letters; the same length."""
    if not _CYRILLIC_OR_GREEK.search(token):
        return token
    return "".join(LATIN_LOOKALIKES.get(character, character) for character in token)
