"""Whose token it is, and how the site is set up: what a program asks before anything else."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from stet.newsroom.origins import origins_of
from stet.newsroom.roles import Action
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers
from stet.web.api.signing_in import staff_of

router = Router(tags=["desk"])


class CallerOut(Schema):
    name: str = Field(description="of the person whose token it is")
    role: str
    may: list[str] = Field(description="what the role includes")


class SiteOut(Schema):
    id: str
    name: str
    tagline: str
    lang: str
    timezone: str
    queue_order: str = Field(description="of the queue, where a program asks for none")
    appeal_days: int = Field(description="in how many days an appeal is to be answered")
    hide_reported_at: int = Field(description="how many reports hide a comment; 0: never")
    double_review: int = Field(description="of a hundred decisions, how many are reviewed blind")
    embed_origins: list[str] = Field(description="origins on whose pages comments may stand")


@router.get(
    "me",
    response=answers({200: CallerOut}, 401),
    operation_id="read_caller",
    summary="Ask whose token it is",
)
def me(request: HttpRequest) -> CallerOut:
    """The person as whom the program acts, and what the role of that person includes."""
    staff = staff_of(request)
    may = [action.name.lower() for action in Action if staff.may(action)]
    return CallerOut(name=staff.display_name, role=staff.role, may=may)


@router.get(
    "site",
    response=answers({200: SiteOut}, 401, 403),
    operation_id="read_site",
    summary="Read the site's settings",
)
def site(request: HttpRequest) -> SiteOut:
    """What editors have set. Nothing in it is a secret; it is changed at the desk."""
    staff_of(request).require(Action.SEE_DESK)
    set_up = the_site()
    return SiteOut(
        id=str(set_up.id),
        name=set_up.name,
        tagline=set_up.tagline,
        lang=set_up.lang,
        timezone=set_up.timezone,
        queue_order=set_up.queue_order,
        appeal_days=set_up.appeal_days,
        hide_reported_at=set_up.hide_reported_at,
        double_review=set_up.double_review,
        embed_origins=list(origins_of(set_up)),
    )
