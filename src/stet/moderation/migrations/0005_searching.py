"""An index of comments' words, marks by which the queue is filtered, and views that people keep.

SQLite gets an FTS5 table whose content is the index's own table; PostgreSQL a generated tsvector
with a GIN index. Both are made from the same line of folded words (`stet.moderation.searching`).
What is there already is brought in, some thousand comments a second.
"""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

from stet.moderation.searching.words import SEARCHED, line_of

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


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("moderation", "0004_reviews")]

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
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(bring_in, migrations.RunPython.noop),
    ]
