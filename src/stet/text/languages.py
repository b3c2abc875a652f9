"""Which language a text is probably in: by script, telltale letters and common words.

A light guess for routing, not a linguist: a few words are enough when they are common ones, and a
text without evidence is "und". Tags are BCP 47 primary subtags.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, islice
from typing import Final

UNDETERMINED: Final = "und"

# First code points of the ranges that matter here; a range lasts until the next entry.
_RANGES: Final = (
    (0x0000, "Common"), (0x0041, "Latin"), (0x005B, "Common"), (0x0061, "Latin"), (0x007B, "Common"),
    (0x00AA, "Latin"), (0x00AB, "Common"), (0x00BA, "Latin"), (0x00BB, "Common"), (0x00C0, "Latin"),
    (0x02B0, "Common"), (0x0370, "Greek"), (0x0400, "Cyrillic"), (0x0530, "Armenian"),
    (0x0590, "Hebrew"), (0x0600, "Arabic"), (0x0700, "Syriac"), (0x0750, "Arabic"), (0x0780, "Other"),
    (0x08A0, "Arabic"), (0x0900, "Devanagari"), (0x0980, "Other"), (0x0E00, "Thai"), (0x0E80, "Other"),
    (0x10A0, "Georgian"), (0x1100, "Hangul"), (0x1200, "Other"), (0x1C80, "Cyrillic"), (0x1C90, "Other"),
    (0x1E00, "Latin"), (0x1F00, "Greek"), (0x2000, "Common"), (0x2C60, "Latin"), (0x2C80, "Other"),
    (0x2DE0, "Cyrillic"), (0x2E00, "Common"), (0x3040, "Kana"), (0x3100, "Other"), (0x3130, "Hangul"),
    (0x3190, "Other"), (0x31F0, "Kana"), (0x3200, "Common"), (0x3400, "Han"), (0xA000, "Other"),
    (0xA640, "Cyrillic"), (0xA6A0, "Other"), (0xA720, "Latin"), (0xA800, "Other"), (0xAC00, "Hangul"),
    (0xD7FC, "Common"), (0xF900, "Han"), (0xFB00, "Latin"), (0xFB13, "Armenian"), (0xFB1D, "Hebrew"),
    (0xFB50, "Arabic"), (0xFE00, "Common"), (0xFE70, "Arabic"), (0xFEFF, "Common"), (0xFF21, "Latin"),
    (0xFF3B, "Common"), (0xFF41, "Latin"), (0xFF5B, "Common"), (0xFF66, "Kana"), (0xFFA0, "Common"),
    (0x10000, "Other"), (0x1D400, "Latin"), (0x1D6A8, "Greek"), (0x1D7CC, "Common"),
    (0x1EE00, "Arabic"), (0x1F000, "Common"), (0x20000, "Han"), (0x33480, "Common"),
)  # fmt: skip
_STARTS: Final = [start for start, _ in _RANGES]

# Scripts that name a language well enough when nothing here reads that language.
_BY_SCRIPT: Final = {
    "Greek": "el", "Cyrillic": "ru", "Armenian": "hy", "Hebrew": "he", "Devanagari": "hi",
    "Thai": "th", "Georgian": "ka", "Hangul": "ko", "Kana": "ja", "Han": "zh", "Syriac": "syr",
}  # fmt: skip

_SCRIPT_OF: Final = {
    "en": "Latin", "ku": "Latin", "tr": "Latin", "de": "Latin", "fr": "Latin", "es": "Latin",
    "it": "Latin", "pt": "Latin", "nl": "Latin", "sv": "Latin", "pl": "Latin", "id": "Latin",
    "ar": "Arabic", "ckb": "Arabic", "fa": "Arabic", "ur": "Arabic", "ug": "Arabic",
    "uk": "Cyrillic", "ru": "Cyrillic",
}  # fmt: skip

# Letters that few other languages of the script use, and how much one word with such a letter says
# against one common word (1.0).
_TELLTALES: Final = (
    (frozenset("ığş"), {"tr": 0.8, "ku": 0.1}),
    (frozenset("êîû"), {"ku": 0.8, "fr": 0.3}),
    (frozenset("äß"), {"de": 0.8, "sv": 0.3}),
    (frozenset("öü"), {"de": 0.5, "tr": 0.5, "sv": 0.2}),
    (frozenset("éèàœ"), {"fr": 0.6, "it": 0.2, "es": 0.2, "pt": 0.2}),
    (frozenset("çş"), {"tr": 0.4, "ku": 0.4, "fr": 0.3, "pt": 0.2}),
    (frozenset("ñ¿¡"), {"es": 1.0}),
    (frozenset("ãõ"), {"pt": 1.0}),
    (frozenset("å"), {"sv": 1.0}),
    (frozenset("ąęłńśźż"), {"pl": 1.0}),
    (frozenset("ێۆڵڕڤ"), {"ckb": 1.0}),
    (frozenset("گچپژ"), {"fa": 0.4, "ckb": 0.4}),
    (frozenset("ٹڈڑں"), {"ur": 1.5}),
    (frozenset("ېۇۈ"), {"ug": 1.5}),
    (frozenset("іїєґ"), {"uk": 1.0}),
    (frozenset("ыэъё"), {"ru": 1.0}),
)
_TELLTALE_LETTERS: Final = frozenset().union(*(letters for letters, _ in _TELLTALES))

_ENOUGH_WORDS: Final = 80
# With 100 to 300 of them relevance tells true pairs best from shuffled ones (docs/screening.md).
_FUNCTION_WORDS: Final = 200
# A guess on less evidence than one common word of its own is no guess.
_LEAST_EVIDENCE: Final = 0.9
# A hint stands unless another language has clearly more evidence; it is worth one common word.
_HINT_SHARE: Final = 0.5
_HINT_WORTH: Final = 1.0


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language tag, how sure (0 to 1), and the script of most letters ("Common": no letters)."""

    tag: str
    confidence: float
    script: str


