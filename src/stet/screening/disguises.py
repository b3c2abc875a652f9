"""Listed words in disguise: spelled out with separators, split in two, masked, run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from stet.screening.lexicon import Terms
from stet.text.facts import TextFacts
from stet.text.languages import is_common

# Single letters with separators between them: "f u c k", "f.u.c.k", "f-u-c-k".
_SPELLED: Final = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s._\-*~|/,+]{1,3}[^\W\d_]){2,}(?![^\W_])")
# A whole run at once: what must stand in it is looked for afterwards, so that a long one is read once.
_MASKED: Final = re.compile(r"(?<![\w*#%])[a-z][a-z*#%_\-@$]*+")
_MASKS: Final = re.compile(r"[*#%_\-@$]")
_LETTERS: Final = re.compile(r"[a-z]")

# Shorter words turn up by chance where letters are joined.
_JOINED_LENGTH: Final = 4
# Whole-word masks with fewer letters in sight than this are anyone's guess.
_VISIBLE: Final = 2

# Letter runs that no ordinary word of the served languages contains.
_TELLING: Final = ("fuck", "asshole", "faggot", "bullshit", "motherfucker", "dumbass")


class Listed(dict[str, Terms]):
    """Single listed words with their terms; `heads` are all proper beginnings of the words,
    `longest` their greatest length."""

    def __init__(self, terms: Mapping[str, Terms]) -> None:
        super().__init__(terms)
        self.longest = max(map(len, terms), default=0)
        self.heads = frozenset(
            w[:n] for w in terms if len(w) >= _JOINED_LENGTH for n in range(1, len(w))
        )


def _is_single(word: str) -> bool:
    return len(word) == 1


def spelled_out(facts: TextFacts, listed: Listed) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words spelled letter by letter."""
    if sum(map(_is_single, facts.words)) < _JOINED_LENGTH - 1:
        return
    for run in _SPELLED.finditer(facts.key.key):
        compact = facts.key.compact(*run.span())
        joined = compact.key
        places = [at for at in range(*run.span()) if facts.key.key[at].isalnum()]
        start = 0
        while start < len(joined):
            most = min(len(joined), start + listed.longest)
            for end in range(most, start + _JOINED_LENGTH - 1, -1):
                terms = listed.get(joined[start:end])
                if terms:
                    yield places[start], places[end - 1] + 1, terms
                    start = end - 1
                    break
            start += 1


def split_in_two(facts: TextFacts, listed: Listed) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words cut by one separator: "fu ck"."""
    words, places, key = facts.words, facts.places, facts.key.key
    for at, head in enumerate(words[:-1]):
        if head not in listed.heads:
            continue
        terms = listed.get(head + words[at + 1])
        start, cut = places[at]
        resumed, end = places[at + 1]
        if not terms or resumed - cut != 1 or (is_common(head) and is_common(words[at + 1])):
            continue
        # "U.S hit", "it's hit": the letter belongs to what stands before it.
        before = key[start - 1] if start else " "
        if before in " \n\t" and key[cut] in " .-_*":
            yield start, end, terms


def masked(facts: TextFacts, listed: Listed) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words with letters replaced: "f*ck", "sh#t"."""
    key = facts.key.key
    if not _MASKS.search(key):
        return
    for found in _MASKED.finditer(key):
        shape = found[0].rstrip("#%_-@$")
        if not _MASKS.search(shape, 1, max(1, len(shape) - 1)):
            continue
        if not _JOINED_LENGTH <= len(shape) <= listed.longest:
            continue
        if len(_LETTERS.findall(shape)) < _VISIBLE:
            continue
        if "-" in shape and len(_MASKS.findall(shape)) > 1:
            continue
        pattern = re.compile("".join("[a-z]" if _MASKS.match(c) else c for c in shape))
        fitting = [
            word
            for word in listed
            if len(word) == len(shape) and word[0] == shape[0] and pattern.fullmatch(word)
        ]
        if fitting:
            # Of several words the one that is masked most.
            word = next((word for word in fitting if word in _TELLING), fitting[0])
            yield found.start(), found.start() + len(shape), listed[word]


def run_together(facts: TextFacts, listed: Listed) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for words that contain a telling listed word: "#fuckyou"."""
    key = facts.key.key
    for telling in _TELLING:
        terms = listed.get(telling)
        if terms and telling in key:
            for word, (start, end) in zip(facts.words, facts.places, strict=True):
                if telling in word and word not in listed:
                    yield start, end, terms
