"""An article can be under legal hold, for seniors only, and unread at some hours."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0003_double_review"),
    ]

    operations = [
        migrations.AddField(
            model_name="article",
            name="closed_from",
            field=models.TimeField(
                blank=True, help_text="from when nobody reads, in the site's time zone", null=True
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="closed_until",
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="legal_hold",
            field=models.BooleanField(default=False, help_text="nothing is approved until lifted"),
        ),
        migrations.AddField(
            model_name="article",
            name="rules_reason",
            field=models.CharField(blank=True, help_text="why, for colleagues", max_length=300),
        ),
        migrations.AddField(
            model_name="article",
            name="seniors_only",
            field=models.BooleanField(default=False, help_text="only seniors decide"),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("seniors_only", True)),
                fields=["id"],
                name="newsroom_article_for_seniors",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_from__isnull", True), ("closed_until__isnull", True)),
                    models.Q(("closed_from__isnull", False), ("closed_until__isnull", False)),
                    _connector="OR",
                ),
                name="newsroom_article_closed_hours_whole",
            ),
        ),
    ]
