"""Heads learned from decisions, which of them is in use, and long runs."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stet.newsroom.ids


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0008_standing_rules"),
        ("newsroom", "0005_learning"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnHead",
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
                ("number", models.PositiveIntegerField(help_text="1, 2, 3, … for each site")),
                (
                    "kin",
                    models.CharField(
                        help_text="the models whose scores it was fitted on", max_length=64
                    ),
                ),
                ("data", models.BinaryField(help_text="stet.screening.own.head.Head.to_bytes")),
                ("checksum", models.CharField(help_text="SHA-256 of data", max_length=64)),
                ("report", models.JSONField()),
                (
                    "better",
                    models.BooleanField(
                        help_text="measured to be better than what was in use then"
                    ),
                ),
                ("learned_at", models.DateTimeField()),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="HeadChange",
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
                ("number", models.PositiveIntegerField(help_text="1, 2, 3, … for each site")),
                ("rolled_back", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="null: the worker at night, or the operator",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.site",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        blank=True,
                        help_text="what is in use from now on; null: the screener as it ships",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="moderation.ownhead",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Run",
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
                        choices=[("replay", "Replay"), ("learn", "Learning")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the worker"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("cancelled", "Cancelled"),
                            ("refused", "Refused"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("asked", models.JSONField(default=dict)),
                ("asked_at", models.DateTimeField()),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("kept", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                (
                    "alive_at",
                    models.DateTimeField(blank=True, help_text="when it last went on", null=True),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
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
                    "head",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.ownhead",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.site",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="ownhead",
            constraint=models.UniqueConstraint(
                fields=("site", "number"), name="moderation_ownhead_number_once_per_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="headchange",
            constraint=models.UniqueConstraint(
                fields=("site", "number"), name="moderation_headchange_number_once_per_site"
            ),
        ),
        migrations.AddConstraint(
            model_name="headchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("head__isnull", False), ("rolled_back", True), _connector="OR"),
                name="moderation_headchange_adopts_a_head",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["-asked_at"], name="moderation_run_latest"),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "running"])),
                fields=["alive_at"],
                name="moderation_run_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["replay", "learn"])),
                name="moderation_run_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="run",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["waiting", "running"]), ("ended_at__isnull", True)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ["done", "cancelled", "refused", "failed"]),
                    ),
                    _connector="OR",
                ),
                name="moderation_run_ended_whole",
            ),
        ),
    ]
