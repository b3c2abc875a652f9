"""A comment's life: its words are those that came in, and it stands where its deeds have led it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from stet.comments.arrivals import arrival_facts
from stet.comments.models import Comment, Original
from stet.comments.states import Move, MoveRefused, State, target
from stet.config.proofs import (
    contacts,
    decided,
    discussed,
    drawn,
    queued,
    reviewed,
    screened,
    searched,
)
from stet.config.proofs.dossiers import Dossier, Told, dossiers
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.writing import AUTHOR, IMPORT
from stet.moderation.models import Decision
from stet.moderation.rules.authors import all_turns

_MOVES: dict[str, Move] = {
    Deed.COMMENT_APPROVED: Move.APPROVE,
    Deed.COMMENT_REJECTED: Move.REJECT,
    Deed.COMMENT_REOPENED: Move.REOPEN,
    Deed.COMMENT_HIDDEN: Move.REOPEN,
    Deed.COMMENT_WITHDRAWN: Move.WITHDRAW,
    Deed.COMMENT_ERASED: Move.ERASE,
}
_LANDINGS = {
    Move.APPROVE: State.APPROVED,
    Move.REJECT: State.REJECTED,
    Move.REOPEN: State.HELD,
    Move.WITHDRAW: State.WITHDRAWN,
    Move.ERASE: State.ERASED,
}
# What each fact of an arrival vouches for, and the fault when the comment does not match it.
_VOUCHED = {
    "text": ("comment.text_changed", "its text is not the text that came in"),
    "frame": ("comment.frame_changed", "its name, article or parent is not what came in"),
    "article": ("comment.frame_changed", "its article is not the one it came in on"),
    "posted_at": ("comment.time_changed", "its time is not the time that came with it"),
    "source": ("comment.source_changed", "it is not from where it is said to have come"),
    "origin": ("comment.source_changed", "its number in the system it came from has changed"),
    "sign_on": ("comment.sign_on_changed", "who vouched for its author is not who did"),
    "author": ("comment.sign_on_changed", "its author is not the one who was vouched for"),
    "original": ("comment.original_changed", "its original is not what came in with it"),
}
_SALTED = {
    "text",
    "frame",
    "author",
    "origin",
    "original",
}  # erasure takes the salt, and the proof with it
_GONE: dict[str, Any] = {
    "name": "",
    "text": "",
    "salt": b"",
    "author_key": "",
    "network": "",
    "double": "",
    "signature": None,
}


def faults(progress: Progress) -> Iterator[Fault]:
    """Faults in comments, their decisions and screenings, and the queue."""
    guidelines, shares = decided.Guidelines(), drawn.Shares()
    turns = all_turns()
    yield from shares.faults()
    for dossier in counted(dossiers(), "comments", Comment.objects.count(), progress):
        if dossier.comment is None:
            yield _lost(dossier)
            continue
        yield from _arrival(dossier.comment, dossier.events)
        yield from _standing(dossier.comment, dossier.events)
        yield from decided.faults(dossier, guidelines)
        yield from screened.faults(dossier)
        yield from queued.faults(dossier, turns)
        yield from searched.faults(dossier)
        yield from reviewed.faults(dossier)
        yield from drawn.faults(dossier, shares)
        yield from discussed.faults(dossier)
    yield from _elsewhere()
    yield from queued.marks()
    yield from contacts.faults()


def _lost(dossier: Dossier) -> Fault:
    return Fault(
        "comment.missing",
        f"comment {dossier.id} is gone, though it left traces: comments are never deleted",
        str(dossier.id),
    )


def _arrival(comment: Comment, events: list[Told]) -> Iterator[Fault]:
    """One entry tells how the comment came, and vouches for what it says."""
    arrivals = [told for told in events if told.deed == Deed.COMMENT_SUBMITTED]
    if not arrivals:
        yield _fault(comment, "comment.unlogged", "the ledger does not know how it came in")
        return
    if len(arrivals) > 1:
        yield _fault(comment, "comment.logged_twice", "the ledger says twice that it came in")
    told = arrivals[0]
    imported = told.entry.actor == IMPORT
    if told.entry.actor not in {AUTHOR, IMPORT} or imported != bool(comment.source):
        yield _fault(comment, "comment.source_changed", _VOUCHED["source"][1])
    expected_at = comment.posted_at if not imported else comment.received_at
    if told.entry.at != comment.received_at or expected_at != comment.received_at:
        yield _fault(comment, "comment.time_changed", "its time is not that of its entry")
    yield from _vouched(comment, told)


def _vouched(comment: Comment, told: Told) -> Iterator[Fault]:
    found = arrival_facts(comment)
    erased = comment.state == State.ERASED
    seen = set()
    for name in sorted(found.keys() | told.facts.keys()):
        if erased and name in _SALTED:
            continue
        if found.get(name) != told.facts.get(name):
            code, words = _VOUCHED.get(
                name, ("comment.entry_changed", "its arrival's entry was tampered with")
            )
            if code not in seen:
                seen.add(code)
                yield _fault(comment, code, words)
    if erased and any(_left(getattr(comment, name)) != gone for name, gone in _GONE.items()):
        yield _fault(comment, "comment.not_erased", "it was erased, but something of it is left")


def _left(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview | bytes) else value


@dataclass(frozen=True)
class _Place:
    """Where a comment stands."""

    state: str
    version: int
    decision: str | None
    published_at: datetime | None


def _standing(comment: Comment, events: list[Told]) -> Iterator[Fault]:
    """The comment stands where its entries lead, each by a move that the table permits."""
    place = _Place(State.HELD, 1, None, None)
    for told in events:
        move = _MOVES.get(told.deed)
        if move is None:
            continue
        try:
            target(State(place.state), move)
        except MoveRefused:
            words = f"entry {told.entry.seq} of the ledger is a move that is not permitted"
            yield _fault(comment, "comment.move_not_permitted", words)
        before, place = place, _after(place, move, told)
        # A decision's entry names the version that was seen, every other the version it made.
        seen = before.version if move in {Move.APPROVE, Move.REJECT} else place.version
        if told.facts.get("version") != seen:
            words = f"entry {told.entry.seq} of the ledger is about another version of it"
            yield _fault(comment, "comment.version_changed", words)
    decision = str(comment.decision) if comment.decision else None
    stands = _Place(comment.state, comment.version, decision, comment.published_at)
    if stands != place:
        words = f"it stands as {stands.state}, version {stands.version}; "
        words += f"the ledger led it to {place.state}, version {place.version}"
        yield _fault(comment, "comment.state_changed", words)


def _after(place: _Place, move: Move, told: Told) -> _Place:
    decision = told.facts.get("decision") if move in {Move.APPROVE, Move.REJECT} else None
    at = _published_at(told) if move is Move.APPROVE else None
    return _Place(_LANDINGS[move], place.version + 1, decision, at)


def _published_at(told: Told) -> datetime:
    """When the entry made it public; where it was approved elsewhere, when it was there."""
    if told.facts.get("kind") != Decision.Kind.IMPORTED:
        return told.entry.at
    try:
        return datetime.fromisoformat(str(told.facts.get("decided_at")))
    except ValueError:  # `decided` finds that fault
        return told.entry.at


def _elsewhere() -> Iterator[Fault]:
    """Faults that take two comments, or a comment and what belongs to it."""
    strays = Comment.objects.exclude(parent=None).exclude(parent__article=F("article"))
    for stray in strays.iterator():
        yield _fault(stray, "comment.parent_elsewhere", "it answers a comment on another article")
    strays = Comment.objects.exclude(claim=None).exclude(claim__article=F("article"))
    for stray in strays.iterator():
        yield _fault(stray, "comment.claim_elsewhere", "it is about another article's claim")
    for original in Original.objects.filter(comment__source="").iterator():
        words = f"comment {original.pk}: it has an original, but was not imported"
        yield Fault("comment.original_changed", words, str(original.pk))
    for original in Original.objects.filter(comment__state=State.ERASED).iterator():
        words = f"comment {original.pk}: it was erased, but its original is left"
        yield Fault("comment.not_erased", words, str(original.pk))


def _fault(comment: Comment, code: str, words: str) -> Fault:
    return Fault(code, f"comment {comment.id}: {words}", str(comment.id))
