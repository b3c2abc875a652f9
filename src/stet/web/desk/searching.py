"""Search over every comment that is there: held, approved or rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from stet.comments.states import State
from stet.moderation.leasing import held_by_other
from stet.moderation.searching.asking import LONGEST, Place, Sought
from stet.moderation.searching.finding import Hit, TooMuch, search
from stet.newsroom.models import Site
from stet.newsroom.roles import Action
from stet.web.desk.asking import as_uuid, plain_key
from stet.web.desk.gate import Visit, desk, page
from stet.web.desk.marking import excerpt, hits_in, marked
from stet.web.desk.narrowing import LANGUAGES, articles_for
from stet.web.desk.words import language_name

PAGE_SIZE = 50

PLACES: tuple[tuple[Place, Promise], ...] = (
    (Place.SAID, _("Text and name")),
    (Place.NAME, _("The author's name")),
    (Place.HEADLINE, _("The article's headline")),
    (Place.EVERYWHERE, _("Everywhere")),
)
STATES: tuple[tuple[str, Promise], ...] = (
    (State.HELD, _("Held")),
    (State.APPROVED, _("Approved")),
    (State.REJECTED, _("Rejected")),
)


@dataclass(frozen=True)
class Asked:
    """The search that an address asks for; its dates are days of the site's time zone."""

    sought: Sought
    since: date | None
    until: date | None

    @property
    def query(self) -> str:
        """The same search again, for a link; empty if nothing was asked."""
        asked = {
            "q": self.sought.query,
            "in": self.sought.place.value,
            "state": self.sought.state,
            "article": str(self.sought.article or ""),
            # Not "lang": that chooses the language of the interface.
            "written": self.sought.lang,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True)
class Row:
    hit: Hit
    name: SafeString
    text: SafeString
    headline: SafeString
    language: str | Promise
    taken: bool


def asked(query: QueryDict, site: Site) -> Asked:
    """Reads an address. What is not understood does not count: a stale link still opens."""
    since, until = _day(query.get("since", "")), _day(query.get("until", ""))
    state, place = query.get("state", ""), query.get("in", "")
    return Asked(
        Sought(
            query=query.get("q", "")[:LONGEST].strip(),
            place=Place(place) if place in set(Place) else Place.SAID,
            state=state if state in dict(STATES) else "",
            article=as_uuid(query.get("article", "")),
            lang=plain_key(query.get("written", "")),
            since=_midnight(since, site) if since else None,
            before=_midnight(until + timedelta(days=1), site) if until else None,
        ),
        since,
        until,
    )


def _day(value: str) -> date | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    # Further off, another time zone would be in a year that there is not.
    return day if 1970 <= day.year < 9999 else None


def _midnight(day: date, site: Site) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(site.timezone))


@desk(Action.SEE_DESK)
def show_search(visit: Visit) -> HttpResponse:
    """What is found, the latest first; 50 a page. Without words, everything that the filters let by."""
    want = asked(visit.request.GET, visit.site)
    sought = want.sought
    rows, follows, too_much = _found(visit, sought)
    context: dict[str, Any] = {
        "want": want,
        "sought": sought,
        "rows": rows,
        "more": f"?{want.query}&after={follows}" if follows else "",
        "too_much": too_much,
        "longest": LONGEST,
        "places": PLACES,
        "states": STATES,
        "articles": articles_for(visit, sought.article),
        "languages": [(code, language_name(code)) for code in LANGUAGES],
    }
    return page(visit, "desk/search.html", context)


def _found(visit: Visit, sought: Sought) -> tuple[list[Row], str, bool]:
    try:
        found = search(sought, PAGE_SIZE, visit.request.GET.get("after"))
    except TooMuch:
        return [], "", True
    return [_row(visit, hit, sought) for hit in found.hits], found.next or "", False


def _row(visit: Visit, hit: Hit, sought: Sought) -> Row:
    comment, terms = hit.comment, sought.terms
    in_text = terms if sought.place in {Place.SAID, Place.EVERYWHERE} else []
    in_name = terms if sought.place is not Place.HEADLINE else []
    in_headline = terms if sought.place in {Place.HEADLINE, Place.EVERYWHERE} else []
    headline = comment.article.headline
    return Row(
        hit=hit,
        name=marked(comment.name, hits_in(comment.name, in_name)),
        text=excerpt(" ".join(comment.text.split()), in_text),
        headline=marked(headline, hits_in(headline, in_headline)),
        language=language_name(comment.lang),
        taken=hit.item is not None and held_by_other(hit.item, visit.staff, visit.now),
    )
