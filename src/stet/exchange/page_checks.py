"""Looking at the pages of unconfirmed articles: one at a time, each a due fact on a row."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from stet.comments.merging import merge
from stet.exchange.fetching import Bounds, NotFetched, fetch
from stet.exchange.pages import facts_of
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.embedding import PageFacts, confirm, page_address
from stet.newsroom.models import Article, PageCheck
from stet.newsroom.origins import is_allowed
from stet.newsroom.reading import article_by_url

log = structlog.get_logger(__name__)

# A worker that dies while it looks leaves the page to another after this.
_LEASE = timedelta(minutes=2)
# After these the page is given up: a publisher's server that is down for a day is.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 10, 60, 6 * 60, 24 * 60))


def check_pages(now: datetime) -> int:
    """Looks at the page that has waited longest, if one is due: how many were looked at."""
    check = _next(now)
    if check is None:
        return 0
    article = check.article
    if not article.unconfirmed:
        PageCheck.objects.filter(pk=check.pk).update(due_at=None)
        return 1
    try:
        facts = _look(article)
    except NotFetched as problem:
        _put_off(check, problem.why, now)
        log.info("page_not_fetched", reason=problem.why)
        return 1
    settle(article, facts, timezone.now())
    return 1


def settle(article: Article, facts: PageFacts, now: datetime) -> None:
    """Confirms the article by what its page says; if the page is another article's, merges it there."""
    other = article_by_url(article.site, facts.url, "") if facts.url else None
    if other is not None and other.id != article.id:
        try:
            merge(article, other, by=None, now=now)
        except BadArticle:  # other rules hold there: a person must see to it
            log.info("page_not_merged")
        else:
            return
    confirm(article, facts, now)


def _next(now: datetime) -> PageCheck | None:
    """The page that is due, taken so that no other worker looks at it meanwhile."""
    due = PageCheck.objects.filter(due_at__lte=now).select_related("article__site")
    check = due.order_by("due_at").first()
    if check is None:
        return None
    taken = PageCheck.objects.filter(pk=check.pk, due_at=check.due_at)
    return check if taken.update(due_at=now + _LEASE) else None


def _look(article: Article) -> PageFacts:
    bounds = Bounds(
        may=lambda url: is_allowed(article.site, url), private=settings.STET.fetch_networks
    )
    page = fetch(article.url, bounds)
    facts = facts_of(page.html, page.url)
    # A page that names no address of its own is where it was found in the end.
    named = facts.url if is_allowed(article.site, facts.url) else page_address(page.url)
    return PageFacts(facts.title, facts.lang, facts.tags, facts.text, page_address(named))


def _put_off(check: PageCheck, why: str, now: datetime) -> None:
    tries = check.tries + 1
    due = now + PAUSES[tries - 1] if tries <= len(PAUSES) else None
    PageCheck.objects.filter(pk=check.pk).update(tries=tries, problem=why, due_at=due)
