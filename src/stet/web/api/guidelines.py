"""The community guidelines in force."""

from __future__ import annotations

import hashlib
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.comments.rendering import stamp
from stet.newsroom.guidelines import in_force
from stet.newsroom.reading import published_guidelines
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers
from stet.web.api.problems import not_found
from stet.web.api.shapes import ClauseOut, GuidelinesOut
from stet.web.published import published

router = Router(tags=["public"])


@router.get(
    "guidelines",
    response=answers({200: GuidelinesOut}, 404, 422),
    operation_id="read_guidelines",
    summary="Read the guidelines",
)
def read_guidelines(
    request: HttpRequest, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None
) -> HttpResponse:
    """The version in force, or the published one asked for: its number, and the clauses that a
    rejection can cite."""
    return _answer(request, version)


def _answer(request: HttpRequest, number: int | None) -> HttpResponse:
    site = the_site()
    version = published_guidelines(site, number) if number else in_force(site.id)
    if version is None:
        raise not_found(_("There is no such version."))
    assert version.published_at is not None  # noqa: S101 - what is in force is published
    shown = GuidelinesOut(
        version=version.number,
        published_at=stamp(version.published_at),
        welcome=version.welcome,
        process=version.process,
        clauses=[
            ClauseOut(
                key=clause.key,
                title=clause.title,
                text=clause.text,
                acceptable=clause.acceptable,
                unacceptable=clause.unacceptable,
            )
            for clause in version.clauses.all()
            if clause.enabled
        ],
    )
    raw = shown.model_dump_json().encode()
    body = Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])
    return published(request, body, "application/json")
