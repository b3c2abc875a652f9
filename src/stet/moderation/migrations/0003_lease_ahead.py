"""A moderator may hold a second comment: the one after that on the screen."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0002_reason_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="queueitem",
            name="lease_ahead",
            field=models.BooleanField(
                default=False,
                help_text="leased for after the comment that its holder is looking at",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueitem",
            constraint=models.CheckConstraint(
                condition=Q(lease_ahead=False) | Q(lease_holder__isnull=False),
                name="moderation_queueitem_ahead_is_leased",
            ),
        ),
        migrations.AddConstraint(
            model_name="queueitem",
            constraint=models.UniqueConstraint(
                fields=["lease_holder"],
                condition=Q(lease_ahead=True),
                name="moderation_queueitem_one_ahead",
            ),
        ),
    ]
