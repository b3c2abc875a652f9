"""What stands beside the ledger in a comment's history: screenings, reports, and letters sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from stet.comments.models import Comment
from stet.moderation.models import Notice, Screening
from stet.moderation.reviewing.models import AppealNotice, Report


class Post(models.TextChoices):
    """What became of a letter."""

    DUE = "due"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Letter:
    """A letter to the author; ``at`` is when it was sent or dropped, or when it is due."""

    at: datetime
    post: Post
    attempts: int
    on_appeal: bool


def letters_about(comment: Comment) -> list[Letter]:
    """Every letter about the comment, in the order of time. It names no address."""
    return sorted(_letters(comment), key=lambda letter: letter.at)


def _letters(comment: Comment) -> Iterator[Letter]:
    for notice in Notice.objects.filter(decision__comment=comment):
        yield _letter(notice, on_appeal=False)
    for answer in AppealNotice.objects.filter(review__comment=comment):
        yield _letter(answer, on_appeal=True)


def _letter(notice: Notice | AppealNotice, *, on_appeal: bool) -> Letter:
    if notice.sent_at:
        return Letter(notice.sent_at, Post.SENT, notice.attempts, on_appeal)
    if notice.dropped_at:
        return Letter(notice.dropped_at, Post.DROPPED, notice.attempts, on_appeal)
    return Letter(notice.due_at, Post.DUE, notice.attempts, on_appeal)


def screenings_on(comment: Comment) -> dict[UUID, Screening]:
    """Every screening of the comment, by id."""
    return {screening.id: screening for screening in comment.screenings.order_by("at")}


def reports_on(comment: Comment) -> dict[UUID, Report]:
    """Every report of the comment, by id. Whoever reads them learns nothing of the reporters."""
    return {report.id: report for report in comment.reports.all()}
