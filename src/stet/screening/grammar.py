"""The part that each word plays: you, are, not, an insult, a group of people, a call for violence.

A text becomes a string of marks, one a word or phrase, so that a pattern such as "you are + insult"
is one short regular expression for every language. The roles of a language's words are in
`lexicons/roles.<language>.txt`. A phrase may have several roles ("dogs" is an insult to a person and
contempt for a group), and each set of roles has a mark of its own.

Roles: you, you_are, your; person_here (author, reporter, ...); first, first_will ("I will", "someone
should"); will ("must", "let's"); deserve ("should be"); third; are; not; reported (someone else says
it); condemn (it is called wrong); some ("some", "my": not the whole group); all; filler; group.<clause>
(people protected by that clause); exempt (armed groups, states, offices, criminals: harsh words about
them are opinion); insult, insult_literal (also the literal animal or thing), insult_mild; bad,
bad_mild (qualities); contempt (what people are likened to); violence, violence_loose (also said of
arguments and matches), violence_done; expel, expelled; exclude, exclude_mild; better_without,
better_strong; hate; thing (what may be called stupid without a person being meant: an article, an
argument, a law).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.lexicon import LANGUAGES
from stet.screening.phrases import PhraseTable
from stet.text.facts import words_of

GROUP: Final = "group."
Roles = frozenset[str]

# Marks that are not words: sentence ends, and marks that end a phrase but not a sentence.
STOP: Final = ";"
QUESTION: Final = "?"
COMMA: Final = ","
QUOTE: Final = '"'
WORD: Final = "w"
# Marks of role sets are taken from Unicode's private use area, so they meet nothing in a pattern.
_FIRST_MARK: Final = 0xE000


@dataclass(frozen=True)
class Grammar:
    """The role tables of all languages and the alphabet of marks that they share."""

    tables: Mapping[str, PhraseTable[Roles]]
    marks: Mapping[Roles, str]

    def chars(self, *roles: str) -> str:
        """All marks whose phrases have one of these roles; "group" stands for all groups."""
        found = [mark for has, mark in self.marks.items() if any(_plays(has, r) for r in roles)]
        return "".join(sorted(found)) or "\uf8ff"

    def compile(self, template: str) -> re.Pattern[str]:
        """A pattern with {role} or {role|role|...} for the marks of those roles.

        Inside a class, [^{role};] works as it reads, since a role is only ever its marks.
        """

        def marks_of(found: re.Match[str]) -> str:
            chars = self.chars(*found[1].split("|"))
            return chars if found[0].startswith("{{") else f"[{chars}]"

        bare = re.sub(r"\{\{([a-z_|.]+)\}\}", marks_of, template)
        return re.compile(re.sub(r"\{([a-z_|.]+)\}", marks_of, bare))


def _plays(has: Roles, role: str) -> bool:
    return role in has or (role == "group" and any(r.startswith(GROUP) for r in has))


def group_clause(roles: Roles) -> Clause | None:
    """The clause that protects the group that a phrase with these roles names."""
    for role in sorted(roles):
        if role.startswith(GROUP):
            return Clause(role.removeprefix(GROUP))
    return None


@cache
def shipped_grammar() -> Grammar:
    """The role lists of this package."""
    folder = files("stet.screening").joinpath("lexicons")
    tables: dict[str, PhraseTable[Roles]] = {}
    sets: set[Roles] = set()
    for language in LANGUAGES:
        text = folder.joinpath(f"roles.{language}.txt").read_text(encoding="utf-8")
        roles = _roles_by_phrase(text)
        sets.update(roles.values())
        tables[language] = _table(language, roles.items())
    ordered = sorted(sets, key=sorted)
    marks = {roles: chr(_FIRST_MARK + at) for at, roles in enumerate(ordered)}
    return Grammar(tables, marks)


def _roles_by_phrase(text: str) -> dict[tuple[str, ...], Roles]:
    found: dict[tuple[str, ...], Roles] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            role, _, phrases = line.partition(": ")
            for phrase in phrases.split("|"):
                words = tuple(words_of(phrase))
                if words:
                    found[words] = found.get(words, frozenset()) | {role}
    return found


def _table(language: str, phrases: Iterable[tuple[tuple[str, ...], Roles]]) -> PhraseTable[Roles]:
    table: PhraseTable[Roles] = PhraseTable(language)
    for words, roles in phrases:
        table.add(words, lambda there, roles=roles: (there or frozenset()) | roles)  # type: ignore[misc]
    return table
