"""How far colleagues agree: for seniors and editors, as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.http import HttpResponse

from stet.moderation.reviewing.agreeing import LEAST_CITED, LEAST_PAIRS, agreement
from stet.newsroom.guidelines import in_force
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit, desk, page

_PERIODS = {"30": 30, "90": 90, "365": 365}
_USUAL = 90


@desk(Action.SEE_AGREEMENT)
def show_agreement(visit: Visit) -> HttpResponse:
    """Overall, per clause and by week, over the last 30, 90 or 365 days."""
    period = _PERIODS.get(visit.request.GET.get("days", ""), _USUAL)
    since = visit.now - timedelta(days=period)
    found = agreement(since, visit.now, timezone=visit.site.timezone)
    clauses = {one.key: one for one in in_force(visit.site.id).clauses.all()}
    order = {key: one.position for key, one in clauses.items()}
    named = [
        replace(one, name=clauses[one.name].title if one.name in clauses else one.name)
        for one in sorted(found.clauses, key=lambda one: order.get(one.name, len(order) + 1))
    ]
    context = {
        "found": found,
        "clauses": named,
        "weeks": list(reversed(found.weeks)),
        "periods": list(_PERIODS.values()),
        "period": period,
        "share": visit.site.double_review,
        "least": LEAST_PAIRS,
        "least_cited": LEAST_CITED,
        "may_edit_site": visit.may(Action.EDIT_SITE),
    }
    return page(visit, "desk/agreement.html", context)
