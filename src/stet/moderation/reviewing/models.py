"""Second looks at a comment: reports, appeals, escalations, and opinions asked of a colleague."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.newsroom.ids import new_id
from stet.newsroom.models import Clause, Staff

NOTE_LIMIT = 500  # code points of a reporter's note: a hint where to look, not a letter

_OPEN = Q(closed_at__isnull=True)


class Review(models.Model):
    """One second look. Open until somebody answers it, or until there is nothing left to look at.

    ``text``, ``answer`` and the reports' notes go when the comment is erased; all else stays. What
    never happens is refused by `stet.moderation.reviewing.guards`.
    """

    class Kind(models.TextChoices):
        REPORT = "report", _("Reported by readers")
        APPEAL = "appeal", _("Appeal of the author")
        ESCALATION = "escalation", _("Escalated to the seniors")
        SECOND_OPINION = "second_opinion", _("Second opinion")
        DOUBLE_REVIEW = "double_review", _("Double review")

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Approve")
        REJECT = "reject", _("Reject")

    class Ending(models.TextChoices):
        ANSWERED = "answered", _("Answered")
        RELEASED = "released", _("Given back to the queue")
        LAPSED = "lapsed", _("Nothing left to decide")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True, help_text="null: no deadline")
    questioned = models.ForeignKey(
        "Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviews",
        help_text="the decision that is looked at again; null: there was none",
    )
    asked_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True, help_text="what was asked: the author's or a colleague's")
    blind = models.BooleanField(default=False, help_text="the first decision is hidden until then")
    leaning = models.CharField(
        max_length=10, choices=Outcome.choices, blank=True, help_text="the asker's own view"
    )
    leaning_clauses: models.JSONField[list[str], list[str]] = models.JSONField(
        default=list, blank=True, help_text="keys of the clauses that the asker thinks of"
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="when whoever asked saw the answer"
    )
    lease_holder = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lease_until = models.DateTimeField(null=True, blank=True)

    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    closed_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    clauses = models.ManyToManyField(Clause, through="ReviewCitation", related_name="+")
    answer = models.TextField(blank=True, help_text="the reason that was given")
    closing_decision = models.ForeignKey(
        "Decision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="closed_reviews",
        help_text="null: what stood before still stands",
    )

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [
            models.Index(
                fields=["kind", "opened_at", "id"], condition=_OPEN, name="moderation_review_open"
            ),
            models.Index(
                fields=["lease_holder"],
                condition=Q(lease_holder__isnull=False),
                name="moderation_review_leased",
            ),
            models.Index(fields=["kind", "-closed_at"], name="moderation_review_closed"),
            models.Index(
                fields=["asked_by"],
                condition=Q(kind="second_opinion", told_at__isnull=True),
                name="moderation_review_untold",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "kind"], condition=_OPEN, name="moderation_review_one_open"
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(kind="appeal"),
                name="moderation_review_one_appeal_ever",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["report", "appeal", "escalation", "second_opinion", "double_review"]
                ),
                name="moderation_review_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["appeal", "double_review"]) | Q(questioned__isnull=False),
                name="moderation_review_questions_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind="second_opinion") | Q(asked_by__isnull=False, blind=True),
                name="moderation_review_opinion_asked_blind",
            ),
            models.CheckConstraint(
                condition=~Q(kind="double_review") | Q(asked_by__isnull=True, blind=True),
                name="moderation_review_double_blind",
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True,
                    ending="",
                    closed_by__isnull=True,
                    outcome="",
                    answer="",
                    closing_decision__isnull=True,
                )
                | Q(
                    closed_at__isnull=False,
                    ending="answered",
                    closed_by__isnull=False,
                    outcome__in=["approve", "reject"],
                )
                | Q(
                    closed_at__isnull=False,
                    ending="released",
                    closed_by__isnull=False,
                    outcome="",
                    closing_decision__isnull=True,
                )
                | Q(
                    closed_at__isnull=False,
                    ending="lapsed",
                    closed_by__isnull=True,
                    outcome="",
                    closing_decision__isnull=True,
                ),
                name="moderation_review_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(lease_holder__isnull=True, lease_until__isnull=True)
                | Q(lease_holder__isnull=False, lease_until__isnull=False),
                name="moderation_review_lease_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class ReviewCitation(models.Model):
    """A clause that the answer of a review cites."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="citations")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["clause__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "clause"], name="moderation_reviewcitation_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Report(models.Model):
    """One reader says of a published comment that it breaks a clause.

    The reader is known again by the browser's digest and by the day's digest of the network, as an
    author is; neither tells who it was.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reports")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="reports")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    author_key = models.CharField(max_length=80, blank=True)
    network = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["network", "at"], name="moderation_report_by_network")]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "author_key"],
                condition=~Q(author_key=""),
                name="moderation_report_once_per_reader",
            ),
            models.UniqueConstraint(
                fields=["comment", "network"],
                condition=~Q(network=""),
                name="moderation_report_once_per_network",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class AppealNotice(models.Model):
    """An appeal was answered and the decision stands: its author asked to be told."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, primary_key=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="erased, or given up")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="moderation_appealnotice_due",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EscalationNotice(models.Model):
    """Something was escalated: one senior is to be told by mail."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="answered, or given up")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="moderation_escnotice_due",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "staff"], name="moderation_escalationnotice_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
