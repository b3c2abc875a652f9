"""The index of comments' words, what it still has to do, and the views that people keep."""

from __future__ import annotations

from django.db import models

from stet.comments.models import Comment


class SearchDoc(models.Model):
    """What a comment is found by (`stet.moderation.searching.words`); none for what is gone.

    SQLite keeps an FTS5 table beside it, PostgreSQL a generated column ``lexemes``.
    """

    n = models.BigIntegerField(
        primary_key=True, help_text="microseconds since 1970 at which it was posted, made unique"
    )
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.n)


class SearchDue(models.Model):
    """Work on the index: an article whose headline changed, or ``purge`` after an erasure."""

    key = models.CharField(max_length=40, primary_key=True)

    def __str__(self) -> str:
        return self.key
