"""An index from which the figures are counted without the table, in place of the one on the time."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("moderation", "0011_search_pending"),
        ("newsroom", "0006_wire_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["at", "kind", "outcome", "decider", "waited_s"],
                name="moderation_decision_counted",
            ),
        ),
        migrations.RemoveIndex(model_name="decision", name="moderation_decision_latest"),
    ]
