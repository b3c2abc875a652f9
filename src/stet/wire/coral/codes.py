"""What our clauses are called in Coral: the flag it shows, and the code of a reasoned rejection.

docs/coral.md has the same table for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from stet.screening.clauses import Clause


class Flag(StrEnum):
    """Coral's two reasons of a detected flag."""

    TOXIC = "COMMENT_DETECTED_TOXIC"
    SPAM = "COMMENT_DETECTED_SPAM"


class Code(StrEnum):
    """Those of Coral's rejection reasons that we give.

    ILLEGAL_CONTENT is not among them: it takes a legal ground, which no program can name; nor is
    BANNED_WORD, which means Coral's own list, nor MISINFORMATION, which nobody here looks for.
    """

    OFFENSIVE = "OFFENSIVE"
    ABUSIVE = "ABUSIVE"
    HARASSMENT_BULLYING = "HARASSMENT_BULLYING"
    HATE_SPEECH = "HATE_SPEECH"
    AD = "AD"
    SPAM = "SPAM"
    IRRELEVANT_CONTENT = "IRRELEVANT_CONTENT"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Named:
    flag: Flag
    code: Code


NAMES: Final = {
    Clause.PROFANITY: Named(Flag.TOXIC, Code.OFFENSIVE),
    Clause.VULGARITY: Named(Flag.TOXIC, Code.OFFENSIVE),
    Clause.THREAT: Named(Flag.TOXIC, Code.ABUSIVE),
    Clause.OTHER_ABUSE: Named(Flag.TOXIC, Code.ABUSIVE),
    Clause.PERSONAL_ATTACK: Named(Flag.TOXIC, Code.HARASSMENT_BULLYING),
    Clause.SEXISM: Named(Flag.TOXIC, Code.HATE_SPEECH),
    Clause.RACISM: Named(Flag.TOXIC, Code.HATE_SPEECH),
    Clause.HOMOPHOBIA: Named(Flag.TOXIC, Code.HATE_SPEECH),
    Clause.XENOPHOBIA: Named(Flag.TOXIC, Code.HATE_SPEECH),
    Clause.COMMERCIAL_PROMOTION: Named(Flag.SPAM, Code.AD),
    Clause.PERSONAL_PROMOTION: Named(Flag.SPAM, Code.SPAM),
    Clause.UNINTELLIGIBLE_OR_REPEATED: Named(Flag.SPAM, Code.IRRELEVANT_CONTENT),
    Clause.UNLAWFUL_OR_PRIVATE: Named(Flag.TOXIC, Code.OTHER),
}
# A clause of the publisher's own.
OWN: Final = Named(Flag.TOXIC, Code.OTHER)


def named(clause: str) -> Named:
    """How Coral is told of ``clause`` (a key of the guidelines)."""
    return NAMES.get(Clause(clause), OWN) if clause in set(Clause) else OWN
