"""The queue, for a moderator's own programs. Looking takes no lease."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from stet.moderation.paging import BadCursor, queue_page
from stet.moderation.queue import Filters
from stet.moderation.seen import Seen
from stet.newsroom.finding import ids_by_name
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import GuidelineVersion, Site
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.screening.clauses import SCORED
from stet.web.api.describing import answers
from stet.web.api.desk_shapes import comment_fields, lease_out, screening_out
from stet.web.api.problems import invalid
from stet.web.api.requests import refuse_unknown
from stet.web.api.shapes import QueueItemOut, QueueOut
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])

_MOST = 100  # a comment can be 60 kB of JSON; more of them at once serve nobody


class QueueQuery(Schema):
    """What of the queue to show. Empty parameters do not filter."""

    order: Literal["", "longest_waiting", "likely_fine", "likely_breach"] = Field(
        "", description="the site's own order if empty"
    )
    limit: Annotated[int, Field(ge=1, le=_MOST)] = 50
    after: str = Field("", description="the `next` of the page before, of the same order")
    article: str = Field("", description="id or slug")
    clause: str = Field("", description="key of a clause that its screening found broken")
    lang: str = Field("", pattern=r"^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,2})?$")
    suggestion: Literal["", "approve", "reject", "look"] = ""
    unscreened: bool = Field(False, description="only those without a screening")


@router.get(
    "queue",
    response=answers({200: QueueOut}, 401, 403, 422),
    operation_id="read_queue",
    summary="Look at the queue",
)
def read_queue(request: HttpRequest, query: Query[QueueQuery]) -> QueueOut:
    """What waits for a decision, in order, with everything a decision needs."""
    staff_of(request).require(Action.SEE_DESK)
    refuse_unknown(request.GET, QueueQuery.model_fields)
    now, site = timezone.now(), the_site()
    guidelines = in_force(site.id)
    try:
        page = queue_page(
            _filters(query, site, guidelines),
            query.order or site.queue_order,
            query.limit,
            query.after or None,
        )
    except BadCursor:
        raise invalid("after", "invalid", _("This is not a cursor given out here.")) from None
    return QueueOut(
        items=[
            QueueItemOut(
                **comment_fields(request, item.comment, now),
                seen=str(Seen(item.comment.version, guidelines.number, item.screening_id)),
                screening=screening_out(item.screening),
                lease=lease_out(item, now),
            )
            for item in page.items
        ],
        next=page.next,
    )


def _filters(query: QueueQuery, site: Site, guidelines: GuidelineVersion) -> Filters:
    article = ids_by_name(site, [query.article]).get(query.article)
    if query.article and article is None:
        raise invalid("article", "unknown", _("There is no such article."))
    if query.clause and query.clause not in _clause_keys(guidelines):
        raise invalid("clause", "unknown", _("There is no such clause."))
    return Filters(
        article=article,
        clause=query.clause,
        lang=query.lang,
        suggestion=query.suggestion,
        unscreened=query.unscreened,
    )


def _clause_keys(guidelines: GuidelineVersion) -> set[str]:
    return {clause.key for clause in guidelines.clauses.all()} | {str(key) for key in SCORED}
