"""Finding words and phrases among a text's words, in one pass.

A phrase table is a tree of words. Readers misspell, stretch and disguise, so before a word is looked
up it is brought to its `canonical` form: itself when the table knows it, else the nearest known
spelling that the rules here allow. Phrases match whole words only, never parts of words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from stet.text.folds import loosen
from stet.text.languages import is_common

Payload = TypeVar("Payload")

# Arabic script is written by habit with variants of a letter: any spelling may be loosened. Elsewhere
# an accent often makes another word (Turkish "sık" is "often"), so there only spellings without any
# accent, of this length and more, are taken for the accented word.
_LOOSE_LANGUAGES = frozenset({"ar", "ckb", "fa"})
_ACCENTLESS_LENGTH = 5
# Shorter words lose too much with a letter: "too" is not "to".
_UNDOUBLED_LENGTH = 4

# Distinct words to remember: more than a busy day's vocabulary, about 5 MB.
_REMEMBERED = 32_768

_DOUBLE = re.compile(r"([^\W\d_])\1")
# Conjunctions, prepositions and articles that Arabic writes onto the next word, longest first.
_ARABIC_PROCLITICS = ("وال", "فال", "بال", "کال", "لل", "و", "ف", "ب", "ل")


# "Is", "are", "you are" and the plural, which these languages write onto the word; longest first, in
# match-key spelling.
_SUFFIXES = {
    "ckb": ("هکانن", "هکان", "هکه", "ییه", "یت", "یه", "ین", "ن", "ه", "ی"),
    "tr": (
        "lardır", "lerdir", "sınız", "siniz", "sunuz", "sünüz", "ları", "leri", "lar", "ler",
        "dır", "dir", "dur", "dür", "tır", "tir", "tur", "tür", "sın", "sin", "sun", "sün",
    ),
    "fa": ("هاست", "ها", "ند", "ید", "ین", "ن"),
}  # fmt: skip


@dataclass(slots=True)
class Node(Generic[Payload]):
    """What can follow the words read so far, and what they mean if the phrase ends here."""

    after: dict[str, Node[Payload]] = field(default_factory=dict)
    payload: Payload | None = None


class PhraseTable(Generic[Payload]):
    """Phrases of one language. Filled once, then only read; safe to share between threads."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._root: Node[Payload] = Node()
        self._words: set[str] = set()
        self._loose: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self.canonical: Callable[[str], str] = lru_cache(maxsize=_REMEMBERED)(self._canonical)
        # Word -> what begins with it. A plain dictionary: the innermost loop lives here.
        self._begun: dict[str, Node[Payload] | None] = {}

    def add(
        self,
        words: Sequence[str],
        merge: Callable[[Payload | None], Payload],
        *,
        stem: bool = False,
    ) -> None:
        """Add a phrase; `merge` gets the payload already there, or None, and gives the new one."""
        node = self._root
        for word in words:
            node = node.after.setdefault(word, Node())
            self._words.add(word)
            loose = loosen(word)
            if self.language in _LOOSE_LANGUAGES or len(loose) >= _ACCENTLESS_LENGTH:
                self._loose.setdefault(loose, word)
        node.payload = merge(node.payload)
        if stem and len(words) == 1:
            self._stems[words[0]] = words[0]

    def matches(self, words: Sequence[str]) -> Iterable[tuple[int, int, Payload]]:
        """(start, end, payload) of the longest phrase at each place, left to right, no overlaps."""
        canonical, begun = self.canonical, self._begun
        count = len(words)
        free = 0
        for at, word in enumerate(words):
            try:
                node = begun[word]
            except KeyError:
                node = self._begin(word)
            if node is None or at < free:
                continue
            best, payload, ahead = at + 1, node.payload, at + 1
            while node is not None and node.after and ahead < count:
                node = node.after.get(canonical(words[ahead]))
                ahead += 1
                if node is not None and node.payload is not None:
                    best, payload = ahead, node.payload
            if payload is not None:
                yield at, best, payload
                free = best

    def _begin(self, word: str) -> Node[Payload] | None:
        if len(self._begun) >= _REMEMBERED:
            self._begun.clear()
        node = self._begun[word] = self._root.after.get(self.canonical(word))
        return node

    def _canonical(self, word: str) -> str:
        known = self._known(word)
        if known is not None:
            return known
        if "'" in word:
            # "author's", "l'auteur": the part that carries the meaning.
            head, _, tail = word.partition("'")
            return self._known(tail if self.language == "fr" else head) or word
        if self.language == "ar":
            for prefix in _ARABIC_PROCLITICS:
                if word.startswith(prefix) and len(word) - len(prefix) >= 3:
                    known = self._known(word[len(prefix) :])
                    if known is not None:
                        return known
        return self._without_suffix(word) or self._stem_of(word) or word

    def _without_suffix(self, word: str) -> str | None:
        for suffix in _SUFFIXES.get(self.language, ()):
            if word.endswith(suffix) and len(word) - len(suffix) >= 3:
                known = self._known(word[: -len(suffix)])
                if known is not None:
                    return known
        return None

    def _known(self, word: str) -> str | None:
        if word in self._words:
            return word
        loose = loosen(word)
        if self.language in _LOOSE_LANGUAGES or word == loose:
            known = self._loose.get(loose)
            if known is not None:
                return known
        elif self.language == "en" and len(loose) >= _UNDOUBLED_LENGTH and loose in self._words:
            # English has no accents of its own: an accented letter is a disguise.
            return loose
        single = _DOUBLE.sub(r"\1", loose)
        if single != loose and len(single) >= _UNDOUBLED_LENGTH and single in self._words:
            return None if is_common(word) else single
        return None

    def _stem_of(self, word: str) -> str | None:
        if not self._stems:
            return None
        for length in range(min(len(word), 14), 3, -1):
            stem = self._stems.get(word[:length])
            if stem is not None:
                return stem
        return None
