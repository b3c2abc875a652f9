"""The index of comments' words, what is still to be done for it, and the views that people keep."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from stet.comments.models import Comment
from stet.newsroom.ids import new_id
from stet.newsroom.models import Staff


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


class AuthorDue(models.Model):
    """A decision changed an author's record, which what waits of that author still has to show.

    Not unique: a decision only adds a row, so that no two decisions wait for each other.
    """

    author_key = models.CharField(max_length=80)

    def __str__(self) -> str:
        return str(self.pk)


class SavedView(models.Model):
    """A view of the list that somebody keeps: its filters and its order, as the address has them.

    A ``shared`` one is seen by the whole team.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600, help_text="of the list's address, without the ?")
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="moderation_savedview_name_once_per_person"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="moderation_savedview_named"),
        ]
        indexes = [
            models.Index(
                fields=["name"], condition=Q(shared=True), name="moderation_savedview_shared"
            )
        ]

    def __str__(self) -> str:
        return self.name
