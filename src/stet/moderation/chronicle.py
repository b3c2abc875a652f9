"""What stands beside the ledger in a comment's history: screenings, reports, and letters sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from stet.comments.models import Comment, Contact
from stet.moderation.models import Notice, ReplyNotice, Screening
from stet.moderation.reviewing.models import AppealNotice, Report


class About(models.TextChoices):
    """What a letter tells, and to whom."""

    DECISION = "decision"
    APPEAL = "appeal"
    REPLY = "reply"  # to the author of this comment, about a reply to it
    ANSWERED = "answered"  # to the author of the comment that this one answers, about this one


class Post(models.TextChoices):
    """How it stands with a letter."""

    WAITING = "waiting"
    UNCONFIRMED = "unconfirmed"  # until the owner of the mailbox says that the comment is hers
    AGAIN = "again"  # the mail server did not take it, and is asked again
    SENT = "sent"
    DROPPED = "dropped"  # before it was tried: there is nothing to tell any more, or nobody
    GIVEN_UP = "given_up"  # after it was tried in vain


@dataclass(frozen=True)
class Letter:
    """A letter; ``at`` is when it was sent or dropped, or when it is due."""

    about: About
    at: datetime
    post: Post
    attempts: int


def letters_about(comment: Comment) -> list[Letter]:
    """Every letter that the comment led to, in the order of time. It names no address."""
    return sorted(_letters(comment), key=lambda letter: letter.at)


def _letters(comment: Comment) -> Iterator[Letter]:
    asked = set(
        Contact.objects.filter(confirmed_at=None)
        .filter(Q(comment=comment) | Q(comment=comment.parent_id))
        .values_list("comment_id", flat=True)
    )
    for decision in Notice.objects.filter(decision__comment=comment):
        yield _letter(About.DECISION, decision, comment.pk in asked)
    for answer in AppealNotice.objects.filter(review__comment=comment):
        yield _letter(About.APPEAL, answer, comment.pk in asked)
    for reply in ReplyNotice.objects.filter(answered=comment):
        yield _letter(About.REPLY, reply, comment.pk in asked)
    for reply in ReplyNotice.objects.filter(decision__comment=comment):
        yield _letter(About.ANSWERED, reply, reply.answered_id in asked)


def _letter(about: About, notice: Notice | AppealNotice | ReplyNotice, asked: bool) -> Letter:
    tried = notice.attempts
    if notice.sent_at:
        return Letter(about, notice.sent_at, Post.SENT, tried)
    if notice.dropped_at:
        return Letter(about, notice.dropped_at, Post.GIVEN_UP if tried else Post.DROPPED, tried)
    waiting = Post.AGAIN if tried else Post.UNCONFIRMED if asked else Post.WAITING
    return Letter(about, notice.due_at, waiting, tried)


def screenings_on(comment: Comment) -> dict[UUID, Screening]:
    """Every screening of the comment, by id."""
    return {screening.id: screening for screening in comment.screenings.order_by("at")}


def reports_on(comment: Comment) -> dict[UUID, Report]:
    """Every report of the comment, by id. Whoever reads them learns nothing of the reporters."""
    return {report.id: report for report in comment.reports.all()}
