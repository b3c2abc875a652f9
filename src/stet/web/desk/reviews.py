"""Second looks: the list of each kind, and the page of each one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.moderation.deciding import BadVerdict, Verdict
from stet.moderation.reviewing.answering import (
    NEEDED,
    Answered,
    OwnDecision,
    TakenByOther,
    answer,
    hold,
    is_own,
    may_answer,
    taken,
)
from stet.moderation.reviewing.appealing import somebody_else_may_answer
from stet.moderation.reviewing.asking import answered_for, told
from stet.moderation.reviewing.escalating import release
from stet.moderation.reviewing.looking import (
    closed_list,
    kinds_for,
    next_open,
    notes_on,
    open_list,
    reports_by_clause,
    review_by_id,
    waiting_by_kind,
)
from stet.moderation.reviewing.models import Review
from stet.newsroom.guidelines import in_force
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.panel import Typed, panel_of

PAGE_SIZE = 50
_EXCERPT = 180  # code points of the text in a row: about two lines at desk width
_GONE = {State.WITHDRAWN, State.ERASED}

TABS: dict[str, Promise] = {
    Review.Kind.APPEAL: gettext_lazy("Appeals"),
    Review.Kind.REPORT: gettext_lazy("Reports"),
    Review.Kind.ESCALATION: gettext_lazy("Escalated"),
    Review.Kind.SECOND_OPINION: gettext_lazy("Second opinions"),
    Review.Kind.DOUBLE_REVIEW: gettext_lazy("Double reviews"),
}


@dataclass(frozen=True)
class Tab:
    kind: str
    title: Promise
    count: int
    overdue: int
    here: bool


@dataclass(frozen=True)
class Row:
    review: Review
    excerpt: str
    overdue: bool
    own: bool
    alone: bool
    taken: bool


@desk(Action.REVIEW)
def show_reviews(visit: Visit) -> HttpResponse:
    """The open reviews of a kind, the longest waiting first; or those that were answered lately."""
    kind = _kind_asked(visit)
    closed = visit.request.GET.get("state") == "closed"
    number = _number(visit.request.GET.get("page", ""))
    found = closed_list(kind) if closed else open_list(kind, visit.staff)
    start = (number - 1) * PAGE_SIZE
    rows = list(found[start : start + PAGE_SIZE + 1])
    context = {
        "kind": kind,
        "closed": closed,
        "tabs": tabs(visit, kind),
        "rows": [_row(visit, review) for review in rows[:PAGE_SIZE]],
        "following": number + 1 if len(rows) > PAGE_SIZE else None,
        "first": None if closed else next_open(kind, visit.staff, visit.now),
        "answered_for_me": answered_for(visit.staff)
        if kind == Review.Kind.SECOND_OPINION and not closed
        else [],
        "may_see_rates": visit.may(Action.SEE_OVERTURNED),
    }
    return page(visit, "desk/reviews.html", context)


def tabs(visit: Visit, here: str) -> list[Tab]:
    kinds = [kind for kind in TABS if kind in kinds_for(visit.staff)]
    waiting = waiting_by_kind(kinds, visit.staff, visit.now)
    return [
        Tab(kind, TABS[kind], waiting[kind].count, waiting[kind].overdue, kind == here)
        for kind in kinds
    ]


def _kind_asked(visit: Visit) -> str:
    """The kind in the address, if this role may see it; else the first tab."""
    asked = visit.request.GET.get("kind", "")
    if asked in TABS:
        visit.staff.require(NEEDED[Review.Kind(asked)])
        return asked
    return Review.Kind.APPEAL


def _number(asked: str) -> int:
    usable = asked.isascii() and asked.isdigit() and len(asked) < 6
    return max(1, int(asked)) if usable else 1


def _row(visit: Visit, review: Review) -> Row:
    own = review.closed_at is None and is_own(review, visit.staff)
    return Row(
        review=review,
        excerpt=_excerpt(review.comment.text),
        overdue=_overdue(visit, review),
        own=own,
        alone=own and not somebody_else_may_answer(review),
        taken=taken(review, visit.staff, visit.now),
    )


def _overdue(visit: Visit, review: Review) -> bool:
    return review.closed_at is None and review.due_at is not None and review.due_at < visit.now


def _excerpt(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _EXCERPT else one_line[: _EXCERPT - 1] + "…"


@desk(Action.REVIEW)
def show_review(visit: Visit, review_id: UUID) -> HttpResponse:
    """The comment, what was decided first and why, what is asked; and the answer's form."""
    review = _found(visit, review_id)
    if review is None:
        return not_found(visit)
    if may_answer(review, visit.staff):
        review = hold(review, visit.staff, visit.now)
    told(review, visit.staff, visit.now)
    return _page(visit, review)


