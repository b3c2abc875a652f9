"""Which share of the decisions is reviewed blind, and the secret that draws them."""

from django.db import migrations, models

import stet.newsroom.models.articles


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_appeal_days")]

    operations = [
        migrations.AddField(
            model_name="site",
            name="double_review",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="of a hundred decisions, how many are reviewed blind by another person",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="draw_key",
            field=models.CharField(
                default=stet.newsroom.models.articles.new_draw_key,
                editable=False,
                help_text="decides which ones; secret",
                max_length=64,
            ),
        ),
    ]
