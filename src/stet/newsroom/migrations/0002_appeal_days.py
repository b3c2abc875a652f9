"""When an appeal is due, and whether reports hide a comment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_staff_preferences"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="appeal_days",
            field=models.PositiveSmallIntegerField(
                default=3, help_text="in how many days an appeal is to be answered"
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="hide_reported_at",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="how many reports hide a comment until it is reviewed; 0: never",
            ),
        ),
    ]