@desk(Action.REVIEW, "POST")
def answer_review(visit: Visit, review_id: UUID) -> HttpResponse:
    """Carries the answer out, and goes on to the next review of the kind."""
    review = _found(visit, review_id)
    if review is None:
        return not_found(visit)
    post = visit.request.POST
    verdict = Verdict(
        comment=review.comment_id,
        outcome=post.get("outcome", ""),
        clauses=post.getlist("clause"),
        note=post.get("note", "").strip(),
        seen=post.get("seen", ""),
    )
    try:
        answer(review_id, verdict, visit.staff, visit.now)
    except BadVerdict as bad:
        typed = Typed(verdict.clauses, verdict.note, bad.field, bad.message)
        return _page(visit, review, typed, status=422)
    except (Answered, TakenByOther, OwnDecision, Conflict) as refusal:
        return refused_page(visit, review_id, refusal, verdict.note)
    return _onward(visit, review, _("Answered."))


@desk(Action.ANSWER_ESCALATED, "POST")
def release_review(visit: Visit, review_id: UUID) -> HttpResponse:
    """No threat: the comment goes back to where it was."""
    review = _found(visit, review_id)
    if review is None or review.kind != Review.Kind.ESCALATION:
        return not_found(visit)
    try:
        release(review_id, visit.staff, visit.now)
    except (Answered, TakenByOther) as refusal:
        return refused_page(visit, review_id, refusal, "")
    return _onward(visit, review, _("Given back."))


def _found(visit: Visit, review_id: UUID) -> Review | None:
    """The review; raises `NotAllowed` if its kind is not for this role."""
    try:
        review = review_by_id(review_id)
    except Review.DoesNotExist:
        return None
    visit.staff.require(NEEDED[Review.Kind(review.kind)])
    return review


def _onward(visit: Visit, review: Review, said: str) -> HttpResponse:
    messages.success(visit.request, said)
    if review.blind:  # now she sees the first answer, and goes on from there
        return redirect("desk:review", review.id)
    follows = next_open(review.kind, visit.staff, visit.now)
    if follows:
        return redirect("desk:review", follows.id)
    response = redirect("desk:reviews")
    response["Location"] += f"?kind={review.kind}"
    return response


def _page(
    visit: Visit, review: Review, typed: Typed | None = None, *, status: int = 200
) -> HttpResponse:
    comment = review.comment
    blind = review.blind and review.closed_at is None
    by_other = taken(review, visit.staff, visit.now)
    open_now = review.closed_at is None
    decidable = State(comment.state) not in _GONE
    context: dict[str, Any] = {
        "review": review,
        "kind": review.kind,
        "tabs": tabs(visit, review.kind),
        "panel": panel_of(visit, comment, typed=typed),
        "blind": blind,
        "blind_to": blind and not _asks(visit, review),
        "asks": _asks(visit, review),
        "first": None if blind else review.questioned,
        "leaning": _leaning(visit, review) if not blind or _asks(visit, review) else None,
        "reported": reports_by_clause(review),
        "notes": notes_on(review),
        "overdue": _overdue(visit, review),
        "own": is_own(review, visit.staff),
        "alone": open_now and not somebody_else_may_answer(review),
        "taken": by_other,
        "can_answer": open_now and decidable and not by_other and may_answer(review, visit.staff),
        "can_withdraw": open_now
        and not by_other
        and review.kind == Review.Kind.SECOND_OPINION
        and (_asks(visit, review) or visit.may(Action.OVERRULE)),
        "follows": None if open_now else next_open(review.kind, visit.staff, visit.now),
        "can_release": open_now and not by_other and review.kind == Review.Kind.ESCALATION,
        "then": "comment",
    }
    return page(visit, "desk/review.html", context, status=status)


def _asks(visit: Visit, review: Review) -> bool:
    """Whether it is her own question."""
    return review.kind == Review.Kind.SECOND_OPINION and review.asked_by_id == visit.staff.id


def _leaning(visit: Visit, review: Review) -> tuple[str, list[str]] | None:
    """What the asker would have done, and for which clauses; None if she did not say."""
    if not review.leaning:
        return None
    titles = {one.key: one.title for one in in_force(visit.site.id).clauses.all()}
    return review.leaning, [titles.get(key, key) for key in review.leaning_clauses]


def refused_page(visit: Visit, review_id: UUID, refusal: Exception, note: str) -> HttpResponse:
    """Somebody was faster, or is at it: how things stand, and the note, which is not lost."""
    context = {
        "review": review_by_id(review_id),
        "taken": isinstance(refusal, TakenByOther),
        "own": isinstance(refusal, OwnDecision),
        "note": note,
    }
    return page(visit, "desk/review_refused.html", context, status=409)
