"""What the models read: the match key, with addresses, handles, signs and spelled-out words made plain.

The models are trained on this form and on no other, so that a disguised word reaches them as the
word that it hides. Every character knows the code points of the original text that it came from.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from stet.text.matchkey import LEET, MatchKey, match_key

# An address says whom it belongs to by its host; paths and queries are noise to a model. The key has
# already made "www" short, like every run of letters.
_ADDRESS: Final = (
    r"(?P<address>(?:https?://(?:ww+\.)?|ww+\.)(?P<host>[^\s/?#<>\"')\]]+)[^\s<>\"')\]]*)"
)
# The counts here and below are those of RFC 5321, or longer than any word: without them a text of
# one sign repeated would be looked through to its end from each of its characters.
_MAILBOX: Final = r"(?P<mailbox>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+)"
_HANDLE: Final = r"(?P<handle>(?<!\w)@\w+)"
_ENTITY: Final = r"(?P<entity>&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8});)"
# Four letters and more, each alone: "f u c k", "i.d.i.o.t"; three may be initials.
_SPELLED: Final = r"(?P<spelled>(?<!\w)[^\W\d_](?:[ ._\-*~|/,+]{1,3}[^\W\d_](?!\w)){3,})"
# A single plain space is what it stands for already.
_SPACE: Final = r"(?P<space>[^\S ]\s*| \s+)"
# Digits and signs used as letters have a letter behind them, or are signs: "1d10t", "a$$", "sh!t";
# ordinals, hours and names of things have not: "4th", "10am", "covid19", "mp3".
_LEET: Final = r"(?P<leet>(?<!\w)(?!\d+[a-z]{1,2}\b|\d\d)(?=[\w@$€£!|]{0,64}?(?:[a-z][01345789@$€£!|]{1,64}[a-z]|(?<!\w)[01345789@$€£][a-z]|[a-z][@$€£]))[a-z01345789@$€£]+(?:[!|]+(?=[a-z])[a-z01345789@$€£]+)*)"
# Pictures repeated say no more than two of them.
_PICTURE: Final = r"(?P<picture>[\u2190-\u2bff\U0001f000-\U0001faff])(?P=picture)*"
_PIECE: Final = re.compile(
    f"{_ADDRESS}|{_MAILBOX}|{_HANDLE}|{_ENTITY}|{_SPELLED}|{_SPACE}|{_LEET}|{_PICTURE}",
    re.IGNORECASE,
)
# What stands for pieces that are all alike to a model.
_FIXED: Final = {"space": " ", "handle": "@user", "mailbox": "mail@user"}


# A half-open range of the original, and what is read in its place.
Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` and, for each of its characters, the half-open range of the original it came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original range of text[start:end], which must not be empty."""
        return self.starts[start], max(self.ends[start:end])

    def edited(self, edits: Iterable[Edit]) -> Plain:
        """The same with other words for what came from these ranges of the original.

        Of ranges that overlap the first is replaced, of those that begin together the one that is blanked or has
        the longest word. "" blanks a range.
        """
        text: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, word in sorted(edits, key=_precedence):
            first, last = bisect_left(self.ends, start + 1), bisect_left(self.starts, end)
            if first < at or first >= last:
                continue
            made = word or " "
            # "a f u c k" was joined as it stood; the word that it hides stands by itself.
            if first and self.text[first - 1].isalnum():
                made = " " + made
            if last < len(self.text) and self.text[last].isalnum():
                made += " "
            text += [self.text[at:first], made]
            starts += [*self.starts[at:first], *[self.starts[first]] * len(made)]
            ends += [*self.ends[at:first], *[max(self.ends[first:last])] * len(made)]
            at = last
        if not at:
            return self
        text.append(self.text[at:])
        return Plain("".join(text), (*starts, *self.starts[at:]), (*ends, *self.ends[at:]))


def _precedence(edit: Edit) -> tuple[int, bool, int]:
    start, _, word = edit
    return start, bool(word), -len(word)


def plain(text: str) -> Plain:
    """The plain form of a text. Total: any string has one."""
    return _plain_of(match_key(text, leet=False))


def _plain_of(key: MatchKey) -> Plain:
    own = range(len(key.key))
    key_starts = own if key.starts is None else key.starts
    key_ends = range(1, len(key.key) + 1) if key.ends is None else key.ends
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for found in _PIECE.finditer(key.key):
        start, end = found.span()
        out.append(key.key[at:start])
        starts.extend(key_starts[at:start])
        ends.extend(key_ends[at:start])
        at = end
        if found["spelled"]:
            kept = [place for place in range(start, end) if key.key[place].isalpha()]
            out.append("".join(key.key[place] for place in kept))
            starts.extend(key_starts[place] for place in kept)
            ends.extend(key_ends[place] for place in kept)
            continue
        made = _made(found)
        out.append(made)
        starts.extend([key_starts[start]] * len(made))
        ends.extend([key_ends[end - 1]] * len(made))
    out.append(key.key[at:])
    starts.extend(key_starts[at:])
    ends.extend(key_ends[at:])
    return Plain("".join(out), tuple(starts), tuple(ends))


def _made(found: re.Match[str]) -> str:
    """What stands for a piece."""
    if found["host"]:
        return f"http {found['host']}"
    if found["entity"]:
        return html.unescape(found["entity"])
    if found["leet"]:
        return found["leet"].translate(LEET)
    if found["picture"]:
        return _name(found["picture"])
    return _FIXED[str(found.lastgroup)]


@lru_cache(maxsize=4096)
def _name(picture: str) -> str:
    """ "snake" for the picture of a snake: an encoder's vocabulary has words, few pictures."""
    return f" {unicodedata.name(picture, '').lower()} "
