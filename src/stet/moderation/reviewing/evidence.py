"""The evidence on an escalated comment: one document for the police, whole and verifiable."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from stet.comments.models import Comment
from stet.comments.moving import locked
from stet.ledger.chain import timestamp
from stet.ledger.deeds import Deed
from stet.ledger.reading import entries_on
from stet.ledger.writing import append, staff_actor
from stet.moderation.looking import decisions_on
from stet.moderation.models import Decision, Screening
from stet.moderation.reviewing.models import Report, Review
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action

FORMAT = "stet-evidence-1"


class NotEscalated(Exception):
    """Evidence is exported only on what was escalated."""


def export_evidence(comment_id: UUID, by: Staff, now: datetime) -> bytes:
    """The evidence as JSON in UTF-8. That it was exported, by whom, and its digest is logged.

    It holds the reader's words and the salt of the ledger's commitments to them, with which anybody
    can check them against the entries. Raises `NotAllowed`, `NotEscalated`, `Comment.DoesNotExist`.
    """
    by.require(Action.ANSWER_ESCALATED)
    with transaction.atomic():
        comment = locked(comment_id)
        if not comment.reviews.filter(kind=Review.Kind.ESCALATION).exists():
            raise NotEscalated
        document = json.dumps(
            _evidence(comment, by, now), ensure_ascii=False, indent=2, sort_keys=True
        ).encode()
        append(
            Deed.EVIDENCE_EXPORTED,
            comment.id,
            actor=staff_actor(by.id),
            at=now,
            payload={"digest": hashlib.sha256(document).hexdigest()},
        )
    return document


def _evidence(comment: Comment, by: Staff, now: datetime) -> dict[str, Any]:
    article, parent = comment.article, comment.parent
    reviews = comment.reviews.select_related("asked_by", "closed_by")
    reports = comment.reports.select_related("clause")
    return {
        "format": FORMAT,
        "exported_at": timestamp(now),
        "exported_by": by.display_name,
        "site": article.site.name,
        "article": {
            "id": str(article.id),
            "headline": article.headline,
            "url": article.url,
            "published_at": timestamp(article.published_at),
        },
        "comment": {
            "id": str(comment.id),
            "name": comment.name,
            "text": comment.text,
            "lang": comment.lang,
            "state": comment.state,
            "version": comment.version,
            "posted_at": timestamp(comment.posted_at),
            "received_at": timestamp(comment.received_at),
            "published_at": _time(comment.published_at),
            "claim": _id(comment.claim_id),
            "salt": bytes(comment.salt).hex(),
        },
        "parent": {"id": str(parent.id), "name": parent.name, "text": parent.text}
        if parent
        else None,
        "screenings": [_screening(one) for one in comment.screenings.order_by("at", "id")],
        "decisions": [_decision(one) for one in decisions_on(comment)],
        "reviews": [_review(one) for one in reviews],
        "reports": [_report(one) for one in reports],
        "ledger": [
            {
                "seq": entry.seq,
                "at": timestamp(entry.at),
                "deed": entry.deed,
                "subject": str(entry.subject),
                "actor": entry.actor,
                "payload": entry.payload,
                "previous": entry.previous,
                "hash": entry.hash,
            }
            for entry in entries_on(comment.id)
        ],
    }


def _screening(one: Screening) -> dict[str, Any]:
    return {
        "at": timestamp(one.at),
        "screener": one.screener,
        "suggestion": one.suggestion,
        "clauses": one.clauses,
        "scores": one.scores,
        "spans": one.spans,
        "reasons": one.reasons,
    }


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "at": timestamp(one.at),
        "outcome": one.outcome,
        "kind": one.kind,
        "decider": one.decider.display_name if one.decider else None,
        "clauses": [citation.clause.key for citation in one.citations.all()],
        "note": one.note,
    }


def _review(one: Review) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "kind": one.kind,
        "opened_at": timestamp(one.opened_at),
        "asked_by": one.asked_by.display_name if one.asked_by else None,
        "text": one.text,
        "closed_at": _time(one.closed_at),
        "closed_by": one.closed_by.display_name if one.closed_by else None,
        "ending": one.ending,
        "outcome": one.outcome,
        "answer": one.answer,
    }


def _report(one: Report) -> dict[str, Any]:
    return {"at": timestamp(one.at), "clause": one.clause.key, "note": one.note}


def _time(at: datetime | None) -> str | None:
    return timestamp(at) if at else None


def _id(key: UUID | None) -> str | None:
    return str(key) if key else None
