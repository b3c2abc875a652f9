"""What a labelled comment can say: the heads that models learn and that evaluation measures."""

from __future__ import annotations

from typing import Final

from stet.screening.clauses import ABUSE_CLAUSES, DEFAULT_CLAUSES

OVERALL: Final = "overall"
# Sets often say that something is hate or promotion and not of which kind.
HATE: Final = "hate"
PROMOTION: Final = "promotion"
COUNTER_SPEECH: Final = "counter_speech"

CLAUSES: Final = tuple(map(str, DEFAULT_CLAUSES))
ABUSE: Final = tuple(map(str, ABUSE_CLAUSES))
PROMOTIONS: Final = ("commercial_promotion", "personal_promotion")
# The clauses that make a comment abusive; promotion is unwelcome but not that.
TOXIC: Final = tuple(clause for clause in CLAUSES if clause not in PROMOTIONS)
ADVISORY: Final = ("constructive", "publisher_criticism", "claim_evidence", COUNTER_SPEECH)

# The order of a model's outputs. It is part of the shipped files: only ever add at the end.
HEADS: Final = (OVERALL, HATE, PROMOTION, *CLAUSES, *ADVISORY)
