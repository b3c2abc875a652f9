"""Explanations: a reason for a clause, and its one plain sentence in the interface languages.

A sentence names the clause and never repeats the reader's words, so it can be shown, logged and
mailed. The sentences are data, `explanations/<language>.json`: "clauses" has the names ("*" stands for
any clause that a publisher added), "any" has patterns that take a clause's name, "own" the
sentences of one clause, and "bare" those that belong to no clause.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from stet.screening.clauses import ABUSE_CLAUSES, DEFAULT_CLAUSES, OPTIONAL_CLAUSES, Clause
from stet.screening.reasons import Reason

LANGUAGES: Final = ("en", "ar", "ckb", "ku", "tr")
# Stands for every clause that a publisher added.
ADDED: Final = "*"

_GUIDELINES: Final = (*DEFAULT_CLAUSES, *OPTIONAL_CLAUSES)
_PROMOTIONS: Final = (Clause.COMMERCIAL_PROMOTION, Clause.PERSONAL_PROMOTION)

_ANY: Final = (*map(str, _GUIDELINES), ADDED)
# The clauses that each reason can speak for; a reason that is not here speaks for none.
CLAUSES_OF: Final[Mapping[Reason, tuple[str, ...]]] = {
    Reason.WORD: _ANY,
    Reason.WORD_DISGUISED: _ANY,
    Reason.WORD_MASKED: _ANY,
    Reason.WORD_AMBIGUOUS: _ANY,
    Reason.WORD_MENTIONED: _ANY,
    Reason.INSULT_AIMED: (Clause.PERSONAL_ATTACK,),
    Reason.INSULT_MILD: (Clause.PERSONAL_ATTACK,),
    Reason.INSULT_UNAIMED: (Clause.PERSONAL_ATTACK,),
    Reason.THREAT_PERSON: (Clause.THREAT,),
    Reason.THREAT_GROUP: (Clause.THREAT,),
    Reason.THREAT_UNCLEAR: (Clause.THREAT,),
    Reason.CONTEMPT_GROUP: ABUSE_CLAUSES,
    Reason.EXCLUSION_GROUP: ABUSE_CLAUSES,
    Reason.ABUSE_UNCLEAR: ABUSE_CLAUSES,
    Reason.PROMOTION_OFFER: (Clause.COMMERCIAL_PROMOTION,),
    Reason.PROMOTION_SELF: (Clause.PERSONAL_PROMOTION,),
    Reason.PROMOTION_UNCLEAR: _PROMOTIONS,
    Reason.PRIVATE_DATA: (Clause.UNLAWFUL_OR_PRIVATE,),
    Reason.REPEATED: (Clause.UNINTELLIGIBLE_OR_REPEATED,),
    Reason.UNINTELLIGIBLE: (Clause.UNINTELLIGIBLE_OR_REPEATED,),
    Reason.MODEL: _ANY,
    Reason.MODEL_UNSURE: _ANY,
    Reason.JUDGE: _ANY,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reason, for the clause that it speaks for; `clause` is "" for advice on the whole text."""

    clause: str
    code: Reason

    def __str__(self) -> str:
        """As it is stored and sent: "profanity:word_disguised", "criticism"."""
        return f"{self.clause}:{self.code}" if self.clause else str(self.code)

    @classmethod
    def of(cls, code: Reason, clause: str) -> Explanation:
        """The reason for the clause of its finding, which advice does not name."""
        return cls(str(clause) if code in CLAUSES_OF else "", code)

    @classmethod
    def read(cls, written: str) -> Explanation:
        """The explanation that was stored; raises ValueError for a code that is not known."""
        clause, _, code = written.rpartition(":")
        return cls(clause, Reason(code))

    def sentence(self, lang: str = "en") -> str:
        return sentence(self.code, self.clause, lang)


def sentence(code: Reason, clause: str = "", lang: str = "en") -> str:
    """One plain sentence in one of `LANGUAGES`; `clause` is the key, "" for advice.

    A clause with an unknown key is one that a publisher added. Raises LookupError for another
    language, and for a reason that cannot speak for the clause.
    """
    words = _words(lang)
    possible = CLAUSES_OF.get(code, ("",))
    name = clause if not clause or clause in words["clauses"] else ADDED
    if name not in possible:
        raise LookupError(f"{code} does not speak for this clause")
    if not name:
        return str(words["bare"][code])
    own = words["own"].get(name, {}).get(code)
    if own is not None:
        return str(own)
    return str(words["any"][code]).format(clause=words["clauses"][name])


def told(codes: Sequence[str] | None, reasons: Sequence[str], lang: str) -> list[str]:
    """The reasons of a kept screening in `lang` (a BCP 47 tag), as far as it can be.

    `reasons` are its English sentences, and stand wherever a translation cannot: for languages that
    are not served, screenings from before there were codes, and codes without their clause.
    """
    primary = lang.lower().partition("-")[0]
    if primary == "en" or primary not in LANGUAGES or len(codes or ()) != len(reasons):
        return list(reasons)
    return [
        _translated(code, english, primary)
        for code, english in zip(codes or (), reasons, strict=True)
    ]


def _translated(code: str, english: str, lang: str) -> str:
    try:
        return Explanation.read(code).sentence(lang)
    except (ValueError, LookupError):
        return english


@cache
def _words(lang: str) -> Mapping[str, Any]:
    if lang not in LANGUAGES:
        raise LookupError("no explanations in this language")
    source = files("stet.screening").joinpath("explanations", f"{lang}.json")
    words: Mapping[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return words
