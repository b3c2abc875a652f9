"""The keys that a screening scores: the guidelines' clauses and the advisory scores."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Clause(StrEnum):
    """Keys of the default guidelines, of the two clauses off by default, and of advisory scores."""

    PROFANITY = "profanity"
    THREAT = "threat"
    PERSONAL_ATTACK = "personal_attack"
    VULGARITY = "vulgarity"
    SEXISM = "sexism"
    RACISM = "racism"
    HOMOPHOBIA = "homophobia"
    XENOPHOBIA = "xenophobia"
    OTHER_ABUSE = "other_abuse"
    COMMERCIAL_PROMOTION = "commercial_promotion"
    PERSONAL_PROMOTION = "personal_promotion"
    UNLAWFUL_OR_PRIVATE = "unlawful_or_private"
    UNINTELLIGIBLE_OR_REPEATED = "unintelligible_or_repeated"
    OFF_TOPIC = "off_topic"
    CONSTRUCTIVE = "constructive"
    PUBLISHER_CRITICISM = "publisher_criticism"
    CLAIM_EVIDENCE = "claim_evidence"


# Clauses of the default guidelines, in their order there.
DEFAULT_CLAUSES: Final = (
    Clause.PROFANITY,
    Clause.THREAT,
    Clause.PERSONAL_ATTACK,
    Clause.VULGARITY,
    Clause.SEXISM,
    Clause.RACISM,
    Clause.HOMOPHOBIA,
    Clause.XENOPHOBIA,
    Clause.OTHER_ABUSE,
    Clause.COMMERCIAL_PROMOTION,
    Clause.PERSONAL_PROMOTION,
)

# Off unless a publisher's guidelines have them. They are scored always, and named only when on.
OPTIONAL_CLAUSES: Final = (Clause.UNLAWFUL_OR_PRIVATE, Clause.UNINTELLIGIBLE_OR_REPEATED)

# Never a ground for a suggestion to reject.
ADVISORY: Final = (
    Clause.OFF_TOPIC,
    Clause.CONSTRUCTIVE,
    Clause.PUBLISHER_CRITICISM,
    Clause.CLAIM_EVIDENCE,
)

SCORED: Final = (*DEFAULT_CLAUSES, *OPTIONAL_CLAUSES, *ADVISORY)

# Attacks on people for what they are; "abuse" in the guidelines.
ABUSE_CLAUSES: Final = (
    Clause.SEXISM,
    Clause.RACISM,
    Clause.HOMOPHOBIA,
    Clause.XENOPHOBIA,
    Clause.OTHER_ABUSE,
)
