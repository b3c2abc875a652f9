"""What second looks and readers' reports are in the interface."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from stet.web.api.shapes import (
    ArticleRefOut,
    GivenState,
    In,
    LeaseOut,
    Outcome,
    ScreeningOut,
    Stamp,
    StandingDecisionOut,
    Text,
    told,
)

Kind = Annotated[str, told("appeal", "report", "escalation", "second_opinion", "double_review")]


class ReportIn(In):
    clause: Text = Field(description="key of the clause that it breaks, of the guidelines in force")
    note: Text | None = Field(None, description="where to look; at most 500 code points")


class ReportReceivedOut(Schema):
    status: Annotated[str, told("received")]


class ReportedOut(Schema):
    clause: str
    note: str
    reported_at: Stamp


class ReviewOut(Schema):
    id: str
    kind: Kind
    status: Annotated[str, told("open", "answered", "released", "lapsed")]
    blind: bool = Field(description="the first answer is hidden until this one is given")
    opened_at: Stamp
    due_at: Stamp | None
    comment: str = Field(description="id of the comment")
    article: ArticleRefOut
    name: str
    text: str
    state: GivenState | None = Field(description="null: hidden until it is answered")
    seen: str = Field(description="what this looked at; send it with the answer")
    screening: ScreeningOut | None
    asked_by: str | None = Field(description="of the member of staff who asked")
    asked: str = Field(description="what was asked: the author's or a colleague's words")
    leaning: str | None = Field(description="what whoever asked leans to")
    first: StandingDecisionOut | None = Field(description="the decision that is looked at again")
    reports: list[ReportedOut] = Field(description="what readers report, oldest first")
    can_answer: bool
    lease: LeaseOut | None = Field(description="which colleague looks at it just now")
    outcome: str | None
    clauses: list[str]
    answer: str
    answered_by: str | None
    answered_at: Stamp | None


class ReviewsOut(Schema):
    items: list[ReviewOut]


class AnswerIn(In):
    outcome: Outcome
    clauses: list[Text] = Field(
        default_factory=list, description="keys; a rejection cites at least one, an approval none"
    )
    note: Text | None = Field(None, description="words for the author; see docs")
    seen: Text = Field(description="from the review")
