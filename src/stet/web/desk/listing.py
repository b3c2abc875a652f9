"""The list: what waits and what was decided lately, many at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.moderation.filtering import Record
from stet.moderation.leasing import held_by_other
from stet.moderation.looking import decided
from stet.moderation.models import Decision, QueueItem
from stet.moderation.paging import BadCursor, queue_page
from stet.moderation.queue import COUNT_LIMIT, count_waiting
from stet.moderation.rules.authors import kinds_about
from stet.moderation.rules.models import AuthorRule
from stet.moderation.searching.saving import NAME_LIMIT, views_of
from stet.newsroom.guidelines import in_force
from stet.newsroom.roles import Action
from stet.web.desk.asking import Asked, asked
from stet.web.desk.cursors import cursor_of, place_of
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.narrowing import (
    address,
    chips_of,
    fields_of,
    list_order,
    orders,
    query_of,
    sorts_of,
)
from stet.web.desk.words import SUGGESTIONS, language_name
from stet.web.local import since

PAGE_SIZE = 50
_EXCERPT = 180  # code points of the text in a row: about two lines at desk width


# What a row says of its author; nothing of one who only has approved comments.
RECORD_MARKS: dict[int, Promise] = {
    Record.FIRST: _("first comment"),
    Record.REJECTED: _("was rejected"),
    Record.BOTH: _("was rejected"),
}


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
    record: str | Promise = ""
    rule: str | Promise = ""
    taken: bool = False


@desk(Action.SEE_DESK)
def show_list(visit: Visit) -> HttpResponse:
    """Held comments in one of their orders, or decided ones, the latest first; 50 a page."""
    query = visit.request.GET
    want = asked(query, visit.site)
    state = "decided" if query.get("state") == "decided" else "held"
    outcome, order = _outcome(visit), list_order(query, want)
    rows, follows = _decided(visit, want) if state == "decided" else _held(visit, want, order)
    fields, further = fields_of(visit, want, state, outcome)
    flags = want.filters.flagged or want.filters.unscreened
    context = {
        "want": want,
        "state": state,
        "rows": rows,
        "more": address(query, {"after": follows}) if follows else "",
        "waiting": count_waiting(want.filters) if state == "held" else None,
        "count_limit": COUNT_LIMIT,
        "fields": fields,
        "further": further,
        "further_open": flags or any(field.chosen for field in further),
        "chips": chips_of(visit, want, [*fields, *further]),
        "order": order,
        "orders": orders(),
        "sorts": sorts_of(query, order),
        "query": query_of(want, order) if state == "held" else "",
        "views": views_of(visit.staff) if state == "held" else [],
        "name_limit": NAME_LIMIT,
        "may_share": visit.may(Action.SHARE_VIEWS),
    }
    return page(visit, "desk/list.html", context)


def _held(visit: Visit, want: Asked, order: str) -> tuple[list[Row], str]:
    cursor = visit.request.GET.get("after")
    try:
        found = queue_page(want.filters, order, PAGE_SIZE, cursor)
    except BadCursor:  # of another order, or mistyped: the list then begins at its front
        found = queue_page(want.filters, order, PAGE_SIZE, None)
    titles = _titles(visit)
    rules = kinds_about((item.comment.author_key for item in found.items), visit.now)
    rows = [_row(visit, item, titles, rules) for item in found.items]
    return rows, found.next or ""


def _row(
    visit: Visit, item: QueueItem, titles: dict[str, str], rules: dict[str, AuthorRule.Kind]
) -> Row:
    rule = rules.get(item.comment.author_key)
    return Row(
        comment=item.comment,
        excerpt=_excerpt(item.comment.text),
        language=language_name(item.lang),
        item=item,
        suggestion=SUGGESTIONS.get(item.suggestion, ""),
        risk=round(item.risk_rank / 10) if item.screening_id else None,
        clause=titles.get(item.top_clause, ""),
        record=RECORD_MARKS.get(item.author_record, ""),
        rule=rule.label if rule else "",
        waits=since(item.comment.received_at, visit.now, depth=1),
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
