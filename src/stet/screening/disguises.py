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
_MASKED: Final = re.compile(r"(?<![\w*#%])[a-z][a-z*#%_\-@$]*[*#%_\-@$][a-z*#%_\-@$]*[a-z*]")
_MASKS: Final = re.compile(r"[*#%_\-@$]")
_LETTERS: Final = re.compile(r"[a-z]")

# Shorter words turn up by chance where letters are joined.
_JOINED_LENGTH: Final = 4
# Whole-word masks with fewer letters in sight than this are anyone's guess.
_VISIBLE: Final = 2

# Letter runs that no ordinary word of the served languages contains.
_TELLING: Final = ("fuck", "asshole", "faggot", "bullshit", "motherf", "dumbass", "nigga")


def spelled_out(facts: TextFacts, listed: Mapping[str, Terms]) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words spelled letter by letter."""
    for run in _SPELLED.finditer(facts.key.key):
        compact = facts.key.compact(*run.span())
        joined = compact.key
        places = [at for at in range(*run.span()) if facts.key.key[at].isalnum()]
        start = 0
        while start < len(joined):
            for end in range(len(joined), start + _JOINED_LENGTH - 1, -1):
                terms = listed.get(joined[start:end])
                if terms:
                    yield places[start], places[end - 1] + 1, terms
                    start = end - 1
                    break
            start += 1


def split_in_two(facts: TextFacts, listed: Mapping[str, Terms]) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words cut by one separator: "fu ck"."""
    tokens, key = facts.tokens, facts.key.key
    for at in range(len(tokens) - 1):
        head, tail = tokens[at], tokens[at + 1]
        if len(head.word) > 6 or tail.start - head.end != 1:
            continue
        terms = listed.get(head.word + tail.word)
        if not terms or (is_common(head.word) and is_common(tail.word)):
            continue
        # "U.S hit", "it's hit": the letter belongs to what stands before it.
        before = key[head.start - 1] if head.start else " "
        if before in " \n\t" and key[head.end] in " .-_*":
            yield head.start, tail.end, terms


def masked(facts: TextFacts, listed: Mapping[str, Terms]) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for listed words with letters replaced: "f*ck", "sh#t"."""
    key = facts.key.key
    if not _MASKS.search(key):
        return
    for found in _MASKED.finditer(key):
        shape = found[0]
        if len(_LETTERS.findall(shape)) < _VISIBLE or len(shape) < _JOINED_LENGTH:
            continue
        if "-" in shape and len(_MASKS.findall(shape)) > 1:
            continue
        pattern = re.compile("".join("[a-z]" if _MASKS.match(c) else c for c in shape))
        for word, terms in listed.items():
            if len(word) == len(shape) and word[0] == shape[0] and pattern.fullmatch(word):
                yield found.start(), found.end(), terms
                break


def run_together(facts: TextFacts, listed: Mapping[str, Terms]) -> Iterator[tuple[int, int, Terms]]:
    """(start, end, terms) in the key for words that contain a telling listed word: "#fuckyou"."""
    key = facts.key.key
    for telling in _TELLING:
        if telling in key:
            terms = listed.get(telling) or listed.get("motherfucker", ())
            for token in facts.tokens:
                if telling in token.word and token.word not in listed:
                    yield token.start, token.end, terms
