"""Rules that act alone, rules about an author's comments, and the voices of two people.

A decision can be made by a rule now, so the constraint on who made it is replaced. The queue's
indices begin with the turn, by which an author is always first or always last in line.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stet.newsroom.ids


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("moderation", "0007_second_opinions"),
        ("newsroom", "0004_article_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuthorRule",
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
                ("author_key", models.CharField(blank=True, max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "Always first in line"),
                            ("last", "Always last in line"),
                            ("two_people", "Never without a second person"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("set_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-set_at"],
            },
        ),
        migrations.CreateModel(
            name="RuleAudit",
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
                ("drawn_at", models.DateTimeField()),
                (
                    "agreed",
                    models.BooleanField(help_text="null: nobody has decided it yet", null=True),
                ),
            ],
            options={
                "ordering": ["-drawn_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="RuleVersion",
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
                ("number", models.PositiveIntegerField()),
                ("promise", models.FloatField(help_text="the precision that was asked for")),
                ("threshold", models.FloatField(help_text="acts at this probability and above")),
                (
                    "screener",
                    models.CharField(
                        help_text="name@version that it was measured with", max_length=120
                    ),
                ),
                ("langs", models.JSONField()),
                ("agreed", models.PositiveIntegerField()),
                ("measured", models.PositiveIntegerField()),
                ("lower", models.FloatField()),
                ("upper", models.FloatField()),
                ("measured_since", models.DateTimeField()),
                (
                    "audit_share",
                    models.FloatField(
                        help_text="of what it would decide, left to a person instead"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="StandingRule",
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
                    models.CharField(
                        blank=True, help_text="empty: fine under every clause", max_length=40
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("reject", "Reject"), ("approve", "Approve")], max_length=10
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("off", "Off"),
                            ("on", "On"),
                            ("paused", "Paused: another screener reads now"),
                            ("stopped", "Stopped: its audits disagree"),
                        ],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("since", models.DateTimeField(help_text="of its state")),
            ],
            options={
                "ordering": ["direction", "clause"],
            },
        ),
        migrations.CreateModel(
            name="Voice",
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
                ("comment_version", models.PositiveIntegerField()),
                ("outcome", models.CharField(max_length=10)),
                ("clauses", models.JSONField()),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="moderation_decision_has_decider",
        ),
        migrations.RemoveIndex(
            model_name="queueitem",
            name="moderation_queue_waiting",
        ),
        migrations.RemoveIndex(
            model_name="queueitem",
            name="moderation_queue_fine",
        ),
        migrations.RemoveIndex(
            model_name="queueitem",
            name="moderation_queue_breach",
        ),
        migrations.RemoveIndex(
            model_name="queueitem",
            name="moderation_queue_article",
        ),
        migrations.AddField(
            model_name="queueitem",
            name="turn",
            field=models.SmallIntegerField(default=0, help_text="-1: always first, 1: always last"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("person", "by a person"),
                    ("imported", "in the system it came from"),
                    ("rule", "by a rule of the newsroom"),
                ],
                default="person",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                fields=["turn", "queued_at", "comment"], name="moderation_queue_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                fields=["turn", "risk_rank", "comment"], name="moderation_queue_fine"
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                fields=["turn", "calm_rank", "comment"], name="moderation_queue_breach"
            ),
        ),
        migrations.AddIndex(
            model_name="queueitem",
            index=models.Index(
                fields=["article", "turn", "queued_at"], name="moderation_queue_article"
            ),
        ),
        migrations.AddField(
            model_name="authorrule",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="authorrule",
            name="set_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="authorrule",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="newsroom.site"
            ),
        ),
        migrations.AddField(
            model_name="ruleaudit",
            name="comment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rule_audit",
                to="comments.comment",
            ),
        ),
        migrations.AddField(
            model_name="ruleaudit",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.decision",
            ),
        ),
        migrations.AddField(
            model_name="ruleaudit",
            name="screening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.screening",
            ),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ruleaudit",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audits",
                to="moderation.ruleversion",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="moderation.ruleversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decider__isnull", False), ("kind", "person"), ("rule__isnull", True)
                    ),
                    models.Q(
                        ("decider__isnull", True), ("kind", "imported"), ("rule__isnull", True)
                    ),
                    models.Q(("decider__isnull", True), ("kind", "rule"), ("rule__isnull", False)),
                    _connector="OR",
                ),
                name="moderation_decision_has_decider",
            ),
        ),
        migrations.AddField(
            model_name="standingrule",
            name="active",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.ruleversion",
            ),
        ),
        migrations.AddField(
            model_name="standingrule",
            name="site",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="newsroom.site"
            ),
        ),
        migrations.AddField(
            model_name="ruleversion",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="moderation.standingrule",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="comment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voices",
                to="comments.comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorrule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("site", "author_key"),
                name="moderation_authorrule_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["first", "last", "two_people"])),
                name="moderation_authorrule_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="authorrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author_key", ""), _negated=True),
                    ("ended_at__isnull", False),
                    _connector="OR",
                ),
                name="moderation_authorrule_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleaudit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed__isnull", True), ("decision__isnull", True)),
                    models.Q(("agreed__isnull", False), ("decision__isnull", False)),
                    _connector="OR",
                ),
                name="moderation_ruleaudit_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrule",
            constraint=models.UniqueConstraint(
                fields=("site", "clause", "direction"), name="moderation_standingrule_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("direction", "reject"), models.Q(("clause", ""), _negated=True)),
                    models.Q(("clause", ""), ("direction", "approve")),
                    _connector="OR",
                ),
                name="moderation_standingrule_rejects_a_clause",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("active__isnull", False), ("state", "on")),
                    models.Q(("active__isnull", True), ("state__in", ["off", "paused", "stopped"])),
                    _connector="OR",
                ),
                name="moderation_standingrule_active_if_on",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.UniqueConstraint(
                fields=("rule", "number"), name="moderation_ruleversion_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("audit_share__gte", 0.01), ("audit_share__lte", 1.0)),
                name="moderation_ruleversion_is_audited",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed__lte", models.F("measured")), ("lower__gte", models.F("promise"))
                ),
                name="moderation_ruleversion_keeps_promise",
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                fields=("comment", "comment_version", "by"), name="moderation_voice_one_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["approve", "reject"])),
                name="moderation_voice_two_outcomes",
            ),
        ),
    ]
