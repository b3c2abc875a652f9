"""Publishing: a thread's pages are rendered once, when a comment comes or goes.

A page holds fifty comments in the order in which they were written, so a change reaches from the
comment's page to the last one, which for a fresh comment is the same page. Replies come after
what they answer, so the pages that name a comment as a parent are among those rendered again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count as numbers
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from stet.comments.compressing import deflated, gzipped
from stet.comments.models import Comment, Thread, ThreadPage
from stet.comments.rendering import fragment, json_array
from stet.comments.states import State
from stet.newsroom.finding import family_of

PAGE_SIZE = 50
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def publish(comment: Comment) -> None:
    """Brings the thread's pages up to date with ``comment`` as it now stands.

    Runs in the transaction of the deed that moved the comment, which holds the thread's row until
    it ends: two deeds on one thread publish one after the other.
    """
    family = family_of(comment.article_id)
    thread, approved = _locked(family[0]), _approved(family)
    first = _first_changed(thread, approved, comment) if thread.edition else 1
    before = _last_of(thread, first - 1)
    rest = list((approved.filter(_after(*before)) if before else approved).order_by(*_ORDER))
    if thread.edition:
        thread.pages.filter(number__gte=first).delete()
    ThreadPage.objects.bulk_create(_pages(thread, rest, first))
    _new_edition(thread, (first - 1) * PAGE_SIZE + len(rest))


def _first_changed(thread: Thread, approved: QuerySet[Comment], comment: Comment) -> int:
    """The number of the first page on which ``comment`` is to be seen or named."""
    # An imported reply may bear an earlier time than what it answers, and names it all the same.
    before_it = Q(parent=comment) & ~_after(comment.posted_at, comment.id)
    earliest = approved.filter(before_it).order_by(*_ORDER).first() or comment
    page = _page_of(thread, earliest)
    return page.number if page else thread.pages.count() + 1


def publish_many(comments: Iterable[Comment]) -> None:
    """As `publish`, for comments that were moved in one transaction: each thread once."""
    earliest: dict[UUID, Comment] = {}
    for comment in sorted(comments, key=lambda one: (one.posted_at, one.id), reverse=True):
        earliest[comment.article_id] = comment
    for _, comment in sorted(earliest.items()):  # in one order, so that no two wait for each other
        publish(comment)


def publish_anew(article: UUID) -> None:
    """Renders every page of a thread again: after a change in how comments are shown."""
    with transaction.atomic():
        thread = _locked(article)
        thread.pages.all().delete()
        count = 0
        for page, comments in fresh_pages(article):
            page.save(force_insert=True)
            count += len(comments)
        _new_edition(thread, count)


def publish_merged(article: UUID, into: UUID) -> None:
    """Brings the comments of ``article`` into the thread of ``into``, and ends its own.

    Runs in the transaction of the merging.
    """
    Thread.objects.filter(article=article).delete()
    publish_anew(into)


def publish_all_anew(progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """As `publish_anew`, for every thread that there is: how many."""
    articles = list(Thread.objects.order_by("article").values_list("article", flat=True))
    for done, article in enumerate(articles):
        progress(done, len(articles))
        publish_anew(article)
    progress(len(articles), len(articles))
    return len(articles)


def fresh_pages(article: UUID) -> Iterator[tuple[ThreadPage, list[Comment]]]:
    """The pages that a thread ought to have, rendered now and not saved, one at a time."""
    family = family_of(article)
    if family[0] != article:
        return  # merged into another, whose thread has its comments
    thread = Thread(article_id=article)
    rows = _approved(family).order_by(*_ORDER).iterator(chunk_size=PAGE_SIZE)
    for number in numbers(1):
        group = list(islice(rows, PAGE_SIZE))
        if not group:
            return
        yield next(_pages(thread, group, number)), group


def _locked(article: UUID) -> Thread:
    """The thread, which nobody else changes until this transaction ends."""
    return Thread.objects.select_for_update().get_or_create(article_id=article)[0]


def _approved(family: Sequence[UUID]) -> QuerySet[Comment]:
    """The approved comments of these articles."""
    whose = Q(article_id=family[0]) if len(family) == 1 else Q(article_id__in=family)
    return Comment.objects.filter(whose, state=State.APPROVED)


def _new_edition(thread: Thread, count: int) -> None:
    thread.count = count
    thread.edition += 1
    thread.changed_at = max(timezone.now(), thread.changed_at or _NEVER)
    thread.save(update_fields=["count", "edition", "changed_at"])


_ORDER = ("posted_at", "id")


def _after(posted_at: object, comment_id: object) -> Q:
    return Q(posted_at__gt=posted_at) | Q(posted_at=posted_at, id__gt=comment_id)


def _page_of(thread: Thread, comment: Comment) -> ThreadPage | None:
    """The page that holds the comment's place: the first that ends after it, or the last if it has room."""
    ends_later = Q(last_posted_at__gt=comment.posted_at) | Q(
        last_posted_at=comment.posted_at, last_id__gte=comment.id
    )
    pages = thread.pages.only("number", "thread_id")
    page = pages.filter(ends_later).order_by("number").first()
    if page is None and thread.count % PAGE_SIZE:
        page = pages.order_by("number").last()
    return page


def _last_of(thread: Thread, number: int) -> tuple[object, object] | None:
    if number < 1:
        return None
    return thread.pages.values_list("last_posted_at", "last_id").get(number=number)


def _pages(thread: Thread, comments: list[Comment], first: int) -> Iterator[ThreadPage]:
    public = _public_parents(comments)
    for number, group in enumerate(_groups(comments), start=first):
        yield _rendered(thread, number, group, public)


def _groups(comments: list[Comment]) -> Iterator[list[Comment]]:
    for start in range(0, len(comments), PAGE_SIZE):
        yield comments[start : start + PAGE_SIZE]


def _public_parents(comments: list[Comment]) -> dict[UUID, str]:
    """Names of the parents that are public, by id."""
    wanted = {comment.parent_id for comment in comments if comment.parent_id}
    known = {comment.id: comment.name for comment in comments if comment.id in wanted}
    missing = wanted - known.keys()
    for start in range(0, len(missing), 500):  # SQLite takes a limited number of parameters
        chunk = list(missing)[start : start + 500]
        rows = Comment.objects.filter(id__in=chunk, state=State.APPROVED).values_list("id", "name")
        known.update(rows)
    return known


def _rendered(
    thread: Thread, number: int, comments: list[Comment], public: dict[UUID, str]
) -> ThreadPage:
    html, json = fragment(comments, public), json_array(comments, public)
    return ThreadPage(
        thread=thread,
        number=number,
        first_posted_at=comments[0].posted_at,
        first_id=comments[0].id,
        last_posted_at=comments[-1].posted_at,
        last_id=comments[-1].id,
        html=html,
        html_gzip=gzipped(html),
        json=json,
        json_deflate=deflated(json),
        digest=hashlib.sha256(html + b"\x00" + json).hexdigest(),
    )
