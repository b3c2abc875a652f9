"""Second looks: each is in the ledger as it was asked for and as it was answered, and none is extra."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stet.comments.models import Comment
from stet.comments.states import State
from stet.config.proofs.dossiers import Dossier, Told
from stet.config.proofs.fault import Fault
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, READER, SYSTEM, staff_actor
from stet.moderation.models import Decision
from stet.moderation.reviewing.models import Report, Review
from stet.moderation.reviewing.reporting import report_facts
from stet.moderation.reviewing.settling import asked_facts, closing_facts

# The deed that opens a review of each kind that somebody asks for in words.
_ASKED: dict[str, Deed] = {
    Review.Kind.APPEAL: Deed.COMMENT_APPEALED,
    Review.Kind.ESCALATION: Deed.COMMENT_ESCALATED,
    Review.Kind.SECOND_OPINION: Deed.SECOND_OPINION_ASKED,
}
_OF_ANOTHER = (Review.Kind.APPEAL, Review.Kind.DOUBLE_REVIEW)
_SALTED = ("text", "answer", "note")  # erasure takes the salt, and the proof with it


def faults(dossier: Dossier) -> Iterator[Fault]:
    comment = dossier.comment
    if comment is None:
        return
    by_id = {str(review.id): review for review in dossier.reviews}
    yield from _gone(dossier, by_id)
    for review in dossier.reviews:
        review.comment = comment
        yield from _opened(review, dossier)
        yield from _closed(review, dossier)
        yield from _answered_rightly(review, dossier.decisions)
    yield from _reports(dossier, by_id, comment)
    if comment.state == State.ERASED and _something_left(dossier):
        words = f"comment {comment.id}: it was erased, but words about it are left"
        yield Fault("comment.not_erased", words, str(comment.id))


def _gone(dossier: Dossier, by_id: dict[str, Review]) -> Iterator[Fault]:
    """Reviews and reports that only the ledger knows."""
    reports = {str(report.id) for report in dossier.reports}
    for told in dossier.events:
        for fact, known in (("review", by_id.keys()), ("report", reports)):
            name = told.facts.get(fact)
            if name is not None and name not in known:
                words = f"{fact} {name} is gone; entry {told.entry.seq} of the ledger knows it"
                yield Fault("review.missing", words, str(name))


def _opened(review: Review, dossier: Dossier) -> Iterator[Fault]:
    deed = _ASKED.get(review.kind)
    if deed is None:
        return
    told = _one(dossier.events, deed, review)
    if told is None:
        yield _fault(review, "review.unlogged", "the ledger does not know who asked for it")
        return
    actor = staff_actor(review.asked_by_id) if review.asked_by_id else AUTHOR
    same = _same(asked_facts(review), told, review.comment)
    if not same or told.entry.actor != actor or told.entry.at != review.opened_at:
        yield _fault(review, "review.changed", "it does not say what its entry says")


def _closed(review: Review, dossier: Dossier) -> Iterator[Fault]:
    told = _one(dossier.events, Deed.COMMENT_REVIEWED, review)
    if review.closed_at is None:
        if told is not None:
            yield _fault(review, "review.changed", "it is open; the ledger knows its end")
        return
    if told is None:
        yield _fault(review, "review.unlogged", "the ledger does not know its end")
        return
    keys = sorted(citation.clause.key for citation in review.citations.all())
    kept = {**told.facts, "clauses": sorted(map(str, told.facts.get("clauses") or []))}
    actor = staff_actor(review.closed_by_id) if review.closed_by_id else SYSTEM
    same = _same(closing_facts(review, keys), Told(told.entry, kept), review.comment)
    if not same or told.entry.actor != actor or told.entry.at != review.closed_at:
        yield _fault(review, "review.changed", "its answer is not what its entry says")


def _answered_rightly(review: Review, decisions: list[Decision]) -> Iterator[Fault]:
    """Nobody answered about a decision, or a question, of their own."""
    if review.kind == Review.Kind.SECOND_OPINION:
        if review.ending == Review.Ending.ANSWERED and review.closed_by_id == review.asked_by_id:
            yield _fault(review, "review.own", "whoever asked answered")
        return
    first = next((one for one in decisions if one.id == review.questioned_id), None)
    if review.kind not in _OF_ANOTHER or first is None or first.decider_id is None:
        return
    if review.closed_by_id == first.decider_id:
        yield _fault(review, "review.own", "whoever made the decision answered")


def _reports(dossier: Dossier, by_id: dict[str, Review], comment: Comment) -> Iterator[Fault]:
    told = {
        str(one.facts.get("report")): one
        for one in dossier.events
        if one.deed == Deed.COMMENT_REPORTED
    }
    for report in dossier.reports:
        report.comment = comment
        entry = told.get(str(report.id))
        if entry is None:
            yield _reported(report, "review.unlogged", "the ledger does not know it")
            continue
        review = by_id.get(str(report.review_id))
        if review is None:
            continue
        report.review = review
        same = _same(report_facts(report, report.clause.key), entry, comment)
        if not same or entry.entry.actor != READER or entry.entry.at != report.at:
            yield _reported(report, "review.changed", "it does not say what its entry says")


def _one(events: list[Told], deed: Deed, review: Review) -> Told | None:
    mine = (told for told in events if told.deed == deed)
    return next((told for told in mine if told.facts.get("review") == str(review.id)), None)


def _same(found: dict[str, Any], told: Told, comment: Comment) -> bool:
    kept = dict(told.facts)
    if comment.state == State.ERASED:
        for name in _SALTED:
            found.pop(name, None)
            kept.pop(name, None)
    return found == kept


def _something_left(dossier: Dossier) -> bool:
    return any(one.text or one.answer for one in dossier.reviews) or any(
        one.note or one.author_key or one.network for one in dossier.reports
    )


def _fault(review: Review, code: str, words: str) -> Fault:
    return Fault(code, f"review {review.id}: {words}", str(review.id))


def _reported(report: Report, code: str, words: str) -> Fault:
    return Fault(code, f"report {report.id}: {words}", str(report.id))
