"""What the desk looks up about reviews: the lists, one review, the counts in the menu."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from stet.comments.models import Comment
from stet.moderation.models import Decision
from stet.moderation.reviewing.answering import NEEDED
from stet.moderation.reviewing.models import Report, Review
from stet.moderation.reviewing.reporting import by_clause
from stet.moderation.reviewing.settling import Kind
from stet.newsroom.models import Clause, Staff


@dataclass(frozen=True)
class Waiting:
    """How many reviews of a kind are open, and how many of them are overdue."""

    count: int
    overdue: int


def kinds_for(staff: Staff) -> list[Review.Kind]:
    """The kinds of review that this person may see and answer."""
    return [kind for kind, action in NEEDED.items() if staff.may(action)]


def hidden_from(staff: Staff) -> Q:
    """Open double reviews of one's own decisions: one is not told that a decision was drawn."""
    return Q(kind=Kind.DOUBLE_REVIEW, closed_at__isnull=True, questioned__decider=staff)


def open_list(kind: str, staff: Staff) -> QuerySet[Review]:
    """The open reviews of a kind that she may know of, the longest waiting first; slice it."""
    found = Review.objects.filter(kind=kind, closed_at__isnull=True)
    if kind == Kind.DOUBLE_REVIEW:
        found = found.exclude(hidden_from(staff))
    related = ("comment", "comment__article", "questioned__decider", "lease_holder", "asked_by")
    found = found.select_related(*related).prefetch_related("questioned__citations__clause")
    return found.annotate(reported=Count("reports")).order_by("opened_at", "id")


def closed_list(kind: str) -> QuerySet[Review]:
    """The reviews of a kind that were closed, the latest first; slice it."""
    found = Review.objects.filter(kind=kind, closed_at__isnull=False)
    related = ("comment", "comment__article", "questioned__decider", "closed_by", "asked_by")
    return found.select_related(*related).order_by("-closed_at", "-id")


def review_by_id(review_id: UUID) -> Review:
    """The review with all that its page shows; raises `Review.DoesNotExist`.

    Only the kinds that this room answers are found.
    """
    related = (
        "comment",
        "comment__article",
        "comment__article__site",
        "comment__parent",
        "comment__claim",
        "questioned__decider",
        "lease_holder",
        "asked_by",
        "closed_by",
    )
    found = Review.objects.filter(kind__in=list(NEEDED)).select_related(*related)
    return found.prefetch_related(
        "questioned__citations__clause", "citations__clause", "reports__clause"
    ).get(id=review_id)


def next_open(kind: str, staff: Staff, now: datetime, but: UUID | None = None) -> Review | None:
    """The longest waiting review of a kind that this person may answer and nobody is at."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now) | Q(lease_holder=staff)
    found = Review.objects.filter(free, kind=kind, closed_at__isnull=True)
    if kind in {Kind.APPEAL, Kind.DOUBLE_REVIEW}:
        own = Decision.objects.filter(decider=staff).values("id")
        found = found.exclude(questioned__in=own)
    if kind == Kind.SECOND_OPINION:
        found = found.exclude(asked_by=staff)
    if but:
        found = found.exclude(id=but)
    return found.order_by("opened_at", "id").first()


def waiting_by_kind(kinds: Iterable[str], staff: Staff, now: datetime) -> dict[str, Waiting]:
    """How many are open of each kind that she may know of, in one question."""
    wanted = list(kinds)
    rows = (
        Review.objects.filter(kind__in=wanted, closed_at__isnull=True)
        .exclude(hidden_from(staff))
        .order_by()
        .values_list("kind")
        .annotate(number=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    )
    counted = {kind: Waiting(number, late) for kind, number, late in rows}
    return {kind: counted.get(kind, Waiting(0, 0)) for kind in wanted}


def reports_by_clause(review: Review) -> list[tuple[Clause, int]]:
    return by_clause(review.reports.all())


def notes_on(review: Review) -> list[Report]:
    """The reports that came with a note, oldest first."""
    return [report for report in review.reports.all() if report.note]


def reviews_on(comment: Comment) -> list[Review]:
    """Every review of the comment that this room answers, oldest first."""
    found = comment.reviews.filter(kind__in=list(NEEDED))
    return list(found.select_related("asked_by", "closed_by").order_by("opened_at", "id"))


def blind_review_of(comment: Comment, staff: Staff, now: datetime) -> Review | None:
    """The open blind review of the comment that she is looking at, if there is one."""
    held = comment.reviews.filter(
        blind=True, closed_at__isnull=True, lease_holder=staff, lease_until__gt=now
    )
    return held.first()


def hidden_questions(comment: Comment, staff: Staff) -> set[str]:
    """The ids of the comment's open second opinions that somebody else asked for."""
    asked = comment.reviews.filter(kind=Kind.SECOND_OPINION, closed_at__isnull=True)
    return {str(key) for key in asked.exclude(asked_by=staff).values_list("id", flat=True)}
