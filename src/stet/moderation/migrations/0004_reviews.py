"""Second looks at a comment: reports, appeals, escalations and asked-for opinions."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stet.newsroom.ids


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("moderation", "0003_lease_ahead"),
        ("newsroom", "0002_appeal_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=stet.newsroom.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("report", "Reported by readers"),
                            ("appeal", "Appeal of the author"),
                            ("escalation", "Escalated to the seniors"),
                            ("second_opinion", "Second opinion"),
                            ("double_review", "Double review"),
                        ],
                        max_length=16,
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                (
                    "due_at",
                    models.DateTimeField(blank=True, help_text="null: no deadline", null=True),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="what was asked: the author's or a colleague's"
                    ),
                ),
                (
                    "blind",
                    models.BooleanField(
                        default=False, help_text="the first decision is hidden until then"
                    ),
                ),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Answered"),
                            ("released", "Given back to the queue"),
                            ("lapsed", "Nothing left to decide"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("approve", "Approve"), ("reject", "Reject")],
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, help_text="the reason that was given")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closing_decision",
                    models.ForeignKey(
                        blank=True,
                        help_text="null: what stood before still stands",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closed_reviews",
                        to="moderation.decision",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="comments.comment",
                    ),
                ),
                (
                    "lease_holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "questioned",
                    models.ForeignKey(
                        blank=True,
                        help_text="the decision that is looked at again; null: there was none",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="moderation.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["opened_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="ReviewCitation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=stet.newsroom.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.clause",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="moderation.review",
                    ),
                ),
            ],
            options={
                "ordering": ["clause__position"],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="clauses",
            field=models.ManyToManyField(
                related_name="+", through="moderation.ReviewCitation", to="newsroom.clause"
            ),
        ),
        migrations.CreateModel(
            name="AppealNotice",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="moderation.review",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dropped_at",
                    models.DateTimeField(blank=True, help_text="erased, or given up", null=True),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("dropped_at__isnull", True), ("sent_at__isnull", True)),
                        fields=["due_at"],
                        name="moderation_appealnotice_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=stet.newsroom.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("author_key", models.CharField(blank=True, max_length=80)),
                ("network", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.clause",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="comments.comment",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="moderation.review",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "indexes": [
                    models.Index(fields=["network", "at"], name="moderation_report_by_network")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("author_key", ""), _negated=True),
                        fields=("comment", "author_key"),
                        name="moderation_report_once_per_reader",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("network", ""), _negated=True),
                        fields=("comment", "network"),
                        name="moderation_report_once_per_network",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="reviewcitation",
            constraint=models.UniqueConstraint(
                fields=("review", "clause"), name="moderation_reviewcitation_once"
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["kind", "opened_at", "id"],
                name="moderation_review_open",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("lease_holder__isnull", False)),
                fields=["lease_holder"],
                name="moderation_review_leased",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["kind", "-closed_at"], name="moderation_review_closed"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("comment", "kind"),
                name="moderation_review_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "appeal")),
                fields=("comment",),
                name="moderation_review_one_appeal_ever",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["report", "appeal", "escalation", "second_opinion", "double_review"],
                    )
                ),
                name="moderation_review_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["appeal", "double_review"]), _negated=True),
                    ("questioned__isnull", False),
                    _connector="OR",
                ),
                name="moderation_review_questions_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("closing_decision__isnull", True),
                        ("ending", ""),
                        ("outcome", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("ending", "answered"),
                        ("outcome__in", ["approve", "reject"]),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("closing_decision__isnull", True),
                        ("ending", "released"),
                        ("outcome", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", True),
                        ("closing_decision__isnull", True),
                        ("ending", "lapsed"),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="moderation_review_closed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_holder__isnull", True), ("lease_until__isnull", True)),
                    models.Q(("lease_holder__isnull", False), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="moderation_review_lease_whole",
            ),
        ),
    ]
