"""The structured data of an article, as far as programs may rely on it."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import Field

from stet.web.api.shapes import Stamp, told


class PersonOut(Schema):
    type: Annotated[str, told("Person")] = Field(alias="@type")
    name: str


class ParentItemOut(Schema):
    type: Annotated[str, told("Comment")] = Field(alias="@type")
    id: str = Field(alias="@id")


class StructuredCommentOut(Schema):
    type: Annotated[str, told("Comment")] = Field(alias="@type")
    id: str = Field(alias="@id", description="urn:uuid: and the comment's id, as in the feeds")
    url: str = Field(description="the address that leads to the comment")
    author: PersonOut
    text: str
    dateCreated: Stamp = Field(description="when it was written")  # noqa: N815 - schema.org's name
    datePublished: Stamp = Field(description="when it was approved")  # noqa: N815
    parentItem: ParentItemOut | None = Field(None, description="what it answers, if that is public")  # noqa: N815


class StructuredOut(Schema):
    """A schema.org NewsArticle; further members of it may be there."""

    context: str = Field(alias="@context")
    type: Annotated[str, told("NewsArticle")] = Field(alias="@type")
    id: str = Field(alias="@id", description="the article's one address")
    url: str
    commentCount: int = Field(description="approved comments of the whole thread")  # noqa: N815
    comment: list[StructuredCommentOut] = Field(description="oldest first, 50 a page")
