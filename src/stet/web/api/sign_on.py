"""Readers who are signed on with the publisher: who they are here, and what they have written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from stet.comments.models import Comment
from stet.comments.reading import BadCursor, cursor_of, place_in
from stet.comments.receipts import token_of
from stet.comments.rendering import stamp
from stet.comments.written import comments_by
from stet.newsroom.setup import the_site
from stet.newsroom.sign_on import NotSignedOn, Reason, SignedOn
from stet.web.addresses import absolute
from stet.web.api.describing import answers, header, parameter
from stet.web.api.problems import Problem, invalid
from stet.web.api.requests import refuse_repeated
from stet.web.api.shapes import MineOut, SignedOnOut, WrittenOut
from stet.web.signing_on import HEADER, WORDS, key_of, reader_of

router = Router(tags=["public"])

PAGE_SIZE = 20
TOKEN = header(HEADER, "A token of the publisher's server: see docs/sign-on.md.")


def no_sign_on(refusal: NotSignedOn) -> Problem:
    """The answer to a token that does not count; it says why, and repeats nothing."""
    status = 403 if refusal.reason is Reason.OFF else 401
    scheme = {"WWW-Authenticate": HEADER} if status == 401 else {}
    return Problem(status, WORDS[refusal.reason], code=refusal.reason.value, headers=scheme)


def _reader(request: HttpRequest) -> SignedOn:
    try:
        reader = reader_of(request, the_site(), timezone.now())
    except NotSignedOn as refusal:
        raise no_sign_on(refusal) from None
    if reader is None:
        words = _("This needs a token of the publisher's server: Stet-Sign-On: <token>.")
        raise Problem(401, words, code="token_missing", headers={"WWW-Authenticate": HEADER})
    return reader


@router.get(
    "sign-on",
    response=answers({200: SignedOnOut}, 401, 403),
    operation_id="read_sign_on",
    summary="Look at a sign-on",
    openapi_extra={"parameters": [TOKEN]},
)
def read_sign_on(request: HttpRequest) -> SignedOnOut:
    """Whether a token counts, and what it says of the reader. Nothing is stored."""
    reader = _reader(request)
    return SignedOnOut(
        name=reader.name or None,
        email=reader.email or None,
        lang=reader.lang or None,
        expires_at=stamp(reader.expires_at),
    )


@router.get(
    "sign-on/comments",
    response=answers({200: MineOut}, 401, 403, 422),
    operation_id="read_own_comments",
    summary="Read one's own comments",
    openapi_extra={"parameters": [TOKEN, parameter("after", "The `next` of the page before.")]},
)
def read_own_comments(request: HttpRequest, response: HttpResponse) -> MineOut:
    """What the reader has written while signed on, on every article, the latest first, twenty
    at a time. Nobody else's."""
    refuse_repeated(request.GET, "after")
    reader = _reader(request)
    given = request.GET.get("after")
    try:
        place = place_in(given) if given else None
    except BadCursor:
        raise invalid("after", "invalid", _("This is not a cursor given out here.")) from None
    rows, more = comments_by(key_of(the_site(), reader), PAGE_SIZE, place)
    response.headers["Cache-Control"] = "private, no-store"
    follows = cursor_of(rows[-1].received_at, rows[-1].id) if more else None
    return MineOut(comments=[_written(request, row) for row in rows], next=follows)


def _written(request: HttpRequest, comment: Comment) -> WrittenOut:
    article = comment.article
    here = absolute(request, reverse("reader:article", args=[article.slug]))
    receipt = reverse("reader:receipt", args=[token_of(comment.id)])
    return WrittenOut(
        id=str(comment.id),
        status=comment.state,
        text=comment.text,
        posted_at=stamp(comment.posted_at),
        article=article.headline,
        article_url=article.url or here,
        receipt_url=absolute(request, receipt),
    )
