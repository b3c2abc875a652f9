"""Standing rules with their versions and audits, rules about authors, and voices of two people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.newsroom.ids import new_id
from stet.newsroom.models import Site, Staff


class StandingRule(models.Model):
    """A clause that is rejected, or what is approved, without a person. It acts while it is on.

    What it does is said by its versions, of which the ``active`` one counts.
    """

    class Direction(models.TextChoices):
        REJECT = "reject", _("Reject")
        APPROVE = "approve", _("Approve")

    class State(models.TextChoices):
        OFF = "off", _("Off")
        ON = "on", _("On")
        PAUSED = "paused", _("Paused: another screener reads now")
        STOPPED = "stopped", _("Stopped: its audits disagree")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    clause = models.CharField(max_length=40, blank=True, help_text="empty: fine under every clause")
    direction = models.CharField(max_length=10, choices=Direction.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFF)
    active = models.OneToOneField(
        "RuleVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(help_text="of its state")

    class Meta:
        ordering = ["direction", "clause"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "clause", "direction"], name="moderation_standingrule_once"
            ),
            models.CheckConstraint(
                condition=Q(direction="reject") & ~Q(clause="") | Q(direction="approve", clause=""),
                name="moderation_standingrule_rejects_a_clause",
            ),
            models.CheckConstraint(
                condition=Q(state="on", active__isnull=False)
                | Q(state__in=["off", "paused", "stopped"], active__isnull=True),
                name="moderation_standingrule_active_if_on",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RuleVersion(models.Model):
    """What a rule does, and the measurement on which it was proposed. Append-only.

    Of ``measured`` past decisions of people on comments that it would have decided, ``agreed``
    were the same; ``lower`` and ``upper`` are Wilson's bounds of that share at 95 %.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.ForeignKey(StandingRule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    promise = models.FloatField(help_text="the precision that was asked for")
    threshold = models.FloatField(help_text="acts at this probability and above")
    screener = models.CharField(max_length=120, help_text="name@version that it was measured with")
    langs: models.JSONField[list[str], list[str]] = models.JSONField()
    agreed = models.PositiveIntegerField()
    measured = models.PositiveIntegerField()
    lower = models.FloatField()
    upper = models.FloatField()
    measured_since = models.DateTimeField()
    audit_share = models.FloatField(help_text="of what it would decide, left to a person instead")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "number"], name="moderation_ruleversion_number_once"
            ),
            models.CheckConstraint(
                condition=Q(audit_share__gte=0.01, audit_share__lte=1.0),
                name="moderation_ruleversion_is_audited",
            ),
            models.CheckConstraint(
                condition=Q(lower__gte=models.F("promise"), agreed__lte=models.F("measured")),
                name="moderation_ruleversion_keeps_promise",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class RuleAudit(models.Model):
    """A comment that a rule would have decided, left to a person who does not know of it.

    Drawn, with what the rule would have said, before anybody sees the comment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="rule_audit")
    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="audits")
    screening = models.ForeignKey("Screening", on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    decision = models.ForeignKey(
        "Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed = models.BooleanField(null=True, help_text="null: nobody has decided it yet")

    class Meta:
        ordering = ["-drawn_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=True, agreed__isnull=True)
                | Q(decision__isnull=False, agreed__isnull=False),
                name="moderation_ruleaudit_whole",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class AuthorRule(models.Model):
    """How one author's comments are handled, until it ends. One at a time for an author."""

    class Kind(models.TextChoices):
        FIRST = "first", _("Always first in line")
        LAST = "last", _("Always last in line")
        TWO_PEOPLE = "two_people", _("Never without a second person")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    author_key = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-set_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "author_key"],
                condition=Q(ended_at__isnull=True),
                name="moderation_authorrule_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["first", "last", "two_people"]),
                name="moderation_authorrule_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(author_key="") | Q(ended_at__isnull=False),
                name="moderation_authorrule_of_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Voice(models.Model):
    """What one of two people said of a comment that nobody decides alone. It decides nothing yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="voices")
    comment_version = models.PositiveIntegerField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10)
    clauses: models.JSONField[list[str], list[str]] = models.JSONField()
    note = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "comment_version", "by"], name="moderation_voice_one_each"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["approve", "reject"]),
                name="moderation_voice_two_outcomes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
