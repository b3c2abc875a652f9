"""Keeping the index of words: a comment goes in when it comes; triggers do what follows.

Its state in the index moves with the comment, and what is withdrawn or erased leaves it at once
(`stet.moderation.searching.guards`). What triggers cannot do, folding a new headline or clearing
SQLite's index of traces, they note as due, and the sweep does it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from stet.comments.models import Comment
from stet.ledger.rows import as_key, insert_values
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
    there = sorted(
        (one for one in comments if one.state in SEARCHED), key=lambda one: one.posted_at
    )
    numbers = _free_numbers([number_of(comment.posted_at) for comment in there])
    values = [
        (number, as_key(comment.id), _line(comment))
        for number, comment in zip(numbers, there, strict=True)
    ]
    insert_values(SearchDoc, ["n", "comment_id", "words"], values)


def _free_numbers(bases: Sequence[int]) -> list[int]:
    """For each of the ascending ``bases`` a place of its own, its own moment if that is free."""
    taken: set[int] = set()
    for start in range(0, len(bases), _MOST_ROWS):
        # An import knows its times to the second: whoever shares one comes behind the others.
        part = bases[start : start + _MOST_ROWS]
        rows = SearchDoc.objects.filter(n__in=part)
        taken |= set(rows.values_list("n", flat=True))
    numbers: list[int] = []
    last = -1
    for base in bases:
        number = base if base > last else last + 1
        if base in taken or number != base:
            number = max(number, _free_from(base))
        numbers.append(number)
        last = number
    return numbers


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
