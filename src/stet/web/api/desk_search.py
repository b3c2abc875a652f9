"""Search over every comment that is there, for a moderator's own programs."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from stet.comments.rendering import stamp
from stet.moderation.searching.asking import LONGEST, Place, Sought
from stet.moderation.searching.finding import Hit, TooMuch, search
from stet.newsroom.finding import ids_by_name
from stet.newsroom.models import Site
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers
from stet.web.api.desk_shapes import article_ref, lease_out, standing_out
from stet.web.api.problems import invalid
from stet.web.api.requests import refuse_unknown
from stet.web.api.shapes import ArticleRefOut, GivenState, LeaseOut, StandingDecisionOut
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])

_MOST = 100  # as of the queue
_YEARS = range(1970, 9999)  # further off, another time zone would be in a year that there is not


class SearchQuery(Schema):
    """What to look for. Empty parameters do not filter."""

    q: str = Field("", max_length=LONGEST, description="words, “quotations”, -without")
    place: Literal["", "name", "headline", "all"] = Field(
        "", alias="in", description="text and name; or the name, the headline, all of them"
    )
    state: Literal["", "held", "approved", "rejected"] = ""
    article: str = Field("", description="id or slug")
    lang: str = Field("", pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2})?$")
    since: AwareDatetime | None = Field(None, description="posted then or later")
    before: AwareDatetime | None = Field(None, description="posted earlier")
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50
    after: str = Field("", max_length=40, description="the `next` of the page before")


class FoundOut(Schema):
    id: str
    article: ArticleRefOut
    name: str
    text: str
    lang: str
    state: GivenState
    posted_at: str
    decision: StandingDecisionOut | None = Field(description="the one that stands")
    lease: LeaseOut | None = Field(description="who looks at it just now")


class SearchOut(Schema):
    items: list[FoundOut]
    next: str | None = Field(description="cursor for `after`, or null at the end")


@router.get(
    "search",
    response=answers({200: SearchOut}, 401, 403, 422),
    operation_id="search_comments",
    summary="Search comments",
)
def search_comments(request: HttpRequest, query: Query[SearchQuery]) -> SearchOut:
    """What is held, approved or rejected and holds the words, the latest posted first."""
    staff_of(request).require(Action.SEE_DESK)
    known = {field.alias or name for name, field in SearchQuery.model_fields.items()}
    refuse_unknown(request.GET, sorted(known))
    try:
        page = search(_sought(query, the_site()), query.limit, query.after or None)
    except TooMuch:
        words = _("That finds too much to look through at once.")
        raise invalid("q", "too_many", words) from None
    return SearchOut(items=[_out(request, hit) for hit in page.hits], next=page.next)


def _sought(query: SearchQuery, site: Site) -> Sought:
    article = ids_by_name(site, [query.article]).get(query.article)
    if query.article and article is None:
        raise invalid("article", "unknown", _("There is no such article."))
    for name, moment in (("since", query.since), ("before", query.before)):
        if moment and moment.year not in _YEARS:
            raise invalid(name, "out_of_range", _("There is nothing from such a time."))
    return Sought(
        query=query.q,
        place=Place(query.place),
        state=query.state,
        article=article,
        lang=query.lang,
        since=query.since,
        before=query.before,
    )


def _out(request: HttpRequest, hit: Hit) -> FoundOut:
    comment = hit.comment
    return FoundOut(
        id=str(comment.id),
        article=article_ref(request, comment.article),
        name=comment.name,
        text=comment.text,
        lang=comment.lang,
        state=comment.state,
        posted_at=stamp(comment.posted_at),
        decision=standing_out(hit.decision),
        lease=lease_out(hit.item, timezone.now()),
    )
