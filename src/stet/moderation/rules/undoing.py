"""Taking back what a rule decided: seniors look at its decisions and reopen them together."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from stet.comments.models import Comment
from stet.comments.moving import locked, move
from stet.comments.publishing import publish
from stet.comments.states import Move, State
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.models import Decision
from stet.moderation.queue import enqueue
from stet.moderation.reviewing.settling import binds
from stet.moderation.rules.models import StandingRule
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action

MOST = 100  # at once: each is a deed of its own, and all are done in one request


def decisions_of(rule: StandingRule) -> QuerySet[Decision]:
    """What the rule decided and still stands, the latest first; slice it."""
    found = Decision.objects.filter(rule__rule=rule, comment__decision=F("id"))
    found = found.select_related("comment", "comment__article", "rule", "screening")
    return found.order_by("-at", "-id")


def take_back(rule_id: UUID, decisions: Collection[UUID], *, by: Staff, now: datetime) -> int:
    """Holds the comments of these decisions again, for people to decide; how many.

    Those that stand no more, or on which somebody relies (an appeal, a report), stay as they are.
    Raises `NotAllowed`, `StandingRule.DoesNotExist`.
    """
    by.require(Action.SEE_RULES)
    rule = StandingRule.objects.get(id=rule_id)
    done = 0
    wanted = decisions_of(rule).filter(id__in=[*decisions][:MOST])
    for decision in list(wanted.order_by("comment_id")):
        with transaction.atomic():
            done += _take_back(decision, by, now)
    return done


def _take_back(decision: Decision, by: Staff, now: datetime) -> bool:
    comment: Comment = locked(decision.comment_id)
    if comment.decision != decision.id or binds(decision):
        return False
    was_public = comment.state == State.APPROVED
    move(comment, Move.REOPEN)
    enqueue(comment, decision.screening)
    if was_public:
        publish(comment)
    append(
        Deed.COMMENT_REOPENED,
        comment.id,
        actor=staff_actor(by.id),
        at=now,
        payload={"decision": str(decision.id), "version": comment.version},
    )
    return True
