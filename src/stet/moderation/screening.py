"""Running the screener: in time while a reader waits, and later for what was missed.

Whatever goes wrong here holds the comment, marked unscreened; it never publishes and never
punishes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from stet.comments.models import Comment
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append
from stet.moderation.facts import screening_facts
from stet.moderation.judging import has_judge, with_judge
from stet.moderation.metrics import SCREENING_FAILURES, SCREENING_SECONDS
from stet.moderation.models import QueueItem, Screening
from stet.moderation.queue import attach
from stet.moderation.rules.acting import act
from stet.moderation.screeners import screener_of
from stet.newsroom.models import Article
from stet.screening import types

__all__ = ["screen_in_time", "screen_missed", "screener_of", "store", "submission"]

log = structlog.get_logger(__name__)


class _Pool:
    """The threads that screen while a reader waits. A forked process has none of its parent's."""

    def __init__(self) -> None:
        self.renew()
        os.register_at_fork(after_in_child=self.renew)

    def renew(self) -> None:
        # Two: one text that takes too long must not hold up the next reader's.
        self.threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="screening")


_pool = _Pool()
_SWEEP_BATCH = 64
# A judge may take seconds for each, and what is screened should reach the queue meanwhile.
_JUDGED_BATCH = 8
_MOST_ATTEMPTS = 5


def submission(
    key: str, text: str, *, article: Article, name: str, lang: str | None, parent: str | None
) -> types.Submission:
    context = types.ArticleContext(article.headline, article.plain_text)
    return types.Submission(key, text, lang=lang, author=name, article=context, parent=parent)


def screen_in_time(site_id: UUID, submission: types.Submission) -> types.Screening | None:
    """The screening, or None if it failed or took longer than the operator allows.

    Allowing no time at all leaves the screening to the worker.
    """
    wait_s = settings.STET.screen_timeout_ms / 1000
    if not wait_s:
        return None
    try:
        screener = screener_of(site_id)
        with SCREENING_SECONDS.labels("receipt").time():
            return _pool.threads.submit(screener.screen, [submission]).result(wait_s)[0]
    except TooLate:
        SCREENING_FAILURES.labels("too late").inc()
        log.warning("screening_too_late", limit_ms=settings.STET.screen_timeout_ms)
    except Exception as problem:  # noqa: BLE001 - a failing screener holds, whatever failed
        SCREENING_FAILURES.labels("error").inc()
        log.error("screening_failed", problem=type(problem).__name__)
    return None


def store(comment: Comment, result: types.Screening, now: datetime) -> Screening:
    """Keeps a screening beside its comment, and says so in the ledger."""
    shown = result.as_dict()
    screening = Screening.objects.create(
        comment=comment,
        screener=result.screener,
        lang=result.lang,
        suggestion=result.suggestion,
        clauses=shown["clauses"],
        scores=shown["scores"],
        spans=shown["spans"],
        reasons=shown["reasons"],
        reason_codes=[*result.reason_codes],
        relevance=result.relevance,
        at=now,
    )
    append(
        Deed.COMMENT_SCREENED,
        comment.id,
        actor=SYSTEM,
        at=now,
        payload=screening_facts(screening),
    )
    return screening


def screen_missed(now: datetime) -> int:
    """Screens a batch of what waits unscreened, oldest first; how many it screened.

    Here, and not while a reader waits, the judge is asked where the screener is unsure.
    A comment that fails the screener by itself is tried a few times and then left to people.
    """
    items = list(
        QueueItem.objects.filter(screening__isnull=True, screening_attempts__lt=_MOST_ATTEMPTS)
        .select_related("comment", "comment__article", "comment__parent")
        .order_by("queued_at")[: _JUDGED_BATCH if has_judge() else _SWEEP_BATCH]
    )
    results = _screened(items)
    done = 0
    for item, result in zip(items, results, strict=True):
        if result is None:
            attempts = item.screening_attempts + 1
            QueueItem.objects.filter(pk=item.pk).update(screening_attempts=attempts)
        else:
            done += _keep(item, result, now)
    return done


def _screened(items: Sequence[QueueItem]) -> list[types.Screening | None]:
    """The items' screenings; if the batch fails, each by itself, so that one cannot stop all."""
    if not items:
        return []
    site_id = items[0].comment.article.site_id
    screener = with_judge(screener_of(site_id), site_id)
    batch = [_submission_of(item.comment) for item in items]
    try:
        with SCREENING_SECONDS.labels("sweep").time():
            return list(screener.screen(batch))
    except Exception:  # noqa: BLE001 - found out one by one below
        return [_alone(screener, one) for one in batch]


def _alone(screener: types.Screener, one: types.Submission) -> types.Screening | None:
    try:
        return screener.screen([one])[0]
    except Exception as problem:  # noqa: BLE001 - a failing screener holds, whatever failed
        SCREENING_FAILURES.labels("error").inc()
        log.error("screening_failed", comment=one.id, problem=type(problem).__name__)
        return None


def _submission_of(comment: Comment) -> types.Submission:
    parent = comment.parent.text if comment.parent else None
    return submission(
        str(comment.id),
        comment.text,
        article=comment.article,
        name=comment.name,
        lang=comment.lang,
        parent=parent,
    )


def _keep(item: QueueItem, result: types.Screening, now: datetime) -> bool:
    with transaction.atomic():
        still = Comment.objects.select_for_update().filter(pk=item.pk, state=State.HELD)
        comment = still.first()
        waits = QueueItem.objects.filter(pk=item.pk, screening__isnull=True).exists()
        if comment is None or not waits:
            return False
        screening = store(comment, result, now)
        attach(item, screening)
        act(comment, screening, now)
    return True
