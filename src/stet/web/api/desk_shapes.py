"""From what the desk knows to what its interface gives."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from stet.comments.models import Comment
from stet.comments.rendering import stamp
from stet.ledger.reading import Event
from stet.moderation.models import Decision, QueueItem, Screening
from stet.newsroom.models import Article
from stet.newsroom.people import names_of
from stet.web.addresses import absolute
from stet.web.api.shapes import (
    ArticleRefOut,
    ByOut,
    EventOut,
    LeaseOut,
    ParentOut,
    ScreeningOut,
    SpanOut,
    StandingDecisionOut,
)

_STAFF = "staff:"


def comment_fields(request: HttpRequest, comment: Comment, now: datetime) -> dict[str, Any]:
    """The members that the queue and a single comment share."""
    parent = comment.parent
    return {
        "id": str(comment.id),
        "article": article_ref(request, comment.article),
        "parent": ParentOut(id=str(parent.id), name=parent.name, text=parent.text)
        if parent
        else None,
        "name": comment.name,
        "text": comment.text,
        "waiting_s": max(0, int((now - comment.received_at).total_seconds())),
    }


def article_ref(request: HttpRequest, article: Article) -> ArticleRefOut:
    """The article with the address at which readers find it."""
    page = absolute(request, reverse("reader:article", args=[article.slug]))
    return ArticleRefOut(id=str(article.id), headline=article.headline, url=article.url or page)


def screening_out(screening: Screening | None) -> ScreeningOut | None:
    if screening is None:
        return None
    return ScreeningOut(
        lang=screening.lang,
        suggestion=screening.suggestion,
        clauses=screening.clauses,
        scores=screening.scores,
        relevance=screening.relevance,
        spans=[SpanOut(**span) for span in screening.spans],
        reasons=screening.reasons,
        reason_codes=screening.reason_codes or [],
        screener=screening.screener,
        at=stamp(screening.at),
    )


def lease_out(item: QueueItem | None, now: datetime) -> LeaseOut | None:
    """Who looks at the comment just now; a lease that ran out is none."""
    if item is None or item.lease_holder is None or item.lease_until is None:
        return None
    if item.lease_until <= now:
        return None
    return LeaseOut(holder=item.lease_holder.display_name, until=stamp(item.lease_until))


def standing_out(decision: Decision | None) -> StandingDecisionOut | None:
    return StandingDecisionOut(**decision_fields(decision)) if decision else None


def decision_fields(decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "clauses": [citation.clause.key for citation in decision.citations.all()],
        "note": decision.note,
        "decider": decision.decider.display_name if decision.decider else None,
        "decided_at": stamp(decision.at),
    }


def history_out(events: list[Event], hidden: Collection[str] = ()) -> list[EventOut]:
    """The ledger's entries about a comment, with the names of those who acted.

    Who asked in one of the ``hidden`` reviews is not told.
    """
    names = names_of({UUID(e.actor.removeprefix(_STAFF)) for e in events if _by_staff(e)})
    return [
        EventOut(
            deed=event.deed,
            at=stamp(event.at),
            by=_by(event, {} if event.payload.get("review") in hidden else names),
            outcome=event.payload.get("outcome"),
            clauses=event.payload.get("clauses") or [],
        )
        for event in events
    ]


def _by_staff(event: Event) -> bool:
    return event.actor.startswith(_STAFF)


def _by(event: Event, names: dict[UUID, str]) -> ByOut:
    if _by_staff(event):
        return ByOut(kind="staff", name=names.get(UUID(event.actor.removeprefix(_STAFF))))
    return ByOut(kind=event.actor, name=None)
