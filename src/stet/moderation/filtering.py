"""Which of what waits a moderator asked to see, as data, and the queue narrowed down to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from stet.moderation.models import ClauseMark, QueueItem
from stet.newsroom.models import Article, Site

# The bands of the highest probability, in thousandths: from, and up to but not including.
BANDS: dict[str, tuple[int, int]] = {"low": (0, 200), "middle": (200, 600), "high": (600, 1001)}
# How long something waits at least, in hours, as the list offers it.
AGES = (1, 4, 24, 72)
_MOST_AGE_H = 24 * 366
MOST_ARTICLES = 50  # offered by name: those on which most waits


class Record(IntEnum):
    """What is known of a waiting comment's author, as the queue keeps it."""

    UNKNOWN = 0  # nothing tells who wrote it
    FIRST = 1  # an author of whom nothing is decided yet
    APPROVED = 2
    REJECTED = 4
    BOTH = 6


RECORDS: Mapping[str, tuple[Record, ...]] = {
    "first": (Record.FIRST,),
    "approved": (Record.APPROVED, Record.BOTH),
    "rejected": (Record.REJECTED, Record.BOTH),
    "unknown": (Record.UNKNOWN,),
}


@dataclass(frozen=True)
class Filters:
    """What a moderator asked to see. Empty fields do not filter.

    ``band`` is a key of `BANDS`, ``record`` of `RECORDS`; ``waits_h`` are hours at least.
    """

    article: UUID | None = None
    clause: str = ""
    lang: str = ""
    suggestion: str = ""
    unscreened: bool = False
    section: str = ""
    band: str = ""
    waits_h: int = 0
    record: str = ""
    flagged: bool = False


def narrowed(items: QuerySet[QueueItem], filters: Filters) -> QuerySet[QueueItem]:
    """``items`` that match; each filter has an index of its own."""
    return items.filter(_place(filters) & _screened(filters) & _author(filters))


def _place(filters: Filters) -> Q:
    wanted = Q()
    if filters.article:
        wanted &= Q(article=filters.article)
    if filters.section:
        on = Article.objects.filter(id__in=_waited_on(), section=filters.section)
        wanted &= Q(article__in=on.order_by().values("id"))
    if filters.lang:
        wanted &= Q(lang=filters.lang)
    if filters.waits_h:
        since = timezone.now() - timedelta(hours=min(filters.waits_h, _MOST_AGE_H))
        wanted &= Q(queued_at__lte=since)
    return wanted


def _screened(filters: Filters) -> Q:
    wanted = Q()
    if filters.clause:
        # Every comment that its screening finds against it, not only those of which it is the surest.
        marked = ClauseMark.objects.filter(clause=filters.clause)
        wanted &= Q(pk__in=marked.values("comment"))
    if filters.suggestion:
        wanted &= Q(suggestion=filters.suggestion)
    if filters.unscreened:
        wanted &= Q(screening__isnull=True)
    if filters.band:
        low, high = BANDS[filters.band]
        wanted &= Q(risk_rank__gte=low, risk_rank__lt=high, screening__isnull=False)
    return wanted


def _author(filters: Filters) -> Q:
    wanted = Q()
    if filters.record:
        wanted &= Q(author_record__in=RECORDS[filters.record])
    if filters.flagged:
        wanted &= Q(flagged=True)
    return wanted


def _waited_on() -> QuerySet[QueueItem, UUID]:
    """The articles on which something waits."""
    return QueueItem.objects.order_by().values_list("article_id", flat=True).distinct()


def articles_waited_on(site: Site) -> list[tuple[Article, int]]:
    """The articles on which most waits, and how much, by headline."""
    counted = QueueItem.objects.order_by().values_list("article_id").annotate(n=Count("pk"))
    most = dict(counted.order_by("-n")[:MOST_ARTICLES])
    articles = Article.objects.filter(site=site, id__in=most).only("id", "headline")
    return [(one, most[one.id]) for one in articles.order_by("headline", "id")]


def sections_waited_on(site: Site) -> list[str]:
    """The sections of the articles on which something waits."""
    on = Article.objects.filter(site=site, id__in=_waited_on()).exclude(section="")
    return list(on.order_by("section").values_list("section", flat=True).distinct())
