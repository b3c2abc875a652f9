"""The list: what waits and what was decided lately, many at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.timesince import timesince

from stet.moderation.leasing import held_by_other
from stet.moderation.looking import decided
from stet.moderation.models import Decision, QueueItem
from stet.moderation.ordering import ORDERS
from stet.moderation.paging import BadCursor, queue_page
from stet.moderation.queue import COUNT_LIMIT, count_waiting
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import article_by_id, latest_articles
from stet.newsroom.roles import Action
from stet.web.desk.asking import Asked, asked
from stet.web.desk.cursors import cursor_of, place_of
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.words import SUGGESTIONS, language_name

PAGE_SIZE = 50
_EXCERPT = 180  # code points of the text in a row: about two lines at desk width
LANGUAGES = ("en", "ar", "ckb", "ku", "tr", "fa", "de", "fr", "es", "und")


@dataclass(frozen=True)
class Row:
    """A row of the list; ``item`` or ``decision`` says what it is a row of."""

    comment: Any
    excerpt: str
    language: str | Promise
    item: QueueItem | None = None
    decision: Decision | None = None
    suggestion: str | Promise = ""
    risk: int | None = None
    clause: str = ""
    waits: str = ""
    taken: bool = False


@desk(Action.SEE_DESK)
def show_list(visit: Visit) -> HttpResponse:
    """Held comments in the queue's order, or decided ones, the latest first; 50 a page."""
    want = asked(visit.request.GET, visit.site)
    state = "decided" if visit.request.GET.get("state") == "decided" else "held"
    rows, follows = _decided(visit, want) if state == "decided" else _held(visit, want)
    context = {
        "want": want,
        "state": state,
        "outcome": _outcome(visit),
        "rows": rows,
        "more": _address(visit, follows) if follows else "",
        "waiting": count_waiting(want.filters) if state == "held" else None,
        "count_limit": COUNT_LIMIT,
        **_choices(visit, want),
    }
    return page(visit, "desk/list.html", context)


def _held(visit: Visit, want: Asked) -> tuple[list[Row], str]:
    cursor = visit.request.GET.get("after")
    try:
        found = queue_page(want.filters, want.order, PAGE_SIZE, cursor)
    except BadCursor:  # of another order, or mistyped: the list then begins at its front
        found = queue_page(want.filters, want.order, PAGE_SIZE, None)
    titles = _titles(visit)
    return [_row(visit, item, titles) for item in found.items], found.next or ""


def _row(visit: Visit, item: QueueItem, titles: dict[str, str]) -> Row:
    return Row(
        comment=item.comment,
        excerpt=_excerpt(item.comment.text),
        language=language_name(item.lang),
        item=item,
        suggestion=SUGGESTIONS.get(item.suggestion, ""),
        risk=round(item.risk_rank / 10) if item.screening_id else None,
        clause=titles.get(item.top_clause, ""),
        waits=timesince(item.comment.received_at, visit.now, depth=1),
        taken=held_by_other(item, visit.staff, visit.now),
    )


def _titles(visit: Visit) -> dict[str, str]:
    return {clause.key: clause.title for clause in in_force(visit.site.id).clauses.all()}


def _decided(visit: Visit, want: Asked) -> tuple[list[Row], str]:
    before = place_of(visit.request.GET.get("after", ""))
    found = list(decided(want.filters, _outcome(visit), before)[: PAGE_SIZE + 1])
    rows = [
        Row(
            comment=decision.comment,
            excerpt=_excerpt(decision.comment.text),
            language=language_name(decision.comment.lang),
            decision=decision,
        )
        for decision in found[:PAGE_SIZE]
    ]
    return rows, cursor_of(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else ""


def _outcome(visit: Visit) -> str:
    outcome = visit.request.GET.get("outcome", "")
    return outcome if outcome in Decision.Outcome.values else ""


def _excerpt(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _EXCERPT else one_line[: _EXCERPT - 1] + "…"


def _address(visit: Visit, follows: str) -> str:
    kept = {name: str(value) for name, value in visit.request.GET.items()}
    return "?" + urlencode({**kept, "after": follows})


def _choices(visit: Visit, want: Asked) -> dict[str, Any]:
    """What the filter form offers."""
    clauses = [(clause.key, clause.title) for clause in in_force(visit.site.id).clauses.all()]
    return {
        "articles": articles_for(visit, want.filters.article),
        "clauses": clauses,
        "languages": [(code, language_name(code)) for code in LANGUAGES],
        "suggestions": list(SUGGESTIONS.items()),
        "outcomes": Decision.Outcome.choices,
        "orders": [(key, Site.QueueOrder(key).label, ORDERS[key].formula) for key in ORDERS],
    }


def articles_for(visit: Visit, chosen: UUID | None) -> list[Article]:
    """The latest articles, and the one that is chosen though it is older."""
    latest = list(latest_articles(visit.site))
    if chosen and all(article.id != chosen for article in latest):
        older = article_by_id(chosen)
        latest += [older] if older else []
    return latest
