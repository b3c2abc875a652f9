"""How often second looks overturn first decisions: for seniors and editors."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpResponse

from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.overturning import PERIOD, rates
from stet.newsroom.guidelines import in_force
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.reviews import TABS


@desk(Action.SEE_OVERTURNED)
def show_overturned(visit: Visit) -> HttpResponse:
    """The rates of appeals and of reports, by clause and by who decided first."""
    titles = {clause.key: clause.title for clause in in_force(visit.site.id).clauses.all()}
    parts = []
    for kind in (Review.Kind.APPEAL, Review.Kind.REPORT):
        found = rates(kind, visit.staff, visit.now)
        named = [replace(rate, name=titles.get(rate.name, rate.name)) for rate in found.by_clause]
        parts.append((kind, TABS[kind], named, found.by_moderator))
    context = {"parts": parts, "days": PERIOD.days}
    return page(visit, "desk/overturned.html", context)
