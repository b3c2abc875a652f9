"""What a message says: the envelope, and the facts of the event. docs/webhooks.md describes both.

It is made anew for each attempt, from the ledger's entry and from the comment as it stands: so no
copy of a reader's words is kept for sending, and after an erasure there is nothing left to send.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from stet.comments.models import Comment, Thread
from stet.comments.rendering import stamp
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.newsroom.models import Article
from stet.telling.events import Event
from stet.telling.models import Webhook, WebhookDelivery

VERSION: Final = 1
Json = dict[str, Any]

_STATES: Mapping[str, State] = {
    Event.COMMENT_HELD: State.HELD,
    Event.COMMENT_APPROVED: State.APPROVED,
    Event.COMMENT_REJECTED: State.REJECTED,
    Event.COMMENT_WITHDRAWN: State.WITHDRAWN,
    Event.COMMENT_ERASED: State.ERASED,
}
_CAUSES: Mapping[str, str] = {
    Deed.COMMENT_SUBMITTED: "received",
    Deed.COMMENT_REOPENED: "reopened",
    Deed.COMMENT_HIDDEN: "reported",
}


def body_of(delivery: WebhookDelivery) -> bytes:
    """The message as it goes out at this moment: JSON in UTF-8."""
    return json.dumps(payload_of(delivery), ensure_ascii=False, separators=(",", ":")).encode()


def payload_of(delivery: WebhookDelivery) -> Json:
    entry, webhook = delivery.entry, delivery.webhook
    return {
        "type": delivery.event,
        "version": VERSION,
        "timestamp": stamp(entry.at if entry else delivery.made_at),
        "sequence": entry.seq if entry else 0,
        "data": _data(entry, delivery.event, webhook) if entry else {"webhook": str(webhook.pk)},
    }


def _data(entry: Entry, event: str, webhook: Webhook) -> Json:
    facts = json.loads(entry.payload)
    if event.startswith("article."):
        article = Article.objects.select_related("merged_into").get(pk=entry.subject)
        merged = {"merged_into": facts["into"]} if event == Event.ARTICLE_MERGED else {}
        return {"article": _article(article), **merged}
    comment = Comment.objects.select_related("article__merged_into").get(pk=entry.subject)
    return {
        "comment": _comment(comment, event, webhook),
        "article": _article(comment.article.merged_into or comment.article),
        **_happened(entry, event, facts),
    }


def _happened(entry: Entry, event: str, facts: Json) -> Json:
    """What the entry itself says: which decision, which clauses, how an appeal ended."""
    if event in {Event.COMMENT_APPROVED, Event.COMMENT_REJECTED}:
        return {
            "decision": {
                "id": facts["decision"],
                "by": facts["kind"],
                "clauses": facts["clauses"],
                "guidelines": facts["guidelines"],
            }
        }
    if event == Event.COMMENT_HELD:
        return {"cause": _CAUSES[entry.deed]}
    if event == Event.COMMENT_REPORTED:
        return {"report": {"clause": facts["clause"]}}
    if event == Event.APPEAL_OPENED:
        return {"appeal": {"id": facts["review"], "against": facts["questioned"]}}
    if event == Event.APPEAL_DECIDED:
        decided = {name: facts[name] for name in ("ending", "outcome", "clauses", "decision")}
        return {"appeal": {"id": facts["review"], "against": facts["questioned"], **decided}}
    return {}


def _comment(comment: Comment, event: str, webhook: Webhook) -> Json:
    """``state`` is the one that the event led to; where it led to none, the present one."""
    return {
        "id": str(comment.pk),
        "state": str(_STATES.get(event, State(comment.state)).value),
        "parent": str(comment.parent_id) if comment.parent_id else None,
        "lang": comment.lang,
        "received_at": stamp(comment.received_at),
        "links": {
            "page": _link(comment) if comment.state == State.APPROVED else None,
            "desk": _own(f"/desk/comments/{comment.pk}/"),
        },
        **_words(comment, webhook),
    }


def _words(comment: Comment, webhook: Webhook) -> Json:
    """Name and text, where the webhook may have them at this moment."""
    may = {
        Webhook.Words.NEVER: frozenset[str](),
        Webhook.Words.PUBLISHED: frozenset({State.APPROVED.value}),
        Webhook.Words.ALWAYS: frozenset({one.value for one in State} - {State.ERASED.value}),
    }
    if comment.state not in may[Webhook.Words(webhook.words)]:
        return {}
    return {"name": comment.name, "text": comment.text}


def _article(article: Article) -> Json:
    return {
        "id": str(article.pk),
        "url": article.url or _page(article),
        "headline": article.headline,
        "commenting": article.commenting,
        "closes_at": stamp(article.closes_at) if article.closes_at else None,
        "comments": _published(article.pk),
    }


def _published(article: UUID) -> int:
    """How many comments are public at this moment."""
    return Thread.objects.filter(pk=article).values_list("count", flat=True).first() or 0


def _link(comment: Comment) -> str | None:
    """Where readers find it: on the publisher's page, else on ours."""
    article = comment.article.merged_into or comment.article
    if article.url:
        return f"{article.url}#comment-{comment.pk}"
    page = _page(article)
    return f"{page}?comment={comment.pk}#c-{comment.pk}" if page else None


def _page(article: Article) -> str | None:
    return _own(f"/articles/{article.slug}/")


def _own(path: str) -> str | None:
    """An address of ours; None where nobody told us which one the world knows us by."""
    return f"{settings.STET.public_url}{path}" if settings.STET.public_url else None
