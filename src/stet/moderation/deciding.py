"""Deciding: approve or reject, bound to what was seen, by exactly one person."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.comments.contacts.addresses import wants_decision, wants_replies
from stet.comments.models import Comment
from stet.comments.moving import Conflict, locked, move
from stet.comments.publishing import publish
from stet.comments.states import Move, MoveRefused, State
from stet.ledger.deeds import Deed
from stet.ledger.writing import append, staff_actor
from stet.moderation.batching.models import Batch
from stet.moderation.facts import decision_facts
from stet.moderation.leasing import held_by_other
from stet.moderation.metrics import DECIDED
from stet.moderation.models import Citation, Decision, Notice, QueueItem, ReplyNotice
from stet.moderation.queue import enqueue
from stet.moderation.reviewing.drawing import draw
from stet.moderation.reviewing.settling import (
    Answer,
    Ending,
    binds,
    lapse_drawn,
    refuse_if_not_hers,
    settle,
)
from stet.moderation.rules.articles import refuse_by_article
from stet.moderation.rules.auditing import answer_audit
from stet.moderation.rules.two_people import AwaitsSecond, kept_as_voice
from stet.moderation.seen import BadSeen, Seen
from stet.moderation.verdicts import BadVerdict, Verdict
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause, GuidelineVersion, Staff
from stet.newsroom.roles import Action
from stet.text.checks import check_body

__all__ = ["BadVerdict", "Verdict", "decide", "may_reopen", "reopen"]

REOPEN_WITHIN = timedelta(seconds=60)
NOTE_LIMIT = 2000  # code points: a page of explanation, not an essay

_MOVES = {Decision.Outcome.APPROVE: Move.APPROVE, Decision.Outcome.REJECT: Move.REJECT}
_DEEDS = {
    Decision.Outcome.APPROVE: Deed.COMMENT_APPROVED,
    Decision.Outcome.REJECT: Deed.COMMENT_REJECTED,
}


class LeasedByOther(Conflict):
    """A colleague is looking at the comment at this moment."""

    def __init__(self, comment: Comment, item: QueueItem) -> None:
        super().__init__(comment, "a colleague is looking at this comment")
        self.item = item


class TooLateToReopen(Exception):
    """Only one's own decision can be reopened, only within a minute, and only if nobody relies on it.

    A reader may have reported the comment meanwhile, its author appealed, or it was escalated.
    """


def decide(
    verdict: Verdict,
    by: Staff,
    now: datetime,
    *,
    reviewing: bool = False,
    batch: Batch | None = None,
) -> Decision:
    """Carries out ``verdict``: the decision that now stands.

    The comment moves only if it is as it was seen; without ``seen``, only if it is held. Whoever
    answers a review (``reviewing``) may decide again without a senior's role; ``batch``: it is one
    of several (`stet.moderation.batching`). Raises `NotAllowed`, `BadVerdict` (which field, why), `Conflict` (who was faster, with what),
    `LeasedByOther`, `AwaitsSecond`, `Comment.DoesNotExist`.
    """
    by.require(Action.DECIDE)
    outcome = outcome_of(verdict)
    with transaction.atomic():
        comment = locked(verdict.comment)
        guidelines = in_force(comment.article.site_id)
        seen = what_was_seen(verdict, comment, guidelines)
        refuse_if_not_hers(comment, by)
        if comment.state in {State.APPROVED, State.REJECTED} and not reviewing:
            by.require(Action.OVERRULE)
        refuse_if_leased(comment, by, now)
        refuse_by_article(comment, outcome, by)
        cited = cited_by(verdict, outcome, guidelines)
        if not kept_as_voice(comment, verdict, cited, by, now):
            return _decided(
                verdict,
                comment,
                seen,
                guidelines=guidelines,
                cited=cited,
                by=by,
                now=now,
                batch=batch,
            )
    raise AwaitsSecond(comment)


def _decided(
    verdict: Verdict,
    comment: Comment,
    seen: Seen,
    *,
    guidelines: GuidelineVersion,
    cited: list[Clause],
    by: Staff,
    now: datetime,
    batch: Batch | None,
) -> Decision:
    """Writes the decision down, carries it out, and settles what waited for it."""
    was_held = comment.state == State.HELD
    decision = _record(
        verdict,
        comment,
        seen,
        guidelines=guidelines,
        cited=cited,
        by=by,
        now=now,
        batch=batch,
    )
    carry_out(comment, decision, now)
    keys = [clause.key for clause in cited]
    append(
        _DEEDS[Decision.Outcome(decision.outcome)],
        comment.id,
        actor=staff_actor(by.id),
        at=now,
        payload=decision_facts(decision, comment, keys),
    )
    outcome = outcome_of(verdict)
    answer = Answer(
        Ending.ANSWERED, by, outcome, tuple(cited), note=verdict.note, decision=decision
    )
    if not settle(comment, answer, now):
        draw(decision, comment, now)
    if was_held:
        answer_audit(decision, keys, now)
    transaction.on_commit(DECIDED.labels(outcome.value).inc)
    return decision


def outcome_of(verdict: Verdict) -> Decision.Outcome:
    try:
        return Decision.Outcome(verdict.outcome)
    except ValueError:
        raise BadVerdict("outcome", _("The outcome is approve or reject.")) from None


def what_was_seen(verdict: Verdict, comment: Comment, guidelines: GuidelineVersion) -> Seen:
    """What the verdict is about; raises `Conflict` if that is not how things stand."""
    if verdict.seen is None:
        if comment.state != State.HELD:
            raise Conflict(comment, "the comment is not held")
        return Seen(comment.version, guidelines.number, _latest_screening(comment))
    try:
        seen = Seen.parse(verdict.seen)
    except BadSeen:
        raise BadVerdict("seen", _("This does not come from the queue.")) from None
    if seen.version != comment.version or comment.state in {State.WITHDRAWN, State.ERASED}:
        raise Conflict(comment, "the comment has changed since it was seen")
    if seen.guidelines != guidelines.number:
        raise Conflict(comment, "the guidelines have changed since the comment was seen")
    if seen.screening and not comment.screenings.filter(id=seen.screening).exists():
        raise BadVerdict("seen", _("This does not come from the queue."))
    return seen


def _latest_screening(comment: Comment) -> UUID | None:
    return comment.screenings.values_list("id", flat=True).order_by("-at", "-id").first()


def refuse_if_leased(comment: Comment, by: Staff, now: datetime) -> None:
    item = QueueItem.objects.select_related("lease_holder").filter(comment=comment).first()
    if item and held_by_other(item, by, now):
        raise LeasedByOther(comment, item)


def cited_by(
    verdict: Verdict, outcome: Decision.Outcome, guidelines: GuidelineVersion
) -> list[Clause]:
    """The clauses that the verdict cites, from the version in force; raises `BadVerdict`."""
    if verdict.note and check_body(verdict.note, NOTE_LIMIT):
        raise BadVerdict(
            "note", _("The note is too long, or holds characters that cannot be shown.")
        )
    if outcome is Decision.Outcome.APPROVE:
        if verdict.clauses:
            raise BadVerdict("clauses", _("An approval cites no clause."))
        return []
    if not verdict.clauses:
        raise BadVerdict("clauses", _("A rejection cites at least one clause."))
    enabled = {clause.key: clause for clause in guidelines.clauses.all() if clause.enabled}
    unknown = [key for key in verdict.clauses if key not in enabled]
    if unknown:
        raise BadVerdict("clauses", _("The guidelines in force have no such clause."))
    return [enabled[key] for key in dict.fromkeys(verdict.clauses)]


def _record(
    verdict: Verdict,
    comment: Comment,
    seen: Seen,
    *,
    guidelines: GuidelineVersion,
    cited: list[Clause],
    by: Staff,
    now: datetime,
    batch: Batch | None,
) -> Decision:
    decision = Decision.objects.create(
        comment=comment,
        comment_version=comment.version,
        screening_id=seen.screening,
        guidelines=guidelines,
        outcome=verdict.outcome,
        decider=by,
        note=verdict.note,
        at=now,
        waited_s=max(0, round((now - comment.received_at).total_seconds())),
        batch=batch,
    )
    Citation.objects.bulk_create(Citation(decision=decision, clause=clause) for clause in cited)
    return decision


def carry_out(comment: Comment, decision: Decision, now: datetime) -> None:
    """Moves the comment, takes it out of the queue, publishes, and notes whom to tell."""
    was_public = comment.state == State.APPROVED
    by = _MOVES[Decision.Outcome(decision.outcome)]
    try:
        move(comment, by, decision=decision.id, now=now)
    except MoveRefused:
        raise Conflict(comment, "the comment is already decided so") from None
    QueueItem.objects.filter(comment=comment).delete()
    if was_public or comment.state == State.APPROVED:
        publish(comment)
    _note_whom_to_tell(comment, decision, now + REOPEN_WITHIN)


def _note_whom_to_tell(comment: Comment, decision: Decision, due_at: datetime) -> None:
    if wants_decision(comment):
        Notice.objects.create(decision=decision, due_at=due_at)
    answered = comment.parent_id if comment.state == State.APPROVED else None
    if answered and wants_replies(answered):
        ReplyNotice.objects.create(decision=decision, answered_id=answered, due_at=due_at)


def may_reopen(decision: Decision, by: Staff, now: datetime) -> bool:
    mine = decision.decider_id == by.id and now - decision.at <= REOPEN_WITHIN
    return mine and not binds(decision)


def reopen(comment_id: UUID, by: Staff, now: datetime) -> Comment:
    """Takes back one's own decision within a minute: the comment is held again, and public no more.

    The decision stays on record. Raises `NotAllowed`, `TooLateToReopen`, `Conflict`.
    """
    by.require(Action.DECIDE)
    with transaction.atomic():
        comment = locked(comment_id)
        if comment.decision is None:
            raise Conflict(comment, "no decision stands")
        decision = Decision.objects.get(id=comment.decision)
        if not may_reopen(decision, by, now):
            raise TooLateToReopen
        was_public = comment.state == State.APPROVED
        move(comment, Move.REOPEN)
        lapse_drawn(comment, now)
        enqueue(comment, comment.screenings.order_by("-at", "-id").first())
        if was_public:
            publish(comment)
        append(
            Deed.COMMENT_REOPENED,
            comment.id,
            actor=staff_actor(by.id),
            at=now,
            payload={"decision": str(decision.id), "version": comment.version},
        )
    return comment
