"""What a moderator may know beside the text: the author's record, near-duplicates, the history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from stet.comments.arrivals import near_duplicates
from stet.comments.models import Comment
from stet.comments.states import State
from stet.comments.written import same_author
from stet.ledger.reading import Event, history
from stet.moderation.models import Citation, Decision
from stet.moderation.reviewing.models import Review
from stet.newsroom.models import Clause

_LAST = 10
_MOST_DUPLICATES = 20


@dataclass(frozen=True)
class AuthorRecord:
    """How many of an author's comments stand where, and the latest ten of them, newest first.

    ``by_clause``: the title of each clause that a standing rejection cites, and how many do, the
    most frequent first. Of ``appeals``, ``appeals_won`` ended with the comment approved.
    """

    approved: int
    rejected: int
    held: int
    withdrawn: int
    by_clause: list[tuple[str, int]]
    appeals: int
    appeals_won: int
    latest: list[Comment]


def author_record(comment: Comment, *, with_this: bool = False) -> AuthorRecord | None:
    """The author's record without this comment; None when nobody can know who wrote it."""
    theirs = same_author(comment)
    if theirs is None:
        return None
    written = Comment.objects.filter(theirs)
    if not with_this:
        written = written.exclude(id=comment.id)
    counted: dict[str, int] = {}
    appeals = won = 0
    for state, number, made, successful in _tally(written):
        counted[state] = number
        appeals, won = appeals + made, won + successful
    return AuthorRecord(
        approved=counted.get(State.APPROVED, 0),
        rejected=counted.get(State.REJECTED, 0),
        held=counted.get(State.HELD, 0),
        withdrawn=counted.get(State.WITHDRAWN, 0),
        by_clause=_by_clause(written) if counted.get(State.REJECTED) else [],
        appeals=appeals,
        appeals_won=won,
        latest=list(written.select_related("article").order_by("-received_at")[:_LAST]),
    )


def _by_clause(written: QuerySet[Comment]) -> list[tuple[str, int]]:
    """How often each clause stands against what an author has written."""
    standing = Citation.objects.filter(
        decision__comment__in=written,
        decision__comment__state=State.REJECTED,
        decision__comment__decision=F("decision_id"),
    )
    counted = standing.order_by().values_list("clause__key", "clause__title").annotate(Count("id"))
    # A clause is one clause in every version of the guidelines; its latest title is as good as any.
    totals: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for key, title, count in counted:
        totals[key] += count
        titles[key] = title
    return [(titles[key], count) for key, count in totals.most_common()]


def _tally(written: QuerySet[Comment]) -> list[tuple[str, int, int, int]]:
    """For each state how many comments, how many were appealed, and how many of those with success."""
    made = Q(reviews__kind=Review.Kind.APPEAL)
    won = made & Q(reviews__ending=Review.Ending.ANSWERED, reviews__outcome=Review.Outcome.APPROVE)
    counted = (
        written.order_by()
        .values("state")
        .annotate(
            number=Count("id", distinct=True),
            made=Count("reviews", filter=made, distinct=True),
            won=Count("reviews", filter=won, distinct=True),
        )
    )
    return list(counted.values_list("state", "number", "made", "won"))


def duplicates_of(comment: Comment) -> list[Comment]:
    """Comments that say nearly the same, latest first."""
    if not comment.signature:
        return []
    found = Comment.objects.filter(near_duplicates(comment)).select_related("article")
    return list(found.order_by("-received_at")[:_MOST_DUPLICATES])


def standing_decision(comment: Comment) -> Decision | None:
    """The decision that stands, with its clauses and its decider."""
    if comment.decision is None:
        return None
    return (
        Decision.objects.select_related("decider", "guidelines", "screening")
        .prefetch_related("citations__clause")
        .get(id=comment.decision)
    )


def concerned_by(decision: Decision, cited: Iterable[Clause]) -> list[tuple[int, int]]:
    """Where the words are that the screening found for the clauses that the decision cites."""
    if decision.screening is None:
        return []
    keys = {clause.key for clause in cited}
    spans = decision.screening.spans
    return [(span["start"], span["end"]) for span in spans if span["clause"] in keys]


def events_of(comment: Comment) -> list[Event]:
    """Every deed done to the comment, from the ledger, oldest first."""
    return list(history(comment.id))
