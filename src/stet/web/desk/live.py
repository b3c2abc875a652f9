"""What colleagues do, told to the desk's script every few seconds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from stet.ledger.writing import staff_actor
from stet.moderation.news import Happened, Stamp, news_since, stamp
from stet.moderation.queue import COUNT_LIMIT, count_waiting
from stet.newsroom.people import names_of
from stet.newsroom.roles import Action
from stet.web.desk.asking import asked
from stet.web.desk.gate import Visit, desk
from stet.web.desk.words import ACTORS, DEEDS

_STAFF = "staff:"


@desk(Action.SEE_DESK)
def tell(visit: Visit) -> HttpResponse:
    """What happened since the entry ``since``; 304 while the stamp is the one the script has."""
    current = stamp(visit.now)
    tag = f'"{current}-{get_language()}"'
    if visit.request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = JsonResponse(_news(visit, current))
    response["ETag"] = tag
    return response


def _news(visit: Visit, current: Stamp) -> dict[str, Any]:
    news = news_since(_since(visit, current), current.seq)
    people = names_of(_staff_id(each) for each in news.happened if each.actor.startswith(_STAFF))
    me = staff_actor(visit.staff.id)
    return {
        "since": current.seq,
        "waiting": waiting_text(count_waiting(asked(visit.request.GET, visit.site).filters)),
        "arrived": news.arrived,
        "stale": news.stale,
        "leases": {
            str(lease.comment): _("%(name)s is on it") % {"name": lease.name}
            for lease in current.leases
            if lease.holder != visit.staff.id
        },
        "deeds": [
            {
                "comment": str(each.comment),
                "state": each.state,
                "said": _said(each, people),
                "mine": each.actor == me,
            }
            for each in news.happened
        ],
    }


def waiting_text(waiting: int) -> str:
    context = {"waiting": waiting, "count_limit": COUNT_LIMIT}
    return render_to_string("desk/_waiting.html", context).strip()


def _since(visit: Visit, current: Stamp) -> int:
    """The entry up to which the script knows; whatever is none stands for the latest."""
    given = visit.request.GET.get("since", "")
    known = given.isascii() and given.isdigit() and len(given) < 19  # 64 bits
    return min(int(given), current.seq) if known else current.seq


def _staff_id(each: Happened) -> UUID:
    return UUID(each.actor.removeprefix(_STAFF))


def _said(each: Happened, people: dict[UUID, str]) -> str | Promise:
    if each.actor.startswith(_STAFF):
        name: str | Promise = people.get(_staff_id(each), "")
    else:
        name = ACTORS.get(each.actor, each.actor)
    words = {"deed": DEEDS[each.deed], "name": name}
    return _("%(deed)s by %(name)s") % words
