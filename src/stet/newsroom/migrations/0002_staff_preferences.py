"""How each person wants the desk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="staff",
            name="preferences",
            field=models.JSONField(
                default=dict, help_text="how this person wants the desk, say its keys"
            ),
        ),
    ]
