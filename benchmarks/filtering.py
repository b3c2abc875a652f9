"""Each filter of the list with 100,000 held: its first page in each order, and its count.

python -m benchmarks.filtering [HELD]

On SQLite in a folder of its own, or on the empty PostgreSQL database named by DATABASE_URL. Filters
let by some a half of what waits, some one of a thousand, one of them nothing.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.support import percentile, stet, table

if TYPE_CHECKING:
    from stet.moderation.filtering import Filters
    from stet.newsroom.models import Article

ROUNDS = 12
ARTICLES = 200
_BATCH = 1_000


def main() -> None:
    held = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        stet(Path(folder), "migrate")
        os.environ["STET_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
        django.setup()
        articles = _fill(held)
        _measure(held, articles)


def _fill(held: int) -> list[Article]:
    """Comments that wait, put in line without being screened or logged."""
    from django.db import connection, transaction  # noqa: PLC0415

    from stet.comments.models import Comment  # noqa: PLC0415
    from stet.moderation.models import ClauseMark, QueueItem  # noqa: PLC0415
    from stet.newsroom.articles import ArticleText, add_article  # noqa: PLC0415
    from stet.newsroom.setup import ensure_newsroom  # noqa: PLC0415

    now, chance = datetime.now(UTC), random.Random(5)
    site = ensure_newsroom(now)
    articles = [
        add_article(
            site,
            ArticleText(f"Article {number}", section=f"Section {number % 12}"),
            by=None,
            now=now,
        )[0]
        for number in range(ARTICLES)
    ]
    for begin in range(0, held, _BATCH):
        comments, items, marks = [], [], []
        for number in range(begin, min(held, begin + _BATCH)):
            at = now - timedelta(seconds=held - number)
            rank = round(1000 * chance.random() ** 3)
            author = "" if number % 4 == 0 else f"browser:{number % 40_000}"
            comment = Comment(
                article=articles[int(ARTICLES * chance.random() ** 2)],
                name=f"Reader {number}",
                text=f"A comment of a few words, number {number}.",
                lang="en" if number % 10 else "tr" if number % 1000 else "ckb",
                posted_at=at,
                received_at=at,
                author_key=author,
                salt=b"salt",
            )
            comments.append(comment)
            against = _against(number, rank, chance)
            marks += [ClauseMark(clause=clause, comment=comment) for clause in against]
            items.append(
                QueueItem(
                    comment=comment,
                    article=comment.article,
                    queued_at=at,
                    lang=comment.lang,
                    suggestion="reject" if rank > 600 else "look" if rank > 300 else "approve",
                    top_clause=against[0] if against else "",
                    risk_rank=rank,
                    calm_rank=1000 - rank,
                    flagged=number % 500 == 0,
                )
            )
        with transaction.atomic():
            Comment.objects.bulk_create(comments)
            QueueItem.objects.bulk_create(items)
            ClauseMark.objects.bulk_create(marks)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return articles


def _against(number: int, rank: int, chance: random.Random) -> list[str]:
    """The clauses that a comment is found against: of the surest a third two, of all some one more."""
    clauses = ["threat", "profanity", "sexism"]
    found = chance.sample(clauses, chance.choice((1, 1, 2))) if rank > 600 else []
    return found + (["seldom"] if number % 1000 == 0 else [])


def _filters(articles: list[Article]) -> dict[str, Filters]:
    from stet.moderation.filtering import Filters  # noqa: PLC0415

    return {
        "none": Filters(),
        "article": Filters(article=articles[50].id),
        "section": Filters(section="Section 7"),
        "clause": Filters(clause="threat"),
        "clause of one in a thousand": Filters(clause="seldom"),
        "language of nine in ten": Filters(lang="en"),
        "language of one in a thousand": Filters(lang="ckb"),
        "suggestion": Filters(suggestion="look"),
        "probability, high": Filters(band="high"),
        "waits 24 hours": Filters(waits_h=24),
        "first-time author": Filters(record="first"),
        "has rejected (nobody)": Filters(record="rejected"),
        "flagged": Filters(flagged=True),
        "unscreened": Filters(unscreened=True),
        "language, section and flagged": Filters(lang="tr", section="Section 3", flagged=True),
    }


def _measure(held: int, articles: list[Article]) -> None:
    from django.db import connection  # noqa: PLC0415

    from stet.moderation.ordering import LIST_ORDERS  # noqa: PLC0415
    from stet.moderation.paging import queue_page  # noqa: PLC0415
    from stet.moderation.queue import count_waiting  # noqa: PLC0415

    rows = []
    for title, filters in _filters(articles).items():
        figures = []
        for order in LIST_ORDERS:
            times = []
            for _round in range(ROUNDS):
                begun = time.perf_counter()
                queue_page(filters, order, 50, None)
                times.append((time.perf_counter() - begun) * 1000)
            figures.append(f"{percentile(times, 0.5):.0f}")
        begun = time.perf_counter()
        count = count_waiting(filters)
        figures.append(f"{(time.perf_counter() - begun) * 1000:.0f}")
        rows.append([title, f"{count:,}", *figures])
    heads = ["filter", "counted", *LIST_ORDERS, "the count"]
    table(f"The list's first page of {held:,} held, ms (p50), {connection.vendor}", heads, rows)


if __name__ == "__main__":
    main()
