"""The list's filters: what the form offers, what is in force, and the order of the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stet.moderation.filtering import AGES, articles_waited_on, sections_waited_on
from stet.moderation.models import Decision
from stet.moderation.ordering import LATEST_FIRST, LIST_ORDERS
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import article_by_id, every_article
from stet.web.desk.asking import Asked
from stet.web.desk.gate import Visit
from stet.web.desk.words import SUGGESTIONS, language_name
from stet.web.local import number

LANGUAGES = ("en", "ar", "ckb", "ku", "tr", "fa", "de", "fr", "es", "und")
_HEADLINE = 60  # code points of one in a list of choices

BAND_NAMES: dict[str, Promise] = {
    "high": gettext_lazy("60 % and more"),
    "middle": gettext_lazy("20 to 59 %"),
    "low": gettext_lazy("less than 20 %"),
}
RECORD_NAMES: dict[str, Promise] = {
    "first": gettext_lazy("First-time author"),
    "approved": gettext_lazy("Has approved comments"),
    "rejected": gettext_lazy("Has rejected comments"),
    "unknown": gettext_lazy("No record"),
}

Choice = tuple[str, str | Promise]


@dataclass(frozen=True)
class Field:
    """A filter of the form: its name in the address, its title, what can be chosen, what is."""

    name: str
    title: str | Promise
    choices: Sequence[Choice]
    chosen: str

    @property
    def shown(self) -> str | Promise:
        """What is chosen, in words."""
        return dict(self.choices).get(self.chosen, self.chosen)


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address without it."""

    title: str | Promise
    value: str | Promise
    without: str


@dataclass(frozen=True)
class Sort:
    """A column that sorts: the address that turns it round, and how it is sorted now, if it is."""

    address: str
    now: str


def list_order(query: QueryDict, want: Asked) -> str:
    """One of `LIST_ORDERS`: that of the queue, or the newest first, which only the list has."""
    return LATEST_FIRST if query.get("order") == LATEST_FIRST else want.order


def query_of(want: Asked, order: str) -> str:
    """What the list shows, as an address has it; empty for all that waits in the site's order."""
    if order != LATEST_FIRST:
        return want.query
    return "&".join(part for part in (urlencode({"order": order}), want.query) if part)


def fields_of(
    visit: Visit, want: Asked, state: str, outcome: str
) -> tuple[list[Field], list[Field]]:
    """The filters that are always in sight, and the further ones."""
    clauses = [(clause.key, clause.title) for clause in in_force(visit.site.id).clauses.all()]
    known = want.filters
    article = str(known.article or "")
    clause = Field("clause", _("Clause"), [*clauses], known.clause)
    written = Field("written", _("Language"), _languages(known.lang), known.lang)
    if state == "decided":
        articles = [_choice(one) for one in articles_for(visit, known.article)]
        decision = Field("outcome", _("Decision"), [*Decision.Outcome.choices], outcome)
        return [Field("article", _("Article"), articles, article), clause, written, decision], []
    first = [
        Field("article", _("Article"), _articles(visit.site, known.article), article),
        clause,
        Field("suggestion", _("Screening"), [*SUGGESTIONS.items()], known.suggestion),
        Field("record", _("Author"), [*RECORD_NAMES.items()], known.record),
    ]
    sections = {*sections_waited_on(visit.site), *([known.section] if known.section else [])}
    further = [
        Field("section", _("Section"), [(one, one) for one in sorted(sections)], known.section),
        written,
        Field("band", _("Highest probability"), [*BAND_NAMES.items()], known.band),
        Field("waits", _("Waits"), _ages(known.waits_h), str(known.waits_h or "")),
    ]
    return first, further


def _languages(chosen: str) -> list[Choice]:
    codes = [*LANGUAGES, *([chosen] if chosen and chosen not in LANGUAGES else [])]
    return [(code, language_name(code)) for code in codes]


def _ages(chosen: int) -> list[Choice]:
    hours = sorted({*AGES, *([chosen] if chosen else [])})
    words = [
        (h, ngettext("%(n)s hour or more", "%(n)s hours or more", h) % {"n": number(h)})
        for h in hours
    ]
    return [(str(h), text) for h, text in words]


def _articles(site: Site, chosen: UUID | None) -> list[Choice]:
    """The articles on which something waits, with how much, and the one that is chosen."""
    waited_on = articles_waited_on(site)
    found = [
        (str(one.id), f"{_short(one.headline)} ({count})")  # a headline and a number
        for one, count in waited_on
    ]
    if chosen and all(one.id != chosen for one, _count in waited_on):
        older = article_by_id(chosen)
        found += [_choice(older)] if older else []
    return [*found]


def articles_for(visit: Visit, chosen: UUID | None) -> list[Article]:
    """The latest articles, and the one that is chosen though it is older."""
    latest = list(every_article(visit.site))
    if chosen and all(article.id != chosen for article in latest):
        older = article_by_id(chosen)
        latest += [older] if older else []
    return latest


def _choice(article: Article) -> tuple[str, str]:
    return str(article.id), _short(article.headline)


def _short(headline: str) -> str:
    return headline if len(headline) <= _HEADLINE else headline[: _HEADLINE - 1] + "…"


def chips_of(visit: Visit, want: Asked, fields: list[Field]) -> list[Chip]:
    """Each filter in force, and how to let it go."""
    query = visit.request.GET
    found = [
        Chip(field.title, field.shown, address(query, {field.name: ""}))
        for field in fields
        if field.chosen
    ]
    if want.filters.flagged:
        found.append(Chip("", _("Flagged"), address(query, {"flagged": ""})))
    if want.filters.unscreened:
        found.append(Chip("", _("Unscreened"), address(query, {"unscreened": ""})))
    return found


def sorts_of(query: QueryDict, order: str) -> dict[str, Sort]:
    """The columns that sort. Pressing one that sorts already turns it round."""
    return {
        "waits": _sort(query, order, Site.QueueOrder.LONGEST_WAITING, LATEST_FIRST),
        "risk": _sort(query, order, Site.QueueOrder.LIKELY_BREACH, Site.QueueOrder.LIKELY_FINE),
    }


def _sort(query: QueryDict, order: str, most: str, least: str) -> Sort:
    now = {most: "descending", least: "ascending"}.get(order, "")
    return Sort(address(query, {"order": least if order == most else most}), now)


def orders() -> list[tuple[str, str | Promise, Promise]]:
    """Each order of the list: its key, its title, its formula."""
    return [
        (
            key,
            _("Newest first") if key == LATEST_FIRST else Site.QueueOrder(key).label,
            order.formula,
        )
        for key, order in LIST_ORDERS.items()
    ]


def address(query: QueryDict, changes: dict[str, str]) -> str:
    """The same page with these changes, from its first row; an empty value takes a part out."""
    kept: dict[str, Any] = {name: str(value) for name, value in query.items()}
    kept |= {"after": "", "view": "", **changes}
    return "?" + urlencode({name: value for name, value in kept.items() if value})
