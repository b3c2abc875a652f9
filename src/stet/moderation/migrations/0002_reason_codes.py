"""What the reasons of a screening are translated by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="screening",
            name="reason_codes",
            field=models.JSONField(
                help_text="what the reasons are translated by; null: kept before there were any",
                null=True,
            ),
        ),
    ]
