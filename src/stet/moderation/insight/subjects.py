"""What was decided, by clause, article, section and language, beside the stretch before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q

from stet.moderation.insight.periods import Period
from stet.moderation.models import Citation, Decision
from stet.newsroom.models import Article

MOST = 20  # articles, sections or languages in a list; the rest is told as one line


@dataclass
class Subject:
    """Decisions of people on one subject, and how many there were before. ``key`` says of which."""

    key: str
    approved: int = 0
    rejected: int = 0
    before: int = 0

    @property
    def decided(self) -> int:
        return self.approved + self.rejected

    @property
    def approval(self) -> float | None:
        """The share that was approved."""
        return self.approved / self.decided if self.decided else None


@dataclass(frozen=True)
class Subjects:
    """Each list has the most frequent first. Of clauses, rejections that cite them are counted."""

    clauses: list[Subject]
    articles: list[Subject]
    sections: list[Subject]
    languages: list[Subject]
    headlines: dict[str, str]


@dataclass(frozen=True)
class _Row:
    article: UUID
    section: str
    lang: str
    approved: int
    rejected: int
    before: int


def subjects(period: Period) -> Subjects:
    """What people decided in ``period``, and how much of it before."""
    rows = list(_rows(period))
    articles = _by(rows, lambda row: str(row.article))
    shown = [UUID(subject.key) for subject in articles[:MOST]]
    headlines = dict(Article.objects.filter(id__in=shown).values_list("id", "headline"))
    return Subjects(
        clauses=_clauses(period),
        articles=articles,
        sections=_by(rows, lambda row: row.section),
        languages=_by(rows, lambda row: row.lang),
        headlines={str(key): headline for key, headline in headlines.items()},
    )


def _within(period: Period, field: str) -> tuple[Q, Q]:
    """The conditions for the period and for the stretch before."""
    begins, ends = period.before
    now = Q(**{f"{field}__gte": period.begins, f"{field}__lt": period.ends})
    return now, Q(**{f"{field}__gte": begins, f"{field}__lt": ends})


def _rows(period: Period) -> Iterator[_Row]:
    now, before = _within(period, "at")
    found = Decision.objects.filter(
        kind=Decision.Kind.PERSON, at__gte=period.before[0], at__lt=period.ends
    )
    counted = (
        found.order_by()
        .values(
            article=F("comment__article_id"),
            section=F("comment__article__section"),
            lang=F("comment__lang"),
        )
        .annotate(
            approved=Count("id", filter=now & Q(outcome=Decision.Outcome.APPROVE)),
            rejected=Count("id", filter=now & Q(outcome=Decision.Outcome.REJECT)),
            before=Count("id", filter=before),
        )
    )
    names = ("article", "section", "lang", "approved", "rejected", "before")
    for row in counted.values_list(*names):
        yield _Row(*row)


def _clauses(period: Period) -> list[Subject]:
    now, before = _within(period, "decision__at")
    # Only a rejection cites: said here, it spares looking for the clauses of each approval.
    cited = Citation.objects.filter(
        decision__kind=Decision.Kind.PERSON,
        decision__outcome=Decision.Outcome.REJECT,
        decision__at__gte=period.before[0],
        decision__at__lt=period.ends,
    )
    counted = cited.order_by().values("clause__key")
    counted = counted.annotate(now=Count("id", filter=now), then=Count("id", filter=before))
    found = [
        Subject(key, rejected=number, before=earlier)
        for key, number, earlier in counted.values_list("clause__key", "now", "then")
    ]
    return _in_order(found)


def _by(rows: Iterable[_Row], key: Callable[[_Row], str]) -> list[Subject]:
    found: dict[str, Subject] = {}
    for row in rows:
        subject = found.setdefault(key(row), Subject(key(row)))
        subject.approved += row.approved
        subject.rejected += row.rejected
        subject.before += row.before
    return _in_order(found.values())


def _in_order(found: Iterable[Subject]) -> list[Subject]:
    return sorted(found, key=lambda subject: (-subject.decided, -subject.before, subject.key))
