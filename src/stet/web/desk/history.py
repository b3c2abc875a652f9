"""The whole history of one comment on one page, in words: what was done, when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.comments.models import Comment
from stet.ledger.deeds import Deed
from stet.moderation.chronicle import (
    About,
    Letter,
    Post,
    letters_about,
    reports_on,
    screenings_on,
)
from stet.moderation.looking import comment_by_id, queue_item_of
from stet.moderation.models import Screening
from stet.moderation.reviewing.models import Report
from stet.newsroom.guidelines import in_force
from stet.newsroom.roles import Action
from stet.web.desk.blind import blinded
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.one import Line, history_of
from stet.web.desk.words import SUGGESTIONS, language_name

_LETTERS: dict[About, Promise] = {
    About.DECISION: _("Letter to its author about the decision"),
    About.APPEAL: _("Letter to its author about the answer to the appeal"),
    About.REPLY: _("Letter to its author about a reply"),
    About.ANSWERED: _("Letter about this reply to the author of the comment it answers"),
}
_POSTS: dict[Post, Promise] = {
    Post.WAITING: _("Waiting to be sent"),
    Post.UNCONFIRMED: _("Waiting until its receiver confirms the address"),
    Post.AGAIN: _("The mail server did not take it; it is tried again"),
    Post.SENT: _("Sent"),
    Post.DROPPED: _("Not sent: nothing to tell any more, or no letters wanted"),
    Post.GIVEN_UP: _("Given up: refused, or nothing to tell any more"),
}

# What these are called says already who did it.
_NAMED = {Deed.COMMENT_REPORTED, Deed.COMMENT_APPEALED, Deed.COMMENT_WITHDRAWN}


@dataclass(frozen=True)
class Read:
    """What the screener said, in words."""

    suggestion: str | Promise
    clauses: list[tuple[str, int | None]]
    language: str | Promise
    screener: str


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``number`` is the ledger's; letters have none."""

    at: datetime
    said: str | Promise
    by: str | Promise = ""
    number: int | None = None
    line: Line | None = None
    read: Read | None = None
    report: Report | None = None
    waited_s: int | None = None
    post: Post | None = None
    attempts: int = 0

    @property
    def posted(self) -> str | Promise:
        return _POSTS[self.post] if self.post else ""


@desk(Action.SEE_DESK)
def show_history(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Everything on record about the comment. Reading it leases nothing."""
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    if elsewhere := blinded(visit, comment):
        return elsewhere
    context = {
        "comment": comment,
        "language": language_name(comment.lang),
        "moments": moments_of(visit, comment),
        "item": queue_item_of(comment),
    }
    return page(visit, "desk/history.html", context)


def moments_of(visit: Visit, comment: Comment) -> list[Moment]:
    """The ledger's entries and the letters in the order of time."""
    titles = {clause.key: clause.title for clause in in_force(visit.site.id).clauses.all()}
    lines = history_of(comment, visit.staff)
    screenings, reports = screenings_on(comment), {}
    if any(line.event and line.event.deed == Deed.COMMENT_REPORTED for line in lines):
        reports = reports_on(comment)
    moments = [_moment(line, screenings, reports, titles) for line in lines]
    moments += [_posted(letter) for letter in letters_about(comment)]
    # A deed and what follows from it bear the same time: the ledger's order keeps them apart.
    return sorted(moments, key=lambda moment: moment.at)


def _moment(
    line: Line,
    screenings: dict[UUID, Screening],
    reports: dict[UUID, Report],
    titles: dict[str, str],
) -> Moment:
    payload: dict[str, Any] = line.event.payload if line.event else {}
    screening = screenings.get(_id(payload.get("screening"))) if _is_screened(line) else None
    return Moment(
        at=line.at,
        said=line.deed,
        by="" if line.event and line.event.deed in _NAMED else line.actor,
        number=line.event.seq if line.event else None,
        line=line,
        read=_read(screening, titles) if screening else None,
        report=reports.get(_id(payload.get("report"))),
        waited_s=line.decision.waited_s if line.decision else None,
    )


def _is_screened(line: Line) -> bool:
    return line.event is not None and line.event.deed == Deed.COMMENT_SCREENED


def _id(key: object) -> UUID:
    """The id that an entry names; one that nothing has if it names none."""
    try:
        return UUID(str(key))
    except ValueError:
        return UUID(int=0)


def _read(screening: Screening, titles: dict[str, str]) -> Read:
    return Read(
        suggestion=SUGGESTIONS[screening.suggestion],
        clauses=[(titles.get(key, key), _percent(screening, key)) for key in screening.clauses],
        language=language_name(screening.lang),
        screener=screening.screener,
    )


def _percent(screening: Screening, key: str) -> int | None:
    score = screening.scores.get(key)
    return None if score is None else round(100 * score)


def _posted(letter: Letter) -> Moment:
    told = letter.attempts if letter.post in {Post.AGAIN, Post.GIVEN_UP} else 0
    return Moment(letter.at, _LETTERS[letter.about], post=letter.post, attempts=told)
