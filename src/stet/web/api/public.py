"""What readers' programs ask: posting, threads, counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Status

from stet.comments.contacts.addresses import Wish
from stet.comments.digests import network_digest
from stet.comments.receipts import token_of
from stet.comments.submitting import Draft, Refused, TooMany
from stet.moderation.intake import Received, receive
from stet.newsroom.embedding import NotHere, PageFacts, take_unknown
from stet.newsroom.finding import uuid_of
from stet.newsroom.models import Article
from stet.newsroom.reading import article_by_id
from stet.newsroom.setup import the_site
from stet.newsroom.sign_on import NotSignedOn
from stet.web.addresses import absolute
from stet.web.api.describing import answers, example, parameter
from stet.web.api.finding import article_named
from stet.web.api.problems import Problem, invalid, refused
from stet.web.api.shapes import CommentIn, CommentReceivedOut, CountsOut, ThreadOut
from stet.web.api.sign_on import TOKEN, no_sign_on
from stet.web.api.threads import MOST_COUNTS, read_counts, read_thread
from stet.web.network import client_address
from stet.web.signing_on import reader_of, writer

router = Router(tags=["public"])

_POSTED = {
    "article_url": "https://example.org/news/the-bridge-reopens",
    "name": "Rojîn",
    "text": "Who paid for the second inspection?",
}
_BY_ID = parameter("article", "Id or slug of the article.")
_BY_URL = parameter("url", "The publisher's address of the article, or that of its page here.")
_AFTER = parameter("after", "The `next` of the page before.")


def _many(described: dict[str, Any]) -> dict[str, Any]:
    listed = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_COUNTS}
    return {**described, "schema": listed, "explode": True, "style": "form"}


@router.post(
    "comments",
    response=answers({201: CommentReceivedOut}, 401, 403, 413, 415, 422, 429),
    operation_id="post_comment",
    summary="Send a comment",
    openapi_extra={**example(_POSTED), "parameters": [TOKEN]},
)
def post_comment(request: HttpRequest, comment: CommentIn) -> Status[CommentReceivedOut]:
    """Holds the comment until a moderator has decided. The same words sent again within ten
    minutes are the same comment: the answer is the first one's. With the publisher's token in the header
    `Stet-Sign-On` it is a verified reader's, and bears the name that the token gives."""
    now = timezone.now()
    try:
        received = _received(request, comment, now)
    except Refused as refusal:
        names = {"article": "article_url"} if comment.article_url else {}
        raise refused(refusal.problems, names) from None
    except TooMany as flood:
        raise Problem(
            429,
            _("Too many comments in the last minute. Please wait."),
            headers={"Retry-After": str(flood.retry_after_s)},
        ) from None
    path = reverse("reader:receipt", args=[token_of(received.comment.id)])
    return Status(
        201,
        CommentReceivedOut(
            id=str(received.comment.id),
            status=received.comment.state,
            receipt_url=absolute(request, path),
            place=received.place,
            expected_wait_s=received.expected_wait_s,
        ),
    )


def _received(request: HttpRequest, comment: CommentIn, now: datetime) -> Received:
    """As in the frame, the first comment on a page of an allowed origin brings its article in."""
    found = article_named(request, comment.article, comment.article_url)
    article = article_by_id(found) if found else None
    if article is not None:
        return receive(_draft(request, article, comment, now), now, comment.nudge or "")
    with transaction.atomic():  # neither without the other
        article = _unknown(comment, now)
        return receive(_draft(request, article, comment, now), now, comment.nudge or "")


def _unknown(comment: CommentIn, now: datetime) -> Article:
    try:
        return take_unknown(the_site(), comment.article_url or "", PageFacts(), now)
    except NotHere:
        named = "article_url" if comment.article_url else "article"
        raise invalid(named, "unknown", _("There is no such article.")) from None


def _draft(request: HttpRequest, article: Article, comment: CommentIn, now: datetime) -> Draft:
    parent = uuid_of(comment.parent) if comment.parent else None
    if comment.parent and parent is None:
        raise invalid("parent", "not_public", _("The comment you reply to is not there."))
    claim = uuid_of(comment.claim) if comment.claim else None
    if comment.claim and claim is None:
        raise invalid("claim", "unknown", _("The article has no such claim."))
    try:
        who = writer(article.site, reader_of(request, article.site, now), comment.name)
    except NotSignedOn as refusal:
        raise no_sign_on(refusal) from None
    lang = who.lang or get_language() or ""
    return Draft(
        article=article,
        name=who.name,
        text=comment.text,
        parent=parent,
        claim=claim,
        email=comment.email or "",
        wish=Wish("decision" in comment.tell, "replies" in comment.tell, lang),
        network=network_digest(client_address(request), now),
        author_key=who.author_key,
        sign_on=who.sign_on,
    )


@router.get(
    "threads",
    response=answers({200: ThreadOut}, 404, 422),
    operation_id="read_thread",
    summary="Read a thread",
    openapi_extra={"parameters": [_BY_ID, _BY_URL, _AFTER]},
)
def threads(request: HttpRequest) -> HttpResponse:
    """The approved comments of one article (name it by `article` or `url`), fifty at a time.

    The answer carries a strong ETag; a request with `If-None-Match` is answered 304 while
    nothing has changed. After a decision's answer the next read shows it."""
    return read_thread(request)


@router.get(
    "counts",
    response=answers({200: CountsOut}, 422),
    operation_id="read_counts",
    summary="Count comments",
    openapi_extra={"parameters": [_many(_BY_ID), _many(_BY_URL)]},
)
def counts(request: HttpRequest) -> HttpResponse:
    """How many approved comments each of up to a hundred articles has, with a strong ETag."""
    return read_counts(request)
