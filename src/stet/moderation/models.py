"""Screenings, decisions, the queue and its leases."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import stet.moderation.learning.models
import stet.moderation.nudging.models
import stet.moderation.reviewing.meeting_models
import stet.moderation.reviewing.models
import stet.moderation.rules.models
import stet.moderation.searching.models  # noqa: F401 - Django finds the models of an app here
from stet.comments.models import Comment
from stet.moderation.batching.models import LIKENESS_INDEXES, Batch, Likeness
from stet.newsroom.ids import new_id
from stet.newsroom.models import Article, Clause, GuidelineVersion, Staff


class Screening(models.Model):
    """What the screener said of a comment. Append-only; the latest counts. Holds no text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="screenings")
    screener = models.CharField(max_length=120, help_text="name@version")
    lang = models.CharField(max_length=16)
    suggestion = models.CharField(max_length=10)
    clauses: models.JSONField[list[str], list[str]] = models.JSONField()
    scores: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField()
    spans: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    reasons: models.JSONField[list[str], list[str]] = models.JSONField()
    reason_codes: models.JSONField[list[str] | None, list[str] | None] = models.JSONField(
        null=True, help_text="what the reasons are translated by; null: kept before there were any"
    )
    relevance = models.FloatField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(suggestion__in=["approve", "reject", "look"]),
                name="moderation_screening_suggestion_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Decision(models.Model):
    """One decision, on what was seen: comment version, screening and guidelines. Append-only."""

    class Outcome(models.TextChoices):
        APPROVE = "approve", _("Approved")
        REJECT = "reject", _("Rejected")

    class Kind(models.TextChoices):
        PERSON = "person", _("by a person")
        IMPORTED = "imported", _("in the system it came from")
        RULE = "rule", _("by a rule of the newsroom")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="decisions")
    comment_version = models.PositiveIntegerField(help_text="the comment's version that was seen")
    screening = models.ForeignKey(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    guidelines = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERSON)
    decider = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    rule = models.ForeignKey(
        "RuleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    clauses = models.ManyToManyField(Clause, through="Citation", related_name="+")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    waited_s = models.PositiveIntegerField(default=0, help_text="from receipt to this decision")
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            # Figures are counted from this index alone, without the table.
            models.Index(
                fields=["at", "kind", "outcome", "decider", "waited_s"],
                name="moderation_decision_counted",
            ),
            models.Index(fields=["decider", "-at"], name="moderation_decision_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "comment_version"],
                name="moderation_decision_once_per_version",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["approve", "reject"]),
                name="moderation_decision_two_outcomes",
            ),
            models.CheckConstraint(
                condition=Q(kind="person", decider__isnull=False, rule__isnull=True)
                | Q(kind="imported", decider__isnull=True, rule__isnull=True)
                | Q(kind="rule", decider__isnull=True, rule__isnull=False),
                name="moderation_decision_has_decider",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Citation(models.Model):
    """A clause that a decision cites."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="citations")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["clause__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "clause"], name="moderation_citation_once_per_decision"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class QueueItem(Likeness):
    """A comment that waits for a person. It is there exactly as long as the comment is held.

    ``risk_rank`` and ``calm_rank`` are the same figure counted from either end, because a page of
    a queue is read from one index in one direction: see `stet.moderation.ordering`.
    """

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    screening = models.ForeignKey(
        Screening, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    screening_attempts = models.PositiveSmallIntegerField(default=0)
    suggestion = models.CharField(max_length=10, blank=True, help_text="empty: unscreened")
    top_clause = models.CharField(max_length=40, blank=True)
    lang = models.CharField(max_length=16)
    turn = models.SmallIntegerField(default=0, help_text="-1: always first, 1: always last")
    risk_rank = models.PositiveSmallIntegerField(help_text="0 (calm) to 1000 (sure breach)")
    calm_rank = models.PositiveSmallIntegerField(help_text="1000 - risk_rank")
    flagged = models.BooleanField(
        default=False, help_text="a name like one of ours, or hidden characters in the text"
    )
    author_record = models.PositiveSmallIntegerField(
        default=0, help_text="stet.moderation.filtering.Record; the database keeps it"
    )
    lease_holder = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="leases"
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_ahead = models.BooleanField(
        default=False, help_text="leased for after the comment that its holder is looking at"
    )

    class Meta:
        indexes = [
            models.Index(fields=["turn", "queued_at", "comment"], name="moderation_queue_waiting"),
            models.Index(fields=["turn", "risk_rank", "comment"], name="moderation_queue_fine"),
            models.Index(fields=["turn", "calm_rank", "comment"], name="moderation_queue_breach"),
            models.Index(fields=["article", "turn", "queued_at"], name="moderation_queue_article"),
            models.Index(fields=["queued_at", "comment"], name="moderation_queue_latest"),
            models.Index(fields=["lang", "queued_at"], name="moderation_queue_lang"),
            models.Index(fields=["suggestion", "queued_at"], name="moderation_queue_suggestion"),
            models.Index(fields=["author_record", "queued_at"], name="moderation_queue_record"),
            models.Index(
                fields=["queued_at"], condition=Q(flagged=True), name="moderation_queue_flagged"
            ),
            models.Index(
                fields=["queued_at"],
                condition=Q(screening__isnull=True),
                name="moderation_queue_unscreened",
            ),
            models.Index(
                fields=["lease_holder"],
                condition=Q(lease_holder__isnull=False),
                name="moderation_queue_leased",
            ),
            *LIKENESS_INDEXES,
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lease_holder__isnull=True, lease_until__isnull=True)
                | Q(lease_holder__isnull=False, lease_until__isnull=False),
                name="moderation_queueitem_lease_whole",
            ),
            models.CheckConstraint(
                condition=Q(lease_ahead=False) | Q(lease_holder__isnull=False),
                name="moderation_queueitem_ahead_is_leased",
            ),
            models.UniqueConstraint(
                fields=["lease_holder"],
                condition=Q(lease_ahead=True),
                name="moderation_queueitem_one_ahead",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ClauseMark(models.Model):
    """A waiting comment that its screening finds against a clause: one row for each such clause.

    So that a clause can be looked for without reading the screenings. The database keeps them
    (`stet.moderation.guards_of_marks`).
    """

    pk = models.CompositePrimaryKey("clause", "comment_id")
    clause = models.CharField(max_length=40)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.clause} {self.comment_id}"


class Notice(models.Model):
    """A decision of which the author asked to be told. It waits out the minute for undoing."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, primary_key=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="undone, erased, or given up after many attempts"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="moderation_notice_due",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyNotice(models.Model):
    """A published reply, of which the author of the comment it answers asked to be told."""

    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, primary_key=True, help_text="by which it is public"
    )
    answered = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(
        null=True, blank=True, help_text="not public any more, told before, or given up"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="moderation_replynotice_due",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
