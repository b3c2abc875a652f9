"""A reader reports a published comment: one review gathers what readers say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.comments.moving import locked, move
from stet.comments.publishing import publish
from stet.comments.states import Move, State
from stet.comments.submitting import FieldProblem, Refused, TooMany
from stet.ledger.chain import Json, commit_text
from stet.ledger.deeds import Deed
from stet.ledger.writing import READER, SYSTEM, append
from stet.moderation.reviewing.models import NOTE_LIMIT, Report, Review
from stet.moderation.reviewing.settling import Ending, Kind, open_reviews, opening_facts
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause
from stet.text.checks import check_body

ANSWER_WITHIN = timedelta(days=1)
_RATE_WINDOW = timedelta(minutes=1)


@dataclass(frozen=True)
class ReportDraft:
    """What a reader sends. ``network`` and ``author_key`` come from `stet.comments.digests`."""

    comment: UUID
    clause: str
    note: str = ""
    network: str = ""
    author_key: str = ""


def reportable_clauses(site: UUID) -> list[Clause]:
    """The clauses that a report can name: those in force."""
    return [clause for clause in in_force(site).clauses.all() if clause.enabled]


def report(draft: ReportDraft, now: datetime) -> Report:
    """Takes a report in; a reader's second report of the same comment is the first one.

    The comment stays public, unless the site hides what that many readers have reported. Raises
    `Refused` (field by field), `TooMany`, and `Comment.DoesNotExist` if it is not public.
    """
    with transaction.atomic():
        comment = locked(draft.comment)
        if comment.state != State.APPROVED:
            raise Comment.DoesNotExist
        clause = _clause(draft, comment)
        earlier = _earlier(draft)
        if earlier:
            return earlier
        _refuse_floods(draft, now)
        review = _review_of(comment, now)
        made = Report.objects.create(
            review=review,
            comment=comment,
            clause=clause,
            note=draft.note,
            author_key=draft.author_key,
            network=draft.network,
            at=now,
        )
        append(
            Deed.COMMENT_REPORTED,
            comment.id,
            actor=READER,
            at=now,
            payload=report_facts(made, clause.key),
        )
        _hide_if_asked(comment, review, now)
    return made


def report_facts(made: Report, clause: str) -> dict[str, Json]:
    """What the ledger keeps of a report: of the note a commitment only."""
    facts: dict[str, Json] = {
        **opening_facts(made.review),
        "report": str(made.id),
        "clause": clause,
    }
    if made.note:
        facts["note"] = commit_text(bytes(made.comment.salt), made.note)
    return facts


def _clause(draft: ReportDraft, comment: Comment) -> Clause:
    """The clause that the report names; raises `Refused`."""
    problems = []
    found = {clause.key: clause for clause in reportable_clauses(comment.article.site_id)}
    if draft.clause not in found:
        words = _("Please choose which of the guidelines it breaks.")
        problems.append(FieldProblem("clause", "unknown", words))
    if draft.note and check_body(draft.note, NOTE_LIMIT):
        words = _("The note is too long, or holds characters that cannot be shown.")
        problems.append(FieldProblem("note", "invalid", words))
    if problems:
        raise Refused(problems)
    return found[draft.clause]


def _earlier(draft: ReportDraft) -> Report | None:
    """What this reader, or this network today, reported of the comment before."""
    same = Q()
    for field in ("author_key", "network"):
        if value := getattr(draft, field):
            same |= Q(**{field: value})
    return Report.objects.filter(same, comment=draft.comment).first() if same else None


def _refuse_floods(draft: ReportDraft, now: datetime) -> None:
    """As many reports a minute from one network as comments."""
    limit = settings.STET.network_rate
    recent = Report.objects.filter(network=draft.network, at__gt=now - _RATE_WINDOW)
    if limit and draft.network and recent.count() >= limit:
        raise TooMany("network")


def _review_of(comment: Comment, now: datetime) -> Review:
    """The open review of the comment's reports; a new one if there is none."""
    for review in open_reviews(comment, Kind.REPORT):
        return review
    return Review.objects.create(
        comment=comment,
        kind=Kind.REPORT,
        opened_at=now,
        due_at=now + ANSWER_WITHIN,
        questioned_id=comment.decision,
    )


def _hide_if_asked(comment: Comment, review: Review, now: datetime) -> None:
    """Takes the comment back to held, if the site wants that after so many reports.

    What a moderator has let stand after reports stays: else a crowd could hide it at will.
    """
    enough = comment.article.site.hide_reported_at
    if not enough or review.reports.count() < enough or _kept_before(comment):
        return
    move(comment, Move.REOPEN)
    publish(comment)
    append(
        Deed.COMMENT_HIDDEN,
        comment.id,
        actor=SYSTEM,
        at=now,
        payload={**opening_facts(review), "version": comment.version},
    )


def _kept_before(comment: Comment) -> bool:
    answered = Review.objects.filter(comment=comment, kind=Kind.REPORT, ending=Ending.ANSWERED)
    return answered.filter(outcome=Review.Outcome.APPROVE).exists()


def by_clause(reports: Iterable[Report]) -> list[tuple[Clause, int]]:
    """How many reports name each clause, the most named first."""
    counted: dict[str, tuple[Clause, int]] = {}
    for one in reports:
        clause, number = counted.get(one.clause.key, (one.clause, 0))
        counted[clause.key] = (clause, number + 1)
    return sorted(counted.values(), key=lambda pair: (-pair[1], pair[0].position))
