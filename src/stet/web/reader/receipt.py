"""The receipt: the author's private page, from being held to the decision and its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from stet.comments.contacts.telling import telling
from stet.comments.contacts.tokens import Purpose, sign
from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.receipts import comment_of, token_of
from stet.comments.states import Move, MoveRefused, State, may
from stet.comments.submitting import Refused
from stet.moderation import leaving
from stet.moderation.queue import place_of, usual_wait_s
from stet.moderation.records import concerned_by, standing_decision
from stet.moderation.reviewing.appealing import appeal
from stet.newsroom.article_rules import read_again_at
from stet.newsroom.commenting import takes_comments
from stet.web.addresses import absolute
from stet.web.reader.appealing import AppealShown, appeal_shown
from stet.web.reader.words import place_in_words, wait_in_words
from stet.web.reader.written import fields_of
from stet.web.showing import show

# 422: the form was understood, and its content cannot be taken (RFC 9110 section 15.5.21).
_REFUSED = 422


@dataclass(frozen=True)
class Piece:
    """A run of the comment's text; ``concerned`` says whether the decision is about these words."""

    text: str
    concerned: bool


def _found(token: str) -> Comment:
    try:
        return comment_of(token)
    except Comment.DoesNotExist:
        raise Http404 from None


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    comment, now = _found(token), timezone.now()
    return _shown(request, comment, token, appeal_shown(comment, now), now)


def _shown(
    request: HttpRequest,
    comment: Comment,
    token: str,
    appeal_now: AppealShown,
    now: datetime,
    *,
    status: int = 200,
) -> HttpResponse:
    article = comment.article
    context: dict[str, Any] = {
        "article": article,
        "token": token,
        "address": absolute(request, reverse("reader:receipt", args=[token])),
        "can_withdraw": may(State(comment.state), Move.WITHDRAW),
        "appeal": appeal_now,
        "text": [Piece(comment.text, concerned=False)],
        **_told(comment),
        **status_of(comment, now),
    }
    response = show(request, "reader/receipt.html", context, site=article.site, status=status)
    return private(response)


def _told(comment: Comment) -> dict[str, Any]:
    """Whether its author is told by mail, and the way to stop that; nothing where there is no mail."""
    told = telling(comment) if settings.STET.smtp_url else None
    if told is None:
        return {}
    return {"told": told, "told_stop": sign(Purpose.STOP, told.address, comment.id)}


def status_of(comment: Comment, now: datetime) -> dict[str, Any]:
    """What ``reader/_receipt_status.html`` shows, but for the article and the token."""
    return {
        "comment": comment,
        "takes_comments": takes_comments(comment.article, now),
        **_waiting(comment, now),
        **_decided(comment),
    }


def _waiting(comment: Comment, now: datetime) -> dict[str, Any]:
    place = place_of(comment)
    if place is None:
        return {}
    return {
        "place": place_in_words(place),
        "wait": wait_in_words(usual_wait_s(now)),
        "read_again_at": read_again_at(comment.article, comment.article.site, now),
    }


def _decided(comment: Comment) -> dict[str, Any]:
    decision = standing_decision(comment)
    if decision is None:
        return {}
    cited = [citation.clause for citation in decision.citations.all()]
    return {
        "decision": decision,
        "cited": cited,
        "text": list(pieces(comment.text, concerned_by(decision, cited))),
    }


def pieces(text: str, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    """``text`` in runs, those within ``spans`` (in code points) concerned. Nothing is lost."""
    done = 0
    for start, end in sorted(spans):
        start, end = max(start, done), min(end, len(text))  # noqa: PLW2901 - spans may overlap
        if start >= end:
            continue
        if start > done:
            yield Piece(text[done:start], concerned=False)
        yield Piece(text[start:end], concerned=True)
        done = end
    if done < len(text):
        yield Piece(text[done:], concerned=False)


@csrf_exempt
@require_POST
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the comment back. Whoever knows the private address may; nobody else can send this."""
    comment = _found(token)
    # Decided or withdrawn meanwhile: the receipt says how things stand.
    with suppress(MoveRefused, Conflict):
        leaving.withdraw(comment.id, timezone.now())
    address = reverse("reader:receipt", args=[token_of(comment.id)])
    return private(HttpResponseRedirect(address, status=303))


@csrf_exempt
@require_POST
def appeal_decision(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the author's appeal in, as it was typed; a text that cannot stand is shown again.

    Whoever knows the private address may; nobody else can send this. The page tells no referrer,
    so browsers name no origin with its forms.
    """
    comment, now = _found(token), timezone.now()
    text = fields_of(request).get("text", "")
    try:
        # Appealed, approved or erased meanwhile: the receipt says how things stand.
        with suppress(Conflict):
            appeal(comment.id, text, now)
    except Refused as refused:
        shown = appeal_shown(comment, now, text=text, problem=refused.problems[0].message)
        return _shown(request, comment, token, shown, now, status=_REFUSED)
    address = reverse("reader:receipt", args=[token_of(comment.id)])
    return private(HttpResponseRedirect(address, status=303))


def private(response: HttpResponse) -> HttpResponse:
    """For whoever has the address alone: kept nowhere, found nowhere, told to nobody."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
