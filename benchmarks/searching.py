"""Search in a million comments, and what keeping its index costs a post and a decision.

python -m benchmarks.searching [COMMENTS]

On SQLite in a folder of its own, or on the empty PostgreSQL database named by DATABASE_URL. The
comments are put in by SQL, some forty words each, the words as frequent as in any language (Zipf);
a year long, ninety in a hundred approved and half of the rest rejected by what the index says.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from benchmarks.support import percentile, stet, table

if TYPE_CHECKING:
    from stet.moderation.searching.asking import Sought
    from stet.newsroom.models import Article

ROUNDS = 40
POSTS = 200
_BATCH = 2_000
_YEAR = timedelta(days=365)


def vocabulary() -> tuple[list[str], list[float]]:
    """60,000 invented words and how often each comes, cumulated."""
    chance = random.Random(7)
    syllables = [first + second for first in "bcdfghjklmnprstvz" for second in "aeiou"]
    lengths = (1, 2, 2, 3, 3, 4)
    words: dict[str, None] = {}
    while len(words) < 60_000:
        words["".join(chance.choices(syllables, k=chance.choice(lengths)))] = None
    ordered = sorted(words, key=len)
    common, others = ordered[:200], ordered[200:]
    chance.shuffle(others)
    weights = [1 / (rank + 2.7) ** 1.05 for rank in range(60_000)]
    return [*common, *others], list(itertools.accumulate(weights))


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        stet(Path(folder), "migrate")
        os.environ["STET_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
        django.setup()
        words, weights = vocabulary()
        article = _article()
        begun = time.perf_counter()
        _fill(article, count, words, weights)
        print(f"put {count:,} comments in, {time.perf_counter() - begun:,.0f} s", flush=True)
        _measure(count, words)
        _cost(article)


def _article() -> Article:
    from stet.newsroom.articles import ArticleText, add_article  # noqa: PLC0415
    from stet.newsroom.setup import ensure_newsroom  # noqa: PLC0415

    now = datetime.now(UTC)
    return add_article(ensure_newsroom(now), ArticleText("A long article"), by=None, now=now)[0]


def _rows(
    article: Article, count: int, words: list[str], weights: list[float]
) -> Iterator[tuple[list[Any], list[Any]]]:
    from stet.moderation.searching.indexing import number_of  # noqa: PLC0415
    from stet.moderation.searching.words import (  # noqa: PLC0415
        NAME,
        article_mark,
        lang_mark,
        state_mark,
    )
    from stet.newsroom.ids import new_id  # noqa: PLC0415

    facts = f"{article_mark(article.id)} {lang_mark('en')}"
    chance, since = random.Random(11), datetime.now(UTC) - _YEAR
    for number in range(count):
        at, key = since + _YEAR * number / count, new_id()
        text = " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(10, 70)))
        name = f"{words[300 + number % 5000]} {words[9000 + number % 7001]}"
        state = "approved" if number % 10 else "held" if number % 20 else "rejected"
        first, last = name.split()
        # What `line_of` would make of words that need no folding, only faster.
        line = f" {text} | {name} {NAME}{first} {NAME}{last} | | {facts} {state_mark(state)} "
        comment = [key.hex, article.id.hex, name, text, "en", at, at, "held", 1, b"salt"]
        yield comment, [number_of(at) + number, key.hex, line]


def _fill(article: Article, count: int, words: list[str], weights: list[float]) -> None:
    from django.db import connection, transaction  # noqa: PLC0415

    columns = "id, article_id, name, text, lang, posted_at, received_at, state, version, salt"
    further = "author_key, network, double, reserved_name, source, source_id"
    comment = (
        f"INSERT INTO comments_comment ({columns}, {further}) "
        f"VALUES ({', '.join(['%s'] * 10)}, '', '', '', false, '', '')"
    )
    doc = "INSERT INTO moderation_searchdoc (n, comment_id, words) VALUES (%s, %s, %s)"
    rows = _rows(article, count, words, weights)
    while batch := list(itertools.islice(rows, _BATCH)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(comment, [one for one, _ in batch])
            cursor.executemany(doc, [line for _, line in batch])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _searches(words: list[str]) -> dict[str, Sought]:
    from stet.moderation.searching.asking import Place, Sought  # noqa: PLC0415

    now = datetime.now(UTC)
    common, second, some, rare = words[150], words[160], words[1200], words[21000]
    since, before = now - timedelta(days=300), now - timedelta(days=270)
    return {
        "a rare word": Sought(rare),
        "a word of one comment in two hundred": Sought(some),
        "a word of one comment in six": Sought(common),
        "the beginning of a word, three letters": Sought(rare[:3]),
        "two frequent words and a rare one": Sought(f"{common} {second} {rare}"),
        "a quotation of two frequent words": Sought(f'"{common} {second}"'),
        "a frequent word without another": Sought(f"{common} -{second}"),
        "a name": Sought(words[9100], place=Place.NAME),
        "a frequent word, held": Sought(common, state="held"),
        "a frequent word, rejected, in a month long ago": Sought(
            common, state="rejected", since=since, before=before
        ),
        "no word, rejected": Sought(state="rejected"),
        "words that are never together": Sought(f"{rare} {words[22000]} {words[23000]}"),
    }


def _measure(count: int, words: list[str]) -> None:
    from django.db import connection  # noqa: PLC0415

    from stet.moderation.searching.finding import search  # noqa: PLC0415

    rows = []
    for title, sought in _searches(words).items():
        begun = time.perf_counter()
        page = search(sought, 50)
        first = (time.perf_counter() - begun) * 1000
        busy = time.thread_time()
        times = [_timed(partial(search, sought, 50)) for _ in range(ROUNDS)]
        # On a machine that others use too, this is what the search itself takes (on SQLite).
        own = (time.thread_time() - busy) * 1000 / ROUNDS
        shown = f"{len(page.hits)}{'+' if page.next else ''}"
        figures = (first, percentile(times, 0.5), percentile(times, 0.99), own)
        rows.append([title, shown, *(f"{each:.1f}" for each in figures)])
    heads = ["", "found", "first ms", "p50 ms", "p99 ms", "processor ms"]
    table(f"Fifty of {count:,} comments, {connection.vendor}", heads, rows)


def _timed(deed: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    deed()
    return (time.perf_counter() - begun) * 1000


def _cost(article: Article) -> None:
    """A post with and without its line in the index; a decision is timed as its move's trigger."""
    from django.db import connection, transaction  # noqa: PLC0415

    from stet.comments.submitting import Draft  # noqa: PLC0415
    from stet.moderation import intake  # noqa: PLC0415
    from stet.moderation.searching.indexing import index  # noqa: PLC0415

    spent: list[float] = []

    def timed_index(comment: Any) -> None:
        spent.append(_timed(lambda: index(comment)))

    setattr(intake, "index", timed_index)  # noqa: B010 - one deed of the intake is timed
    whole = []
    chance = random.Random(3)
    for number in range(POSTS):
        text = " ".join(f"word{chance.randint(1, 9999)}" for _ in range(40))
        draft = Draft(article, f"Reader {number}", text)
        at = datetime.now(UTC) + timedelta(minutes=number)
        whole.append(_timed(partial(intake.receive, draft, at)))
    moves = []
    other = "replace(words, ' §held ', ' §approved ')"
    latest = "(SELECT n FROM moderation_searchdoc ORDER BY n DESC LIMIT 1 OFFSET %s)"
    move = f"UPDATE moderation_searchdoc SET words = {other} WHERE n = {latest}"
    for number in range(POSTS):
        with transaction.atomic(), connection.cursor() as cursor:
            moves.append(_timed(partial(cursor.execute, move, [number])))
    rows = [
        ["a post, whole", *_shares(whole)],
        ["of it: its line in the index", *_shares(spent)],
        ["a decision: its mark in the index", *_shares(moves)],
    ]
    table(f"What the index costs, {connection.vendor}", ["", "p50 ms", "p99 ms"], rows)


def _shares(times: list[float]) -> list[str]:
    return [f"{percentile(times, share):.2f}" for share in (0.5, 0.99)]


if __name__ == "__main__":
    main()
