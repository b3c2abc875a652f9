"""A past: many comments that people decided, made at once, with what the screener had said."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stet.comments.models import Comment
from stet.moderation.models import Citation, Decision, Screening
from stet.moderation.rules.measuring import current_screener
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site, Staff


def past(
    site: Site,
    article: Article,
    by: Staff,
    at: datetime,
    many: int,
    *,
    clause: str = "profanity",
    probability: float = 0.97,
    rejected: bool = True,
    lang: str = "en",
    screener: str = "",
) -> None:
    """``many`` comments of one kind, each a second older than the next; the last at ``at``."""
    times = [at - timedelta(seconds=many - place) for place in range(many)]
    comments = Comment.objects.bulk_create(
        Comment(
            article=article,
            name="Past",
            text=f"Something said, {secrets.token_hex(8)}.",
            lang=lang,
            posted_at=when,
            received_at=when,
            salt=secrets.token_bytes(32),
        )
        for when in times
    )
    screenings = Screening.objects.bulk_create(
        Screening(
            comment=comment,
            screener=screener or current_screener(site),
            lang=lang,
            suggestion="reject" if probability >= 0.5 else "approve",
            clauses=[clause] if probability >= 0.5 else [],
            scores={clause: probability},
            spans=[],
            reasons=[],
            reason_codes=[],
            at=comment.received_at,
        )
        for comment in comments
    )
    _decide(screenings, clause if rejected else "", by)


def _decide(screenings: list[Screening], clause: str, by: Staff) -> None:
    """Rejected for ``clause``, or without one approved."""
    guidelines = in_force(screenings[0].comment.article.site_id)
    decisions = Decision.objects.bulk_create(
        Decision(
            comment=screening.comment,
            comment_version=1,
            screening=screening,
            guidelines=guidelines,
            outcome="reject" if clause else "approve",
            decider=by,
            at=screening.at,
        )
        for screening in screenings
    )
    if clause:
        cited = guidelines.clauses.get(key=clause)
        Citation.objects.bulk_create(Citation(decision=one, clause=cited) for one in decisions)
    for decision in decisions:
        Comment.objects.filter(id=decision.comment_id).update(
            state="rejected" if clause else "approved",
            version=2,
            decision=decision.id,
            published_at=None if clause else decision.at,
        )
