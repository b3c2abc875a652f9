"""Second opinions, double reviews, what colleagues disagree about, and mail about escalations."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stet.newsroom.ids


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("moderation", "0006_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="disagreement",
                        serialize=False,
                        to="moderation.review",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[("outcome", "Approved or rejected"), ("clauses", "Which clauses")],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at", "review"],
            },
        ),
        migrations.CreateModel(
            name="EscalationNotice",
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
                ("due_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "dropped_at",
                    models.DateTimeField(blank=True, help_text="answered, or given up", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("at", models.DateTimeField()),
                ("text", models.TextField()),
                ("example", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="leaning",
            field=models.CharField(
                blank=True,
                choices=[("approve", "Approve"), ("reject", "Reject")],
                help_text="the asker's own view",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="leaning_clauses",
            field=models.JSONField(
                blank=True, default=list, help_text="keys of the clauses that the asker thinks of"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="told_at",
            field=models.DateTimeField(
                blank=True, help_text="when whoever asked saw the answer", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("kind", "second_opinion"), ("told_at__isnull", True)),
                fields=["asked_by"],
                name="moderation_review_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "second_opinion"), _negated=True),
                    models.Q(("asked_by__isnull", False), ("blind", True)),
                    _connector="OR",
                ),
                name="moderation_review_opinion_asked_blind",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "double_review"), _negated=True),
                    models.Q(("asked_by__isnull", True), ("blind", True)),
                    _connector="OR",
                ),
                name="moderation_review_double_blind",
            ),
        ),
        migrations.AddField(
            model_name="disagreement",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="disagreements",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            model_name="disagreement",
            name="settled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="escalationnotice",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.review",
            ),
        ),
        migrations.AddField(
            model_name="escalationnotice",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="disagreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="moderation.disagreement",
            ),
        ),
        migrations.AddIndex(
            model_name="disagreement",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["at"],
                name="moderation_disagreement_open",
            ),
        ),
        migrations.AddIndex(
            model_name="disagreement",
            index=models.Index(fields=["-settled_at"], name="moderation_disagreement_done"),
        ),
        migrations.AddConstraint(
            model_name="disagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ["outcome", "clauses"])),
                name="moderation_disagreement_about_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="disagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True)),
                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                    _connector="OR",
                ),
                name="moderation_disagreement_settled_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="escalationnotice",
            index=models.Index(
                condition=models.Q(("dropped_at__isnull", True), ("sent_at__isnull", True)),
                fields=["due_at"],
                name="moderation_escnotice_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationnotice",
            constraint=models.UniqueConstraint(
                fields=("review", "staff"), name="moderation_escalationnotice_once"
            ),
        ),
    ]
