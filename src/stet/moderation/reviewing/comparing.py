"""Two verdicts on one comment side by side, and whether they differ."""

from __future__ import annotations

from dataclasses import dataclass

from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review


@dataclass(frozen=True)
class Verdicts:
    """What the first and the second person found: an outcome each, and the clauses' keys."""

    first: str
    first_clauses: frozenset[str]
    second: str
    second_clauses: frozenset[str]

    @property
    def differ_about(self) -> str:
        """Empty if both found the same."""
        if self.first != self.second:
            return Disagreement.About.OUTCOME
        return Disagreement.About.CLAUSES if self.first_clauses != self.second_clauses else ""


def verdicts_of(review: Review) -> Verdicts | None:
    """Of an answered blind review; None while there are not two verdicts to compare.

    Reads ``questioned`` and the citations of both, which the caller may have loaded before.
    """
    if not review.blind or review.ending != Review.Ending.ANSWERED:
        return None
    second = frozenset(one.clause.key for one in review.citations.all())
    if review.questioned and review.kind == Review.Kind.DOUBLE_REVIEW:
        cited = frozenset(one.clause.key for one in review.questioned.citations.all())
        return Verdicts(review.questioned.outcome, cited, review.outcome, second)
    if not review.leaning:
        return None
    # Whoever leans to rejecting without naming a clause contradicts none.
    leant = frozenset(review.leaning_clauses)
    return Verdicts(review.leaning, leant or second, review.outcome, second)


def note_disagreement(review: Review) -> Disagreement | None:
    """Writes down that two people found differently, in the transaction that closed the review."""
    verdicts = verdicts_of(review)
    if verdicts is None or not verdicts.differ_about or review.closed_at is None:
        return None
    return Disagreement.objects.create(
        review=review,
        comment_id=review.comment_id,
        about=verdicts.differ_about,
        at=review.closed_at,
    )
