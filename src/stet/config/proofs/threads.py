"""Threads: what readers are shown is the approved comments, freshly rendered, and nothing else."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from gzip import BadGzipFile, decompress
from itertools import zip_longest
from uuid import UUID

from stet.comments.models import Comment, Thread, ThreadPage
from stet.comments.publishing import fresh_pages
from stet.comments.states import State
from stet.config.proofs.fault import Fault, Progress, counted
from stet.newsroom.finding import family_of
from stet.newsroom.models import Article

_PLACES = ("first_posted_at", "first_id", "last_posted_at", "last_id", "digest")


def faults(progress: Progress) -> Iterator[Fault]:
    articles = Article.objects.order_by("id").values_list("id", flat=True)
    rows = articles.iterator(chunk_size=500)
    for article in counted(rows, "threads", articles.count(), progress):
        yield from _thread(article)


def _thread(article: UUID) -> Iterator[Fault]:
    thread, count = Thread.objects.filter(article=article).first(), 0
    stored = ThreadPage.objects.filter(thread=article).order_by("number").iterator(chunk_size=1)
    for fresh, page in zip_longest(fresh_pages(article), stored):
        ought, comments = fresh or (None, [])
        count += len(comments)
        if page is None or ought is None or not _same(page, ought):
            number = (page or ought or ThreadPage()).number
            yield _page(article, number, "differs from what its approved comments are")
            if page:
                yield from _unapproved(article, page)
    if (thread.count if thread else 0) != count:
        words = f"the thread of article {article} is said to have another number of comments"
        yield Fault("thread.count", words, str(article))


def _same(page: ThreadPage, ought: ThreadPage) -> bool:
    """Bodies are compared as readers get them: another zlib may compress them otherwise."""
    html, text = bytes(ought.html), bytes(ought.json)
    try:
        zipped = decompress(bytes(page.html_gzip))
        # Ours ends in an open block, for a tail to follow; so it is read without asking for an end.
        deflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(bytes(page.json_deflate))
    except (BadGzipFile, EOFError, zlib.error):
        return False
    return (
        page.number == ought.number
        and all(getattr(page, name) == getattr(ought, name) for name in _PLACES)
        and bytes(page.html) == zipped == html
        and bytes(page.json) == deflated == text
    )


def _unapproved(article: UUID, page: ThreadPage) -> Iterator[Fault]:
    """Names the worst: a comment that readers see though nobody approved it."""
    shown = _ids(bytes(page.json))
    approved = Comment.objects.filter(
        id__in=shown, article__in=family_of(article), state=State.APPROVED
    )
    known = set(approved.values_list("id", flat=True))
    for comment in shown:
        if comment not in known:
            words = f"comment {comment} is shown to readers, and was not approved"
            yield Fault("thread.not_approved", words, str(comment))


def _ids(body: bytes) -> list[UUID]:
    try:
        return [UUID(row["id"]) for row in json.loads(body)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _page(article: UUID, number: int, words: str) -> Fault:
    sentence = f"page {number} of the thread of article {article} {words}"
    return Fault("thread.page", sentence, str(article))
