"""Keeping the index of words: a comment goes in when it comes; triggers do what follows.

Its state in the index moves with the comment, and what is withdrawn or erased leaves it at once
(`stet.moderation.searching.guards`). What triggers cannot do, folding a new headline or clearing
SQLite's index of traces, they note as due, and the sweep does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from stet.comments.models import Comment
from stet.moderation.searching.models import SearchDoc, SearchDue
from stet.moderation.searching.words import FACT, SEARCHED, headline_part, line_of
from stet.newsroom.models import Article

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_MOST_ROWS = 500  # in one statement: well below what either database takes
_REWRITTEN = 200  # lines in one transaction: some tenths of a second for those who wait to write
_PURGE, _PURGING = "purge", "purging"
_MERGED_PAGES = 500  # of 4 kB, at a time
_FTS = "moderation_search"

_ADD = (
    "INSERT INTO moderation_searchdoc (n, comment_id, words) VALUES (%s, %s, %s) "
    "ON CONFLICT (n) DO NOTHING"
)


def number_of(at: datetime) -> int:
    """The place of a moment in the index: microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def index(comment: Comment) -> None:
    """Makes a new comment findable, in the transaction that is open."""
    number, line = number_of(comment.posted_at), _line(comment)
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_ADD, [number, comment.id.hex, line])
            if cursor.rowcount:
                return
            number = _free_from(number)


def index_many(comments: Iterable[Comment]) -> None:
    """The same for many comments at once; those that are gone are left out."""
    rows: list[SearchDoc] = []
    last = -1
    for comment in sorted(comments, key=lambda one: one.posted_at):
        if comment.state not in SEARCHED:
            continue
        base = number_of(comment.posted_at)
        # An import knows its times to the second: whoever shares one comes behind the others.
        number = last + 1 if base <= last else _free_from(base)
        rows.append(SearchDoc(n=number, comment=comment, words=_line(comment)))
        last = number
    SearchDoc.objects.bulk_create(rows, batch_size=_MOST_ROWS)


def _free_from(number: int) -> int:
    """The first place behind all that are taken in this second."""
    within = SearchDoc.objects.filter(n__gte=number, n__lt=number - number % _SECOND + _SECOND)
    last = within.aggregate(last=Max("n"))["last"]
    return number if last is None else int(last) + 1


def _line(comment: Comment) -> str:
    return line_of(
        text=comment.text,
        name=comment.name,
        headline=comment.article.headline,
        article=comment.article_id,
        lang=comment.lang,
        state=comment.state,
    )


def follow_headlines(_now: datetime) -> int:
    """Folds new headlines into the lines of their comments, one batch: how many it changed."""
    due = SearchDue.objects.exclude(key__in=[_PURGE, _PURGING]).order_by("key").first()
    if due is None:
        return 0
    article = Article.objects.filter(id=UUID(due.key)).only("headline").first()
    with transaction.atomic():
        stale: list[SearchDoc] = []
        if article:
            lines = SearchDoc.objects.select_for_update(of=("self",)).filter(
                comment__article=article
            )
            right = headline_part(article.headline) + FACT
            found = lines.exclude(words__contains=right).select_related("comment__article")
            stale = list(found[:_REWRITTEN])
        for doc in stale:
            doc.words = _line(doc.comment)
            doc.save(update_fields=["words"])
        if not stale:
            due.delete()
    return len(stale)


def purge(_now: datetime) -> int:
    """Clears SQLite's index of what was deleted from it, after an erasure: 1 while there is more.

    FTS5 marks a deletion and drops the words when it merges; so it is made to merge all of it.
    PostgreSQL's VACUUM does so by itself.
    """
    due = SearchDue.objects.filter(key__in=[_PURGE, _PURGING]).order_by("-key").first()
    if due is None:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        merged = connection.vendor == "sqlite" and _merge(cursor, begin=due.key == _PURGE)
        if due.key == _PURGE and merged:
            SearchDue.objects.get_or_create(key=_PURGING)
        if due.key == _PURGE or not merged:
            due.delete()
    return int(merged)


def _merge(cursor: Any, *, begin: bool) -> bool:
    """One step of the merge; whether it had anything to do (as FTS5's manual has it)."""
    sqlite: Any = connection.connection
    before = sqlite.total_changes
    pages = -_MERGED_PAGES if begin else _MERGED_PAGES
    cursor.execute(f"INSERT INTO {_FTS}({_FTS}, rank) VALUES ('merge', %s)", [pages])  # noqa: S608
    return begin or sqlite.total_changes - before > 1
