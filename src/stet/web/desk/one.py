"""The page of one comment: what it says, what was done to it, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.comments.states import MoveRefused, State
from stet.ledger.deeds import Deed
from stet.ledger.reading import Event
from stet.moderation.leasing import lease
from stet.moderation.leaving import erase
from stet.moderation.looking import comment_by_id, decisions_on
from stet.moderation.models import Decision
from stet.moderation.records import events_of
from stet.moderation.reviewing.looking import reviews_on
from stet.moderation.reviewing.models import Review
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Staff
from stet.newsroom.people import names_of
from stet.newsroom.roles import Action
from stet.web.desk.asking import asked
from stet.web.desk.blind import blinded
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.panel import panel_of, undo_of
from stet.web.desk.words import ACTORS, DEEDS

_STAFF = "staff:"
_IN_WORDS = {Deed.COMMENT_APPEALED, Deed.COMMENT_ESCALATED, Deed.SECOND_OPINION_ASKED}


@dataclass(frozen=True)
class Line:
    """One line of a comment's history."""

    at: datetime
    deed: str | Promise
    actor: str | Promise
    decision: Decision | None
    screener: str
    review: Review | None = None
    asked: str = ""
    clause: str = ""
    event: Event | None = None


@desk(Action.SEE_DESK)
def show_comment(visit: Visit, comment_id: UUID) -> HttpResponse:
    """The comment in whatever state. Opening a held one leases it if no colleague has it."""
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    if elsewhere := blinded(visit, comment):
        return elsewhere
    item = None
    if comment.state == State.HELD and visit.may(Action.DECIDE):
        item = lease(visit.staff, comment_id, visit.now)
    context = {
        "panel": panel_of(visit, comment, item),
        "undo": undo_of(visit),
        "history": history_of(comment, visit.staff),
        "want": asked(visit.request.GET, visit.site),
        "then": "comment",
    }
    return page(visit, "desk/comment.html", context)


@desk(Action.ERASE, "GET", "POST")
def erase_comment(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Asks first; then the words, the name and the address go for good."""
    try:
        comment = comment_by_id(comment_id)
        if visit.request.method == "POST":
            erase(comment_id, visit.staff, visit.now)
            return redirect("desk:comment", comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    except MoveRefused:
        return redirect("desk:comment", comment_id)
    return page(visit, "desk/erase.html", {"comment": comment})


def history_of(comment: Comment, reader: Staff) -> list[Line]:
    """Every deed done to the comment, from the ledger, with the names and reasons it leads to.

    Who asks for a second opinion, and what they say, is told to nobody else before the answer.
    """
    events = events_of(comment)
    decisions = {str(decision.id): decision for decision in decisions_on(comment)}
    reviews = _reviews(comment, events)
    titles = _titles(comment, events)
    people = names_of([_staff_id(event) for event in events if event.actor.startswith(_STAFF)])
    return [
        Line(
            at=event.at,
            deed=DEEDS.get(event.deed, event.deed),
            actor=_actor(event, people)
            if not _hidden(event, reviews, reader)
            else _("a colleague"),
            decision=_decision(event, decisions),
            screener=str(event.payload.get("screener", "")),
            event=event,
            **({} if _hidden(event, reviews, reader) else _reviewed(event, reviews, titles)),
        )
        for event in events
    ]


def _reviews(comment: Comment, events: list[Event]) -> dict[str, Review]:
    """The reviews that the events tell of, by id; asked for only if there are any."""
    if not any("review" in event.payload for event in events):
        return {}
    return {str(review.id): review for review in reviews_on(comment)}


def _hidden(event: Event, reviews: dict[str, Review], reader: Staff) -> bool:
    """Whether the entry tells of a question that somebody else is to answer without knowing it."""
    review = reviews.get(str(event.payload.get("review", "")))
    if review is None or event.deed != Deed.SECOND_OPINION_ASKED:
        return False
    return review.closed_at is None and review.asked_by_id != reader.id


def _titles(comment: Comment, events: list[Event]) -> dict[str, str]:
    """The clauses' titles, for what readers reported; asked for only if somebody did."""
    if all(event.deed != Deed.COMMENT_REPORTED for event in events):
        return {}
    return {clause.key: clause.title for clause in in_force(comment.article.site_id).clauses.all()}


def _reviewed(event: Event, reviews: dict[str, Review], titles: dict[str, str]) -> dict[str, Any]:
    """What a report names, what an appeal or an escalation says, how a review ended."""
    review = reviews.get(str(event.payload.get("review", "")))
    if event.deed == Deed.COMMENT_REPORTED:
        key = str(event.payload.get("clause", ""))
        return {"clause": titles.get(key, key)}
    if review and event.deed in _IN_WORDS:
        return {"asked": review.text}
    # A new decision tells its own reasons, in the line before.
    if review and event.deed == Deed.COMMENT_REVIEWED and review.closing_decision_id is None:
        return {"review": review}
    return {}


def _staff_id(event: Event) -> UUID:
    return UUID(event.actor.removeprefix(_STAFF))


def _actor(event: Event, people: dict[UUID, str]) -> str | Promise:
    if event.actor.startswith(_STAFF):
        return people.get(_staff_id(event), event.actor)
    return ACTORS.get(event.actor, event.actor)


def _decision(event: Event, decisions: dict[str, Decision]) -> Decision | None:
    """The decision that the entry tells of; taking one back names it, but repeats no reasons."""
    if event.deed not in {Deed.COMMENT_APPROVED, Deed.COMMENT_REJECTED}:
        return None
    return decisions.get(str(event.payload.get("decision", "")))
