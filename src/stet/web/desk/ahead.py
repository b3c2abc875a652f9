"""The comment after this one, for a script that shows it before the decision is carried out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from stet.comments.models import Comment
from stet.moderation.leasing_ahead import lease_ahead, release
from stet.moderation.looking import comment_by_id, queue_item_of
from stet.moderation.ordering import ORDERS
from stet.moderation.queue import COUNT_LIMIT, count_waiting
from stet.moderation.records import standing_decision
from stet.moderation.reviewing.asking import untold
from stet.newsroom.models import Site
from stet.newsroom.roles import Action
from stet.web.desk.asking import Asked, as_uuid, asked
from stet.web.desk.breaks import rest_of
from stet.web.desk.gate import PART_HEADER, Visit, desk, page
from stet.web.desk.panel import panel_of, undo_of

_PASSED = "desk_passed_over"
# Who passes over more than this sees the first of them again.
_MOST_PASSED = 100
_UNTIL = "X-Stet-Until"


def passed_over(request: HttpRequest) -> list[UUID]:
    """What this person skipped in this session, the latest last."""
    return [UUID(key) for key in request.session.get(_PASSED, [])]


def remember_passed(request: HttpRequest, comment: UUID) -> list[UUID]:
    """Adds to what was skipped; all of it."""
    passed = [key for key in passed_over(request) if key != comment]
    kept = [*passed, comment][-_MOST_PASSED:]
    request.session[_PASSED] = [key.hex for key in kept]
    return kept


def bar(visit: Visit, want: Asked) -> dict[str, Any]:
    """What the bar above the comment shows."""
    return {
        "want": want,
        "orders": _orders(want),
        "undo": undo_of(visit),
        "waiting": count_waiting(want.filters),
        "answers": untold(visit.staff),
        "count_limit": COUNT_LIMIT,
        "rest": rest_of(visit),
    }


def _orders(want: Asked) -> list[tuple[str, str | Promise, Promise, bool]]:
    """Each order: its key, its title, its formula, whether it is the one shown."""
    return [
        (key, Site.QueueOrder(key).label, order.formula, key == want.order)
        for key, order in ORDERS.items()
    ]


def shown_already(visit: Visit) -> UUID | None:
    """The comment that the script shows while this deed of hers is carried out, if it does."""
    return as_uuid(visit.request.POST.get("shown", "")) if visit.wants_part else None


@desk(Action.DECIDE, "POST")
def look_ahead(visit: Visit) -> HttpResponse:
    """Renews the leases, and gives the comment after the one on the screen if it is news."""
    shown = shown_already(visit)
    if shown is None:
        return HttpResponse(status=400)
    return ahead_of(visit, asked(visit.request.GET, visit.site), shown)


def ahead_of(visit: Visit, want: Asked, shown: UUID) -> HttpResponse:
    """The bar, the panel after ``shown``, and what became of ``shown`` if it is hers no more.

    204 if the script has all that; the time until which both are leased in any case.
    """
    leases = lease_ahead(
        visit.staff,
        shown,
        want.order,
        visit.now,
        filters=want.filters,
        passed_over=passed_over(visit.request),
    )
    have = as_uuid(visit.request.POST.get("have", ""))
    item = leases.ahead
    if leases.kept and item and item.pk == have:
        response = HttpResponse(status=204)
    else:
        context = {
            **bar(visit, want),
            "panel": panel_of(visit, item.comment, item) if item else None,
            "lost": None if leases.kept else _lost(shown),
        }
        response = page(visit, "desk/ahead.html", context)
    response[PART_HEADER] = "ahead"
    response[_UNTIL] = leases.until.isoformat()
    return response


def _lost(shown: UUID) -> dict[str, Any] | None:
    """Why the comment on the screen is hers no more: who is on it, or how it was decided."""
    try:
        comment = comment_by_id(shown)
    except Comment.DoesNotExist:
        return None
    return {
        "comment": comment,
        "decision": standing_decision(comment),
        "lease": queue_item_of(comment),
    }


@desk(Action.DECIDE, "POST")
def leave(visit: Visit) -> HttpResponse:
    """The page was left: what it showed and had ready is free for colleagues at once."""
    post = visit.request.POST
    keys = [key for given in post.getlist("comment") if (key := as_uuid(given))]
    try:
        until = parse_datetime(post.get("until", ""))
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        return HttpResponse(status=400)
    release(visit.staff, keys, until)
    return HttpResponse(status=204)
