"""Whether a comment is spam: what `true` means, and when a client may throw it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from stet.newsroom.wire_keys import Scope
from stet.screening.clauses import ADVISORY, Clause
from stet.screening.types import Submission
from stet.wire.akismet.given import Given
from stet.wire.akismet.plain import plain_text
from stet.wire.asking import screen_all, screener_now
from stet.wire.callers import Caller

PROMOTION: Final = (Clause.COMMERCIAL_PROMOTION, Clause.PERSONAL_PROMOTION)
# Nobody looks at what a client discards, so nothing short of certainty may lead to it.
BLATANT: Final = 0.95
# Values that Akismet documents for trying: these are spam, and an administrator never is.
SPAM_NAMES: Final = frozenset({"akismet-guaranteed-spam", "viagra-test-123"})
SPAM_EMAIL: Final = "akismet-guaranteed-spam@example.com"
SPAM_TEXT: Final = "akismet-guaranteed-spam"
HAM_ROLE: Final = "administrator"
MOST_NAME: Final = 300  # characters


@dataclass(frozen=True, slots=True)
class Verdict:
    """`blatant`: promotion beyond doubt."""

    spam: bool
    blatant: bool = False


def judge(caller: Caller, given: Given) -> Verdict:
    """What the caller's site thinks of this comment. Writes nothing."""
    text = plain_text(given.content)
    if _is_trial(given, text):
        return Verdict(spam=True)
    if given.role == HAM_ROLE:
        return Verdict(spam=False)
    author = plain_text(given.author[:MOST_NAME])
    asked = [
        Submission("", part, lang) for part, lang in ((text, given.lang), (author, None)) if part
    ]
    if not asked:
        return Verdict(spam=False)
    found = screen_all(caller, asked)
    promotion = max(screening.scores[clause] for screening in found for clause in PROMOTION)
    score = promotion
    if text and caller.may(Scope.ALL_CLAUSES):
        # A name alone is too short to be judged for anything but what it sells.
        in_force = screener_now(caller.site.id).policy_of(found[0].lang).active - {*ADVISORY}
        score = max([score, *(found[0].scores.get(clause, 0.0) for clause in in_force)])
    spam = score * 100 >= caller.terms.threshold
    return Verdict(spam, blatant=spam and promotion >= BLATANT)


def _is_trial(given: Given, text: str) -> bool:
    return (
        given.author.strip().lower() in SPAM_NAMES
        or given.email.strip().lower() == SPAM_EMAIL
        or text == SPAM_TEXT
    )
