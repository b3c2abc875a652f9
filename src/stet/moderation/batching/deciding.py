"""Deciding many at once: one gesture, and for each comment the deed that decides one.

Each has a transaction of its own, so that nobody waits for all of them, and so that what cannot be
decided any more is left out alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.batching.groups import FINE, Group
from stet.moderation.batching.models import Batch
from stet.moderation.batching.shown import NotShown, Shown, all_shown
from stet.moderation.deciding import (
    REOPEN_WITHIN,
    BadVerdict,
    LeasedByOther,
    TooLateToReopen,
    Verdict,
    cited_by,
    decide,
    outcome_of,
    reopen,
)
from stet.moderation.facts import batch_facts
from stet.moderation.models import Decision, QueueItem
from stet.moderation.reviewing.models import Review
from stet.moderation.reviewing.settling import open_reviews
from stet.moderation.rules.two_people import needs_two
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action, NotAllowed


@dataclass(frozen=True)
class Choice:
    """One verdict on several comments: ``tokens`` of all that was shown, ``chosen`` of them."""

    of: Group
    tokens: Sequence[str]
    chosen: Sequence[UUID]
    outcome: str
    clauses: list[str] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Left:
    """A comment that was chosen and not decided, and why."""

    comment: Comment
    reason: str | Promise


@dataclass(frozen=True)
class Decided:
    """What became of a choice. ``batch`` is None if nothing at all was decided."""

    batch: Batch | None
    decisions: list[Decision]
    left: list[Left]


def decide_batch(choice: Choice, site: Site, by: Staff, now: datetime) -> Decided:
    """Carries out a choice: a decision for each comment, in the order in which it was chosen.

    Left out is what changed, was decided or escalated since it was shown, or what a colleague
    looks at. Raises `NotAllowed`, `BadVerdict` (which field, why), and `NotShown` if the choice
    holds anything that was not on the page: then nothing is decided.
    """
    by.require(Action.DECIDE)
    outcome = outcome_of(Verdict(by.id, choice.outcome))
    if choice.of == FINE and outcome != Decision.Outcome.APPROVE:
        raise BadVerdict("outcome", _("From this page comments are approved together, no more."))
    sample = Verdict(by.id, choice.outcome, choice.clauses, choice.note)
    cited_by(sample, outcome, in_force(site.id))
    shown = all_shown(choice.tokens, choice.of, by)
    chosen = list(dict.fromkeys(choice.chosen))
    if not chosen:
        raise BadVerdict("members", _("Choose at least one comment."))
    if any(key not in shown for key in chosen):
        raise NotShown
    plan = Batch(
        kind=choice.of.kind,
        key=None if choice.of == FINE else choice.of.key,
        outcome=outcome.value,
        decider=by,
        at=now,
        shown=len(shown),
        chosen=len(chosen),
    )
    return _carry_out(choice, [shown[key] for key in chosen], plan)


class NeedsTwo(Conflict):
    """Nobody decides on this comment alone, and so not on a page of many."""

    def __init__(self, comment: Comment) -> None:
        super().__init__(comment, "a second person must say the same")


def _carry_out(choice: Choice, members: list[Shown], plan: Batch) -> Decided:
    decisions: list[Decision] = []
    left: list[Left] = []
    for member in members:
        verdict = Verdict(
            member.comment, choice.outcome, choice.clauses, choice.note, seen=member.seen
        )
        try:
            decisions.append(_one(verdict, plan, begun=bool(decisions)))
        except (Conflict, NotAllowed, BadVerdict) as refusal:
            comment = Comment.objects.select_related("article").get(id=member.comment)
            left.append(Left(comment, _why(comment, refusal)))
    return Decided(plan if decisions else None, decisions, left)


def _one(verdict: Verdict, batch: Batch, *, begun: bool) -> Decision:
    """The decision on one; with the first one that is carried out, its batch comes to be."""
    with transaction.atomic():
        item = QueueItem.objects.select_related("comment").filter(pk=verdict.comment).first()
        if item is None:
            raise Conflict(Comment.objects.get(id=verdict.comment), "it waits no more")
        if needs_two(item.comment, batch.at):
            raise NeedsTwo(item.comment)
        if not begun:
            batch.save(force_insert=True)
            append(
                Deed.BATCH_DECIDED,
                batch.id,
                actor=staff_actor(batch.decider_id),
                at=batch.at,
                payload=batch_facts(batch),
            )
        return decide(verdict, batch.decider, batch.at, batch=batch)


_GONE: dict[str, Promise] = {
    State.APPROVED: gettext_lazy("It was approved meanwhile."),
    State.REJECTED: gettext_lazy("It was rejected meanwhile."),
    State.WITHDRAWN: gettext_lazy("Its author has withdrawn it."),
    State.ERASED: gettext_lazy("It was erased."),
}


_WAITS_ELSEWHERE: dict[str, Promise] = {
    Review.Kind.ESCALATION: gettext_lazy("It was escalated: only seniors decide."),
    Review.Kind.SECOND_OPINION: gettext_lazy("A second opinion was asked for."),
}


def _why(comment: Comment, refusal: Exception) -> str | Promise:
    if isinstance(refusal, LeasedByOther) and refusal.item.lease_holder:
        return _("%(name)s is on it.") % {"name": refusal.item.lease_holder.display_name}
    if comment.state in _GONE:
        return _GONE[comment.state]
    for review in open_reviews(comment, *_WAITS_ELSEWHERE):
        return _WAITS_ELSEWHERE[review.kind]
    return _refused(refusal)


def _refused(refusal: Exception) -> str | Promise:
    if isinstance(refusal, NeedsTwo):
        return _("It takes two people. Decide on it by itself.")
    if isinstance(refusal, BadVerdict):
        return refusal.message
    if isinstance(refusal, NotAllowed):
        return _("Your role does not let you decide on it.")
    return _("It changed after you saw it.")


@dataclass(frozen=True)
class TakenBack:
    batch: Batch
    comments: list[Comment]
    kept: int


def batch_by_id(batch_id: UUID) -> Batch:
    """Raises `Batch.DoesNotExist`."""
    return Batch.objects.select_related("decider").get(id=batch_id)


def may_take_back(batch: Batch, by: Staff, now: datetime) -> bool:
    return batch.decider_id == by.id and now - batch.at <= REOPEN_WITHIN


def take_back_batch(batch_id: UUID, by: Staff, now: datetime) -> TakenBack:
    """Takes back one's own batch within its minute: each comment is held again.

    What somebody relies on already, or decided anew, stays as it is and is counted in ``kept``.
    Raises `NotAllowed`, `TooLateToReopen`, `Batch.DoesNotExist`.
    """
    by.require(Action.DECIDE)
    batch = batch_by_id(batch_id)
    if not may_take_back(batch, by, now):
        raise TooLateToReopen
    comments: list[Comment] = []
    kept = 0
    for decision in batch.decisions.order_by("id").values_list("id", "comment_id"):
        standing, comment = decision
        try:
            if not Comment.objects.filter(id=comment, decision=standing).exists():
                kept += 1
                continue
            comments.append(reopen(comment, by, now))
        except (TooLateToReopen, Conflict):
            kept += 1
    return TakenBack(batch, comments, kept)
