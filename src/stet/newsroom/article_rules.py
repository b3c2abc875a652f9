"""What an editor rules about one article: legal hold, seniors only, and the hours that nobody reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.article_texts import BadArticle
from stet.newsroom.fields import fault_in
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

REASON_LIMIT = 300  # code points: why, for colleagues, in a sentence or two


@dataclass(frozen=True)
class ArticleRules:
    """``closed_from`` to ``closed_until`` are local times of the site; over midnight is meant so."""

    legal_hold: bool = False
    seniors_only: bool = False
    closed_from: time | None = None
    closed_until: time | None = None
    reason: str = ""

    @property
    def any(self) -> bool:
        return self.legal_hold or self.seniors_only or self.closed_from is not None


def rules_of(article: Article) -> ArticleRules:
    return ArticleRules(
        legal_hold=article.legal_hold,
        seniors_only=article.seniors_only,
        closed_from=article.closed_from,
        closed_until=article.closed_until,
        reason=article.rules_reason,
    )


def set_article_rules(
    article: Article, rules: ArticleRules, *, by: Staff, now: datetime
) -> Article:
    """Makes ``rules`` the article's. Raises `BadArticle` (which field, why) and `NotAllowed`.

    An approval that is under way holds the same row, so that none slips past a legal hold.
    """
    by.require(Action.SET_ARTICLE_RULES)
    _check(rules)
    with transaction.atomic():
        kept = _keep(article.pk, rules, by, now)
        # What was merged into it has its comments in the same thread.
        for merged in kept.merged.order_by("id"):
            _keep(merged.pk, rules, by, now)
    return kept


def _keep(article: UUID, rules: ArticleRules, by: Staff, now: datetime) -> Article:
    kept = Article.objects.select_for_update(no_key=True).get(pk=article)
    if rules_of(kept) == rules:
        return kept
    kept.legal_hold, kept.seniors_only = rules.legal_hold, rules.seniors_only
    kept.closed_from, kept.closed_until = rules.closed_from, rules.closed_until
    kept.rules_reason = rules.reason
    kept.save(
        update_fields=[
            "legal_hold",
            "seniors_only",
            "closed_from",
            "closed_until",
            "rules_reason",
            "updated_at",
        ]
    )
    record("article.rules_changed", kept.id, by=by, now=now, facts=rules_facts(kept))
    return kept


def rules_facts(article: Article) -> dict[str, Fact]:
    """What the ledger keeps of an article's rules."""
    return {
        "legal_hold": article.legal_hold,
        "seniors_only": article.seniors_only,
        "closed_from": _minutes(article.closed_from),
        "closed_until": _minutes(article.closed_until),
        "reason": article.rules_reason,
    }


def _minutes(at: time | None) -> str | None:
    return at.strftime("%H:%M") if at else None


def _check(rules: ArticleRules) -> None:
    if fault := fault_in(rules.reason, REASON_LIMIT, required=rules.any, one_line=True):
        raise BadArticle("rules_reason", fault)
    if (rules.closed_from is None) != (rules.closed_until is None):
        raise BadArticle("closed_until", _("Please give both times, or neither."))
    if rules.closed_from is not None and rules.closed_from == rules.closed_until:
        raise BadArticle("closed_until", _("The two times must differ."))


def read_again_at(article: Article, site: Site, now: datetime) -> datetime | None:
    """When the article's comments are read again; None while its closed hours do not run."""
    begins, ends = article.closed_from, article.closed_until
    if begins is None or ends is None:
        return None
    zone = ZoneInfo(site.timezone)
    local = now.astimezone(zone)
    at = local.time().replace(tzinfo=None)
    over_midnight = begins > ends
    closed = (at >= begins or at < ends) if over_midnight else begins <= at < ends
    if not closed:
        return None
    day = local.date() + timedelta(days=1 if over_midnight and at >= begins else 0)
    return datetime.combine(day, ends, tzinfo=zone)


def articles_with_rules(site: Site) -> list[Article]:
    """The articles of which something holds, the latest first."""
    ruled = Q(legal_hold=True) | Q(seniors_only=True) | Q(closed_from__isnull=False)
    return list(Article.objects.filter(ruled, site=site).defer("source", "body_html", "plain_text"))
