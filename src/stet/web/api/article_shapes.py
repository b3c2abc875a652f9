"""What the desk's interface takes and gives of articles."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from stet.newsroom.article_texts import YEARS
from stet.newsroom.models import Claim
from stet.web.api.shapes import In, Stamp, Text, told

Commenting = Literal["open", "closed"]


def parsed_time(text: str) -> datetime:
    """RFC 3339 with its offset, as a time in UTC. Raises `PydanticCustomError`."""
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None or at.year not in YEARS:
            raise ValueError("no offset, or a year that overflows in a conversion")
    except ValueError:
        raise PydanticCustomError(
            "bad_time", "This is to be a time with its offset, such as 2026-01-31T18:00:00Z."
        ) from None
    return at.astimezone(UTC)


def _checked(text: str) -> str:
    parsed_time(text)
    return text


# Kept as the string that was sent: `parsed_time` reads it where it is used.
Time = Annotated[
    Text,
    AfterValidator(_checked),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class ClaimIn(In):
    statement: Text
    speaker: Text
    evidence: Annotated[Text, told(*Claim.Evidence.values)] = Claim.Evidence.NONE.value
    status: Annotated[Text, told(*Claim.Status.values)] = Claim.Status.UNVERIFIED.value
    note: Text = ""


class ArticleIn(In):
    """An article as in a file for `stet article add`. Known by its `url`, else by its slug."""

    headline: Text
    body: Text = Field("", description="Markdown")
    slug: Text = Field("", description="made from the headline if empty")
    url: Text = Field("", description="the publisher's address of the article")
    place: Text = ""
    byline: Text = ""
    section: Text = ""
    summary: Text = ""
    lang: Text = Field("", description="the site's if empty")
    published_at: Time | None = None
    tags: list[Text] = Field(default_factory=list)
    claims: list[ClaimIn] = Field(default_factory=list)
    commenting: Commenting | None = None
    closes_after_days: int | None = None


class CommentingIn(In):
    """A member left out stays as it is."""

    commenting: Commenting = "open"
    closes_at: Time | None = Field(None, description="null: never by itself")


class MergeIn(In):
    into: Text = Field(
        description="the other article: its id, slug, or an address that leads to it"
    )


class ArticleOut(Schema):
    id: str
    slug: str
    headline: str
    url: str = Field(description="the publisher's address; empty if there is none")
    page: str = Field(description="the address of its page here")
    lang: str
    published_at: Stamp
    commenting: Annotated[str, told("open", "closed")]
    closes_at: Stamp | None
    unconfirmed: bool = Field(
        description="known by its address alone: its first comment named it, and nobody has looked"
    )
    aliases: list[str] = Field(description="further addresses that lead to it")
    merged_into: str | None = Field(description="id of the article of which it is part now")
    comments: int = Field(description="how many are published in its thread")


class ArticlesOut(Schema):
    items: list[ArticleOut] = Field(description="newest first")
    page: int
    pages: int
