"""Imports come in: held and in line like any other comment, or as another system decided them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from stet.comments.importing import Import, arrival, bring_in
from stet.comments.models import Comment
from stet.comments.moving import move_many
from stet.comments.publishing import publish_many
from stet.comments.states import Move, State
from stet.ledger.deeds import Deed
from stet.ledger.rows import insert_rows
from stet.ledger.writing import IMPORT, Line, append_many
from stet.moderation.batching.likening import liken
from stet.moderation.facts import decision_facts
from stet.moderation.models import Citation, Decision
from stet.moderation.queue import in_line
from stet.moderation.rules.authors import turns_of
from stet.moderation.searching.indexing import index_many
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause, GuidelineVersion

_MOST_ROWS = 500  # in one statement: well below what either database takes
_MOVES = {
    Decision.Outcome.APPROVE: (Move.APPROVE, Deed.COMMENT_APPROVED),
    Decision.Outcome.REJECT: (Move.REJECT, Deed.COMMENT_REJECTED),
}


class UnknownClause(Exception):
    """The guidelines in force have no such clause in use."""


@dataclass(frozen=True)
class Arrival:
    """An import, and what was decided of it where it comes from: approve, reject or nothing."""

    draft: Import
    outcome: Decision.Outcome | None = None
    clauses: tuple[str, ...] = ()


def take_in(arrivals: Sequence[Arrival], now: datetime) -> list[Comment]:
    """Stores, queues or decides, publishes and logs the arrivals, all of them or none.

    They are of one site. A decision gets the comment's own time, for no other is known; nobody is
    told of it. Raises `UnknownClause`, and `django.db.IntegrityError` if one is here already.
    """
    if not arrivals:
        return []
    arrivals = [_let_in(one) for one in arrivals]
    # Under a savepoint SQLite keeps every page that any row of the batch changes, and walks through
    # all that it keeps after each row: most of an import's time.
    with transaction.atomic(savepoint=False):
        comments = bring_in([one.draft for one in arrivals], now)
        turns = turns_of(comment.author_key for comment in comments)
        waiting = [
            in_line(comment, None, turn=turns.get(comment.author_key, 0))
            for comment, one in zip(comments, arrivals, strict=True)
            if one.outcome is None
        ]
        liken(waiting)
        insert_rows(waiting)
        decided = _decide(comments, arrivals)
        publish_many(comment for comment in comments if comment.state == State.APPROVED)
        index_many(comments)
        lines = []
        for comment in comments:
            lines += [arrival(comment), *decided.get(comment, [])]
        append_many(lines, at=now)
    return comments


def _let_in(one: Arrival) -> Arrival:
    """What was approved elsewhere waits here while its article is under legal hold."""
    held = one.outcome is Decision.Outcome.APPROVE and one.draft.article.legal_hold
    return replace(one, outcome=None) if held else one


def _decide(
    comments: Sequence[Comment], arrivals: Sequence[Arrival]
) -> Mapping[Comment, list[Line]]:
    """Carries out the decisions that were brought along: the ledger's lines on them."""
    guidelines = in_force(comments[0].article.site_id)
    clauses = {clause.key: clause for clause in guidelines.clauses.all() if clause.enabled}
    decisions, citations = {}, []
    for comment, one in zip(comments, arrivals, strict=True):
        if one.outcome is not None:
            decisions[comment] = _decision(comment, one.outcome, guidelines)
            cited = _cited(one, clauses)
            citations += [Citation(decision=decisions[comment], clause=clause) for clause in cited]
    insert_rows(decisions.values())
    Citation.objects.bulk_create(citations, batch_size=_MOST_ROWS)
    for outcome, (by, _) in _MOVES.items():
        pairs = [(one, made.id) for one, made in decisions.items() if made.outcome == outcome]
        move_many(pairs, by)
    keys: dict[Decision, list[str]] = {}
    for citation in citations:
        keys.setdefault(citation.decision, []).append(citation.clause.key)
    return {
        comment: [_line(comment, decision, keys.get(decision, []))]
        for comment, decision in decisions.items()
    }


def _decision(
    comment: Comment, outcome: Decision.Outcome, guidelines: GuidelineVersion
) -> Decision:
    return Decision(
        comment_id=comment.id,
        comment_version=comment.version,
        guidelines_id=guidelines.id,
        outcome=outcome,
        kind=Decision.Kind.IMPORTED,
        at=comment.posted_at,
    )


def _cited(one: Arrival, clauses: Mapping[str, Clause]) -> list[Clause]:
    unknown = [key for key in one.clauses if key not in clauses]
    if unknown:
        raise UnknownClause(unknown[0])
    return [clauses[key] for key in dict.fromkeys(one.clauses)]


def _line(comment: Comment, decision: Decision, clauses: list[str]) -> Line:
    _, deed = _MOVES[Decision.Outcome(decision.outcome)]
    return Line(deed, comment.id, IMPORT, decision_facts(decision, comment, clauses))