@lru_cache(maxsize=65_536)
def script_of(character: str) -> str:
    """The script of one code point, "Common" for what belongs to none."""
    return _RANGES[bisect_right(_STARTS, ord(character)) - 1][1]


def script_counts(text: str) -> dict[str, int]:
    """How many letters of each script the text has; digits, signs and emoji are not counted."""
    counts = Counter(map(script_of, text))
    del counts["Common"]
    return dict(counts)


@cache
def _words() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Common word -> languages that have it, with the share of evidence that it gives to each."""
    source = files("stet.text").joinpath("common_words.txt").read_text(encoding="utf-8")
    holders: dict[str, list[str]] = {}
    for line in source.splitlines():
        if line and not line.startswith("#"):
            tag, _, words = line.partition(": ")
            for word in words.split():
                holders.setdefault(word, []).append(tag)
    return {w: tuple((tag, 1 / len(tags)) for tag in tags) for w, tags in holders.items()}


@cache
def _function_words() -> frozenset[str]:
    """The first of each language's common words, which are in order of frequency."""
    source = files("stet.text").joinpath("common_words.txt").read_text(encoding="utf-8")
    lines = (line for line in source.splitlines() if line and not line.startswith("#"))
    return frozenset(w for line in lines for w in line.partition(": ")[2].split()[:_FUNCTION_WORDS])


def is_function_word(word: str) -> bool:
    """Whether a match-key word is so frequent in some language that it tells no topic."""
    return word in _function_words()


def is_common(word: str) -> bool:
    """Whether a match-key word is on the list of some language's common words."""
    return word in _words()


def guess_language(text: str, words: Iterable[str], hint: str | None = None) -> LanguageGuess:
    """Guess from the text, its match-key words, and a hint that good evidence overrules."""
    scripts = {"Latin": 1} if text.isascii() else script_counts(text)
    wanted = hint.lower().replace("_", "-").split("-")[0] if hint else None
    if wanted == "kmr":
        wanted = "ku"
    if text.isascii() and not _ASCII_LETTER.search(text):
        scripts = {}
    if not scripts:
        return LanguageGuess(UNDETERMINED, 0.0, "Common")
    script = max(scripts, key=lambda name: (scripts[name], name))
    if script == "Han" and "Kana" in scripts:
        script = "Kana"
    evidence = _evidence(text, words, script)
    return LanguageGuess(*_choose(evidence, script, wanted), script)


_ASCII_LETTER: Final = re.compile("[A-Za-z]")


def _evidence(text: str, words: Iterable[str], script: str) -> dict[str, float]:
    """Evidence for each language of the script, in units of one common word of its own."""
    known = _words()
    found: dict[str, float] = {}
    # The first words tell as much as all of them.
    sample = list(islice(words, _ENOUGH_WORDS))
    for word in sample:
        for tag, weight in known.get(word, ()):
            found[tag] = found.get(tag, 0.0) + weight
    if text.isascii():
        return found
    for tag, weight in chain.from_iterable(map(_letters_tell, sample)):
        found[tag] = found.get(tag, 0.0) + weight
    if script == "Arabic":
        # The key folds these letters; the text as typed still tells them apart.
        for letter, tag, weight in (("ە", "ckb", 0.7), ("ة", "ar", 1.0), ("ك", "ar", 0.2)):
            found[tag] = found.get(tag, 0.0) + weight * text.count(letter)
    return {tag: value for tag, value in found.items() if _SCRIPT_OF.get(tag) == script and value}


def _letters_tell(word: str) -> list[tuple[str, float]]:
    """What the letters of one word say, whatever the word."""
    told: list[tuple[str, float]] = []
    if word.startswith("ال") and len(word) > 4:
        told.append(("ar", 0.9))
    if not _TELLTALE_LETTERS.isdisjoint(word):
        for letters, weights in _TELLTALES:
            if not letters.isdisjoint(word):
                told += weights.items()
    return told


def _choose(evidence: Mapping[str, float], script: str, wanted: str | None) -> tuple[str, float]:
    hinted = wanted if wanted and _SCRIPT_OF.get(wanted) == script else None
    best = max(evidence, key=lambda tag: (evidence[tag], tag), default=None)
    if best is None or evidence[best] < _LEAST_EVIDENCE:
        if hinted:
            # A hint alone is worth little more than a coin that is known to be loaded.
            return hinted, 0.6
        return (_BY_SCRIPT[script], 0.5) if script in _BY_SCRIPT else (UNDETERMINED, 0.0)
    if hinted and evidence.get(hinted, 0.0) + _HINT_WORTH >= _HINT_SHARE * evidence[best]:
        best = hinted
    total = sum(evidence.values())
    # One unit of doubt: a single common word gives 0.5, ten of one language 0.9.
    return best, round(evidence.get(best, 0.0) / (total + 1.0), 3)
