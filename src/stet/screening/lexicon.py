"""The word lists: loading, a site's edits, and which tables serve a text.

A list is a file `lexicons/words.<language>.jsonl`; a line has `term`, `clause`, `strength`, `source`
and optionally `everywhere` (looked for in every language) and `stem` (longer words that begin with
it count too). Strength "safe" marks a harmless phrase that holds a listed word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final

from stet.screening.clauses import Clause
from stet.screening.phrases import PhraseTable
from stet.text.facts import words_of

LANGUAGES: Final = ("en", "ar", "ckb", "ku", "tr", "fa", "de", "fr")

# What a word alone says about its clause. Judged from samples of public comments, not calibrated
# (docs/screening.md): strong words break a clause almost wherever they stand; firm ones mostly, but a
# person should look; medium ones in about half; mild ones seldom. Only strong words reach the
# threshold to reject.
STRENGTHS: Final[Mapping[str, float]] = {"strong": 0.92, "firm": 0.7, "medium": 0.5, "mild": 0.15}
SAFE: Final = "safe"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a word list. `clause` is None for a safe phrase, else any clause's key.

    `language` is a BCP 47 primary subtag; terms of languages without a shipped list are looked for
    in texts of that language all the same. Raises ValueError for an entry that cannot be used.
    """

    term: str
    language: str
    clause: str | None
    strength: str
    everywhere: bool = False
    stem: bool = False

    def __post_init__(self) -> None:
        if self.strength != SAFE and self.strength not in STRENGTHS:
            raise ValueError("a term's strength is strong, firm, medium, mild or safe")
        if (self.clause is None) != (self.strength == SAFE):
            raise ValueError("a term has a clause unless it is safe")
        if not words_of(self.term):
            raise ValueError("a term has at least one word")

    @property
    def probability(self) -> float:
        """Of the clause being broken where this term stands."""
        return STRENGTHS.get(self.strength, 0.0)


Terms = tuple[Term, ...]

# A publisher's edit as it is kept: action ("add" or "remove"), language, term, clause, strength.
Edit = tuple[str, str, str, str, str]


@cache
def shipped_terms() -> Terms:
    """The terms of the lists in this package."""
    folder = files("stet.screening").joinpath("lexicons")
    found: list[Term] = []
    for language in LANGUAGES:
        lines = folder.joinpath(f"words.{language}.jsonl").read_text(encoding="utf-8")
        found += [_term(json.loads(line), language) for line in lines.splitlines() if line]
    return tuple(found)


def _term(entry: Mapping[str, object], language: str) -> Term:
    clause = entry["clause"]
    return Term(
        term=str(entry["term"]),
        language=language,
        clause=None if clause is None else str(Clause(str(clause))),
        strength=str(entry["strength"]),
        everywhere=bool(entry.get("everywhere")),
        stem=bool(entry.get("stem")),
    )


def edited(terms: Iterable[Term], edits: Iterable[Edit]) -> Terms:
    """The terms after a publisher's edits: removals first, then additions.

    A removal takes the term out of its language's list for every clause. Raises ValueError for an
    unknown action and for an addition that makes no term.
    """
    removed: set[tuple[str, str]] = set()
    added: list[Term] = []
    for action, language, term, clause, strength in edits:
        primary = language.lower().split("-")[0]
        if action == "remove":
            removed.add((primary, term))
        elif action == "add":
            added.append(Term(term, primary, None if strength == SAFE else clause, strength))
        else:
            raise ValueError("an edit adds or removes a term")
    # An added term replaces the shipped one for its clause.
    replaced = {(term.language, term.term, term.clause) for term in added}
    kept = [
        term
        for term in terms
        if (term.language, term.term) not in removed
        and (term.language, term.term, term.clause) not in replaced
    ]
    return (*kept, *added)


class Lexicon:
    """Word lists ready for matching: a table for each language, own terms and those for everywhere."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: Terms = tuple(terms)
        languages = {*LANGUAGES, *(term.language for term in self.terms)}
        self._tables = {language: self._table(language) for language in sorted(languages)}
        self._everywhere = self._table("en", only_everywhere=True)
        # Single strong words, for spellings with spaces, masks or words around them.
        self.disguisable: Mapping[str, Terms] = _disguisable(self.terms)

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change with any term."""
        lines = sorted(
            f"{t.language}\t{t.term}\t{t.clause}\t{t.strength}\t{t.everywhere}\t{t.stem}"
            for t in self.terms
        )
        return sha256("\n".join(lines).encode()).hexdigest()[:8]

    def table(self, language: str) -> PhraseTable[Terms]:
        """The table for texts of this language; of another language: terms for everywhere."""
        return self._tables.get(language, self._everywhere)

    def _table(self, language: str, *, only_everywhere: bool = False) -> PhraseTable[Terms]:
        table: PhraseTable[Terms] = PhraseTable(language)
        for term in self.terms:
            own = term.language == language and not only_everywhere
            if own or term.everywhere:
                table.add(
                    words_of(term.term),
                    lambda there, term=term: (*(there or ()), term),  # type: ignore[misc]
                    stem=term.stem and own,
                )
        return table


def _disguisable(terms: Terms) -> Mapping[str, Terms]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        words = words_of(term.term)
        if term.strength == "strong" and term.language == "en" and len(words) == 1:
            found.setdefault(words[0], []).append(term)
    return {word: tuple(group) for word, group in found.items()}
