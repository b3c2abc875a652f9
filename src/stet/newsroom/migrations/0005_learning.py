"""What the worker may learn at night."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0004_article_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="site",
            name="learning",
            field=models.CharField(
                choices=[
                    ("off", "No: only when an editor asks"),
                    ("propose", "Learn and measure; an editor adopts"),
                    ("adopt", "Learn, measure, and adopt what is better"),
                ],
                default="off",
                help_text="what the worker may learn at night",
                max_length=10,
            ),
        ),
    ]
