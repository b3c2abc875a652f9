"""The community guidelines in force."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse
from ninja import Router

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.comments.rendering import stamp
from stet.newsroom.guidelines import in_force
from stet.newsroom.setup import the_site
from stet.web.api.describing import answers
from stet.web.api.shapes import ClauseOut, GuidelinesOut
from stet.web.published import published

router = Router(tags=["public"])


@router.get(
    "guidelines",
    response=answers({200: GuidelinesOut}),
    operation_id="read_guidelines",
    summary="Read the guidelines",
)
def read_guidelines(request: HttpRequest) -> HttpResponse:
    """The version in force: its number, and the clauses that a rejection can cite."""
    version = in_force(the_site().id)
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
