"""Which groups of people a text mentions, by a short list of words; mentioning a group says nothing bad of it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

_LISTS: Final[Mapping[str, Mapping[str, list[str]]]] = tomllib.loads(
    files("stet.screening.evaluation").joinpath("identities.toml").read_text(encoding="utf-8")
)
GROUPS: Final = tuple(_LISTS)
# "and", "in", "for", "by", "like" and the article are written on to the word in Arabic.
_BEFORE: Final = {"ar": "(?:[وفبلك]?(?:ال|لل)?)"}


def groups_in(text: str, lang: str) -> frozenset[str]:
    """The groups that a text mentions, by the words of its language (those of English where it has none)."""
    served = lang if lang in _languages() else "en"
    folded = unicodedata.normalize("NFKC", text)
    if served == "tr":
        folded = folded.replace("I", "ı").replace("İ", "i")
    folded = folded.casefold()
    return frozenset(
        found.lastgroup for found in _pattern(served).finditer(folded) if found.lastgroup
    )


@cache
def _languages() -> frozenset[str]:
    return frozenset(lang for terms in _LISTS.values() for lang in terms)


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    """One group of the pattern for each group of people."""
    before = _BEFORE.get(lang, "")
    parts = [
        f"(?P<{group}>{'|'.join(map(_term, terms[lang]))})"
        for group, terms in _LISTS.items()
        if lang in terms
    ]
    return re.compile(rf"(?<!\w){before}(?:{'|'.join(parts)})(?!\w)")


def _term(term: str) -> str:
    """A term as a pattern; a star at its end stands for any ending."""
    return re.escape(term.removesuffix("*")) + (r"\w*" if term.endswith("*") else "")
