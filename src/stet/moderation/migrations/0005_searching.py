"""An index of comments' words, marks by which the queue is filtered, and views that people keep.

SQLite gets an FTS5 table whose content is the index's own table; PostgreSQL a generated tsvector
with a GIN index. Both are made from the same line of folded words (`stet.moderation.searching`).
What is there already is brought in, some thousand comments a second.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import stet.newsroom.ids
from stet.moderation.searching.words import SEARCHED, line_of
from stet.text.invisible import find_invisible

_BATCH = 1000

_FTS5 = (
    "CREATE VIRTUAL TABLE moderation_search USING fts5(words, content='moderation_searchdoc', "
    "content_rowid='n', tokenize='ascii', detail='none', columnsize=0)"
)
_LEXEMES = (
    "ALTER TABLE moderation_searchdoc ADD COLUMN lexemes tsvector GENERATED ALWAYS AS "
    "(array_to_tsvector(string_to_array(btrim(words), ' '))) STORED"
)
_GIN = "CREATE INDEX moderation_searchdoc_lexemes ON moderation_searchdoc USING gin (lexemes)"


def make_index(_apps: Any, schema_editor: Any) -> None:
    sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in (_FTS5,) if sqlite else (_LEXEMES, _GIN):
        schema_editor.execute(statement)


def drop_index(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE moderation_search")


def bring_in(apps: Any, schema_editor: Any) -> None:
    """The comments that are here, in the order of their times."""
    comment_model = apps.get_model("comments", "Comment")
    doc_model = apps.get_model("moderation", "SearchDoc")
    comments = comment_model.objects.filter(state__in=SEARCHED).select_related("article")
    last, rows = -1, []
    for comment in comments.order_by("posted_at", "id").iterator(chunk_size=_BATCH):
        last = max(int(comment.posted_at.timestamp()) * 1_000_000, last + 1)
        words = line_of(
            text=comment.text,
            name=comment.name,
            headline=comment.article.headline,
            article=comment.article_id,
            lang=comment.lang,
            state=comment.state,
        )
        rows.append(doc_model(n=last, comment=comment, words=words))
        if len(rows) == _BATCH:
            doc_model.objects.bulk_create(rows)
            rows.clear()
    doc_model.objects.bulk_create(rows)
    if schema_editor.connection.vendor == "sqlite" and last >= 0:
        schema_editor.execute("INSERT INTO moderation_search(moderation_search) VALUES ('rebuild')")


def mark_waiting(apps: Any, _schema_editor: Any) -> None:
    """What waits is marked as it would have been when it came in."""
    comment_model = apps.get_model("comments", "Comment")
    items = apps.get_model("moderation", "QueueItem").objects.select_related("comment")
    for item in items.iterator(chunk_size=_BATCH):
        comment = item.comment
        item.flagged = comment.reserved_name or find_invisible(comment.text).suspicious
        if comment.author_key:
            decided = comment_model.objects.filter(author_key=comment.author_key)
            states = set(decided.order_by().values_list("state", flat=True).distinct())
            item.author_record = 2 * ("approved" in states) + 4 * ("rejected" in states) or 1
        if item.flagged or item.author_record:
            item.save(update_fields=["flagged", "author_record"])


_QUEUE_INDEXES = (
    models.Index(fields=["queued_at", "comment"], name="moderation_queue_latest"),
    models.Index(
        condition=~Q(top_clause=""),
        fields=["top_clause", "queued_at"],
        name="moderation_queue_clause",
    ),
    models.Index(fields=["lang", "queued_at"], name="moderation_queue_lang"),
    models.Index(fields=["suggestion", "queued_at"], name="moderation_queue_suggestion"),
    models.Index(fields=["author_record", "queued_at"], name="moderation_queue_record"),
    models.Index(condition=Q(flagged=True), fields=["queued_at"], name="moderation_queue_flagged"),
)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[Any]] = [
        ("moderation", "0004_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="SearchDoc",
            fields=[
                (
                    "n",
                    models.BigIntegerField(
                        help_text="microseconds since 1970 at which it was posted, made unique",
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchDue",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name="AuthorDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("author_key", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("name", models.CharField(max_length=60)),
                (
                    "query",
                    models.CharField(
                        help_text="of the list's address, without the ?", max_length=600
                    ),
                ),
                ("shared", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(
                        condition=Q(shared=True),
                        fields=["name"],
                        name="moderation_savedview_shared",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "name"), name="moderation_savedview_name_once_per_person"
                    ),
                    models.CheckConstraint(
                        condition=~Q(name=""), name="moderation_savedview_named"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="queueitem",
            name="flagged",
            field=models.BooleanField(
                default=False,
                help_text="a name like one of ours, or hidden characters in the text",
            ),
        ),
        migrations.AddField(
            model_name="queueitem",
            name="author_record",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="stet.moderation.filtering.Record; the database keeps it"
            ),
        ),
        *(migrations.AddIndex(model_name="queueitem", index=index) for index in _QUEUE_INDEXES),
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(bring_in, migrations.RunPython.noop),
        migrations.RunPython(mark_waiting, migrations.RunPython.noop),
    ]
