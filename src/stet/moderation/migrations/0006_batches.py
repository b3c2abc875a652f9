"""What makes waiting comments alike, and batches of decisions.

What waits already gets its marks here. Of its texts only those with one signature become a group:
that two are nearly the same is looked up when the later one gets in line.
"""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import stet.newsroom.ids
from stet.text.likeness import digest64, link_of, shape_of
from stet.text.matchkey import match_key
from stet.text.signature import bands

_BANDS = ("like_band_0", "like_band_1", "like_band_2", "like_band_3")
_MARKS = ("like_text", "like_link", "like_shape", "name_digest", *_BANDS)
_CHUNK = 500


def _mark_what_waits(apps: Any, _editor: Any) -> None:
    items = apps.get_model("moderation", "QueueItem").objects
    keys = list(items.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), _CHUNK):
        chunk = items.filter(pk__in=keys[start : start + _CHUNK])
        waiting = list(chunk.select_related("comment"))
        for item in waiting:
            _mark(item, item.comment)
        items.bulk_update(waiting, _MARKS)


def _mark(item: Any, comment: Any) -> None:
    link, shape = link_of(comment.text), shape_of(comment.text)
    item.like_link = digest64(link) if link else None
    item.like_shape = digest64(shape) if shape else None
    item.name_digest = digest64(match_key(comment.name).key)
    item.like_text = comment.signature or None
    if item.like_text is not None:
        for name, band in zip(_BANDS, bands(item.like_text), strict=True):
            setattr(item, name, band)


def _like_index(field: str, *more: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="queueitem",
        index=models.Index(
            condition=Q((f"{field}__isnull", False)),
            fields=[field, "queued_at", "comment", "name_digest", *more],
            name=f"moderation_queue_{field}",
        ),
    )


def _band_index(band: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="queueitem",
        index=models.Index(
            condition=Q((f"{band}__isnull", False)),
            fields=[band, "like_text"],
            name=f"moderation_queue_{band}",
        ),
    )


def _column(name: str, field: models.Field[Any, Any]) -> migrations.AddField:
    return migrations.AddField(model_name="queueitem", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_searching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
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
                        choices=[
                            ("text", "The same text, or nearly"),
                            ("link", "The same link"),
                            ("shape", "The same pattern"),
                            ("fine", "Most likely fine"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "key",
                    models.BigIntegerField(
                        blank=True,
                        help_text="what its comments share; null: most likely fine",
                        null=True,
                    ),
                ),
                ("outcome", models.CharField(max_length=10)),
                (
                    "decider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("shown", models.PositiveIntegerField()),
                ("chosen", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["decider", "-at"], name="moderation_batch_by_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind="fine", key__isnull=True)
                        | Q(kind__in=["text", "link", "shape"], key__isnull=False),
                        name="moderation_batch_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=Q(outcome="approve") | (Q(outcome="reject") & ~Q(kind="fine")),
                        name="moderation_batch_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=Q(chosen__gte=1, shown__gte=F("chosen")),
                        name="moderation_batch_chosen_from_shown",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="moderation.batch",
            ),
        ),
        _column(
            "like_text",
            models.BigIntegerField(
                help_text="signature of the text that the group began with; null: no words",
                null=True,
            ),
        ),
        _column(
            "like_link",
            models.BigIntegerField(help_text="digest of the first link or contact", null=True),
        ),
        _column(
            "like_shape",
            models.BigIntegerField(
                help_text="digest of the words, with names, numbers and addresses left open",
                null=True,
            ),
        ),
        _column(
            "name_digest",
            models.BigIntegerField(default=0, help_text="tells one name from another"),
        ),
        _column(
            "like_band_0", models.PositiveIntegerField(help_text="16 bits of like_text", null=True)
        ),
        *(_column(band, models.PositiveIntegerField(null=True)) for band in _BANDS[1:]),
        _like_index("like_text"),
        _like_index("like_link", "like_text"),
        _like_index("like_shape", "like_text", "like_link"),
        *(_band_index(band) for band in _BANDS),
        migrations.RunPython(_mark_what_waits, migrations.RunPython.noop),
    ]
