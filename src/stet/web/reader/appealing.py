"""The appeal on the receipt: the form while there can be one, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from stet.comments.models import Comment
from stet.moderation.reviewing.appealing import appeal_of, may_appeal, somebody_else_may_answer
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Clause


@dataclass(frozen=True)
class AppealShown:
    """``review`` is the appeal that was made. ``alone``: nobody is there who could answer it."""

    can_appeal: bool
    review: Review | None
    overdue: bool
    alone: bool
    clauses: list[Clause]
    days: int
    text: str = ""
    problem: str | Promise = ""

    @property
    def open(self) -> bool:
        return self.review is not None and self.review.closed_at is None

    @property
    def answered(self) -> bool:
        return self.review is not None and self.review.ending == Review.Ending.ANSWERED

    @property
    def upheld(self) -> bool:
        """Answered, and the rejection stands; the answer's own reasons are to be told."""
        return (
            self.answered
            and self.review is not None
            and self.review.outcome == Review.Outcome.REJECT
        )


def appeal_shown(
    comment: Comment, now: datetime, *, text: str = "", problem: str | Promise = ""
) -> AppealShown:
    review = appeal_of(comment)
    waits = review is not None and review.closed_at is None
    due = review.due_at if review else None
    return AppealShown(
        can_appeal=review is None and may_appeal(comment),
        review=review,
        overdue=waits and due is not None and due < now,
        alone=waits and review is not None and not somebody_else_may_answer(review),
        clauses=[citation.clause for citation in review.citations.all()] if review else [],
        days=comment.article.site.appeal_days,
        text=text,
        problem=problem,
    )
