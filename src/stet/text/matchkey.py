"""The match key: one derived spelling for the many ways to write a word, with the way back.

The key is never shown and never stored as the comment. It is made in this order (each step is in
`folds` or below): NFKC, dropping ignorable characters, vowel marks and tatweel; case folding; letter
folds; digits to 0-9; runs of three and more equal letters to two; then, only inside tokens of Latin,
Cyrillic and Greek letters, look-alikes and digits used as letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stet.text.characters import first_forbidden
from stet.text.folds import fold_cluster, latin_lookalike, loosen

# A key is comparable only with keys made by the same tables: store both beside a stored key.
UNICODE_VERSION: Final = unicodedata.unidata_version
KEY_VERSION: Final = "1"

# A base character and the marks on it. Marks: general combining blocks and the Arabic vowel signs.
_CLUSTER: Final = re.compile(
    "(?s:.)[\u0300-\u036f\u0653-\u0655\u064b-\u0652\u0670\u3099\u309a\u20d0-\u20ff\ufe20-\ufe2f]*"
)
_RUN: Final = re.compile(r"([^\W\d_])\1{2,}")
# Looked for where a run of letters begins and nowhere else in it: a long one is read once.
_MIXED: Final = re.compile(
    "(?<![a-z\u00df-\u024f\u0370-\u052f\u0561-\u0587])[a-z\u00df-\u024f\u0370-\u052f\u0561-\u0587]*"
    "(?:[a-z][\u0370-\u052f\u0561-\u0587]|[\u0370-\u052f\u0561-\u0587][a-z])"
    "[a-z\u00df-\u024f\u0370-\u052f\u0561-\u0587]*"
)

# Digits and signs used as letters. "1" stands for i here; its other reading, l, is tried by the
# lexicon on a hit's neighbour. Signs that end sentences count only between two letters.
LEET: Final = str.maketrans("01345789@$€£!|", "oieastbgaseeii")
_LEET_SIGNS: Final = frozenset("01345789@$€£!|")
_LEET_HINT: Final = re.compile(r"[a-z][01345789@$€£]|[01345789@$€][a-z]|[a-z][!|][a-z]")
_LEET_TOKEN: Final = re.compile(r"[a-z01345789@$€£]+(?:[!|]+(?=[a-z])[a-z01345789@$€£]+)*")
_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class MatchKey:
    """A key string and, for each of its characters, the code points of the text it came from.

    `starts` and `ends` are None when the key has the text's own offsets (plain ASCII text).
    """

    key: str
    length: int
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original text that made key[start:end].

        Raises ValueError for an empty span or one outside the key: nothing sensible maps back.
        """
        if not 0 <= start < end <= len(self.key):
            raise ValueError("a span of the key is at least one character and lies inside it")
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def compact(self, start: int = 0, end: int | None = None) -> MatchKey:
        """The second key: key[start:end] without separators, for spaced-out spellings."""
        stop = len(self.key) if end is None else end
        kept = [at for at in range(start, stop) if self.key[at].isalnum()]
        return MatchKey(
            key="".join([self.key[at] for at in kept]),
            length=self.length,
            starts=kept if self.starts is None else [self.starts[at] for at in kept],
            ends=[at + 1 for at in kept] if self.ends is None else [self.ends[at] for at in kept],
        )


def match_key(text: str, *, leet: bool = True) -> MatchKey:
    """The match key of a text. Total: any string has one, the empty string an empty one.

    With `leet` false, digits and signs stay what they are: a milder key, for readers that must tell
    "the 4th of May 2019" from a disguise.
    """
    return _with_lookalikes(_plain_key(text), leet)


@lru_cache(maxsize=4)  # a text's two keys are made one after the other
def _plain_key(text: str) -> MatchKey:
    # ASCII case folding keeps the offsets, unless controls have to go.
    plain = text.isascii() and first_forbidden(text) is None
    key = MatchKey(text.lower(), len(text)) if plain else _folded(text)
    # Asking for each letter that occurs is several times faster than a back reference.
    if any(letter * 3 in key.key for letter in set(key.key)):
        return _squeezed(key)
    return key


def _folded(text: str) -> MatchKey:
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        start, end = found.span()
        folded = fold_cluster(found[0])
        if not folded:
            # What is left out belongs to the letter before it, so that spans never cut a cluster.
            if ends and ends[-1] == start and not found[0].isspace():
                ends[-1] = end
            continue
        out.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return MatchKey("".join(out), len(text), starts, ends)


def _squeezed(key: MatchKey) -> MatchKey:
    """Runs of three and more equal letters become two; the second stands for the rest of the run."""
    starts = range(key.length) if key.starts is None else key.starts
    ends = range(1, key.length + 1) if key.ends is None else key.ends
    out: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for run in _RUN.finditer(key.key):
        cut = run.start() + 2
        out.append(key.key[at:cut])
        new_starts.extend(starts[at:cut])
        new_ends.extend(ends[at : cut - 1])
        new_ends.append(ends[run.end() - 1])
        at = run.end()
    out.append(key.key[at:])
    new_starts.extend(starts[at:])
    new_ends.extend(ends[at:])
    return MatchKey("".join(out), key.length, new_starts, new_ends)


def _with_lookalikes(key: MatchKey, leet: bool) -> MatchKey:
    """Look-alikes and digits used as letters, one for one, so that the map stays as it is."""
    folded = key.key
    if not folded.isascii():
        folded = _MIXED.sub(lambda token: latin_lookalike(token[0]), folded)
    if leet and not _LEET_SIGNS.isdisjoint(folded) and _LEET_HINT.search(folded):
        folded = _LEET_TOKEN.sub(_unleet, folded)
    if folded == key.key:
        return key
    return MatchKey(folded, key.length, key.starts, key.ends)


def _unleet(token: re.Match[str]) -> str:
    """Letters for digits, unless digits outnumber letters: A55 is a road, 1999 a year."""
    word = token[0]
    letters = digits = 0
    for character in word:
        letters += "a" <= character <= "z"
        digits += character.isdigit()
    return word.translate(LEET) if letters >= max(1, digits) else word


def name_skeleton(name: str) -> str:
    """What a name looks like: equal for names that a reader could take for one another.

    Invisible characters, case, accents, spacing, punctuation, look-alike letters and digits all
    fall away, so "Аlice" with a Cyrillic A and "A l i c e" are "alice". Only for comparing with
    reserved names; two people may share a skeleton honestly.
    """
    folded = _folded(name).key
    letters = "".join(_LETTER_OR_DIGIT.findall(folded))
    lookalike = latin_lookalike(loosen(letters))
    plain = loosen(lookalike).translate(LEET)
    # l and I and 1, o and 0, rn and m, vv and w are one shape in most typefaces.
    shaped = plain.replace("l", "i").replace("rn", "m").replace("vv", "w")
    return shaped or folded.strip()


_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]|[@$€!|]")
