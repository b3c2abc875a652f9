"""What colleagues disagree about: the list for the weekly meeting, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.comments.states import State
from stet.moderation.deciding import BadVerdict
from stet.moderation.reviewing.meeting import (
    Example,
    Settled,
    disagreement_by_id,
    disagreements,
    make_example,
    remark,
    remarks_on,
    settle,
)
from stet.moderation.reviewing.meeting_models import Disagreement
from stet.moderation.reviewing.models import Review
from stet.newsroom.guidelines import in_force
from stet.newsroom.models import Clause, Staff
from stet.newsroom.roles import Action
from stet.web.desk.fields import words
from stet.web.desk.gate import Visit, desk, not_found, page

PAGE_SIZE = 50


@dataclass(frozen=True)
class Side:
    """One of two verdicts. ``by`` is left out for those who may not see who found what."""

    outcome: str
    clauses: list[str]
    note: str
    by: Staff | None
    at: datetime | None


@dataclass(frozen=True)
class Row:
    disagreement: Disagreement
    first: Side
    second: Side


@desk(Action.REVIEW)
def show_disagreements(visit: Visit) -> HttpResponse:
    """The open ones, the oldest first; or those that were settled, the latest first."""
    settled = visit.request.GET.get("state") == "settled"
    asked = visit.request.GET.get("page", "")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    start = (number - 1) * PAGE_SIZE
    found = list(disagreements(settled=settled)[start : start + PAGE_SIZE + 1])
    titles = _titles(visit)
    context = {
        "settled": settled,
        "rows": [_row(visit, one, titles) for one in found[:PAGE_SIZE]],
        "following": number + 1 if len(found) > PAGE_SIZE else None,
        "may_see_agreement": visit.may(Action.SEE_AGREEMENT),
    }
    return page(visit, "desk/disagreements.html", context)


@desk(Action.REVIEW)
def show_disagreement(visit: Visit, review_id: UUID) -> HttpResponse:
    return _page(visit, review_id)


@desk(Action.REVIEW, "POST")
def add_remark(visit: Visit, review_id: UUID) -> HttpResponse:
    text = words(visit.request.POST, "remark")
    try:
        remark(review_id, text, visit.staff, visit.now)
    except Disagreement.DoesNotExist:
        return not_found(visit)
    except BadVerdict as bad:
        return _page(visit, review_id, wrong=bad, typed={"remark": text})
    return redirect("desk:disagreement", review_id)


@desk(Action.SETTLE, "POST")
def settle_disagreement(visit: Visit, review_id: UUID) -> HttpResponse:
    try:
        settle(review_id, visit.staff, visit.now)
    except Disagreement.DoesNotExist:
        return not_found(visit)
    except Settled:
        messages.info(visit.request, _("It was settled before."))
    else:
        messages.success(visit.request, _("Settled."))
    return redirect("desk:disagreements")


@desk(Action.EDIT_GUIDELINES, "POST")
def exemplify(visit: Visit, review_id: UUID) -> HttpResponse:
    """Puts an example into the draft of the guidelines."""
    typed = {name: words(visit.request.POST, name) for name in ("clause", "side", "words")}
    try:
        example = Example(typed["clause"], typed["side"], typed["words"])
        make_example(review_id, example, visit.staff, visit.now)
    except Disagreement.DoesNotExist:
        return not_found(visit)
    except BadVerdict as bad:
        return _page(visit, review_id, wrong=bad, typed=typed)
    messages.success(
        visit.request, _("It stands in the draft of the guidelines. It is not public yet.")
    )
    return redirect("desk:disagreement", review_id)


def _page(
    visit: Visit,
    review_id: UUID,
    *,
    wrong: BadVerdict | None = None,
    typed: dict[str, str] | None = None,
) -> HttpResponse:
    try:
        found = disagreement_by_id(review_id)
    except Disagreement.DoesNotExist:
        return not_found(visit)
    public = found.comment.state == State.APPROVED
    row = _row(visit, found, _titles(visit))
    context: dict[str, Any] = {
        "disagreement": found,
        "comment": found.comment,
        "row": row,
        "remarks": remarks_on(found),
        "titles": _titles(visit),
        "clauses": [one for one in _clauses(visit) if one.enabled],
        "public": public,
        "typed": typed or {"words": found.comment.text if public else ""},
        "wrong": wrong.field if wrong else "",
        "message": wrong.message if wrong else "",
        "may_settle": visit.may(Action.SETTLE) and found.settled_at is None,
        "may_exemplify": visit.may(Action.EDIT_GUIDELINES) and found.comment.text != "",
    }
    return page(visit, "desk/disagreement.html", context, status=422 if wrong else 200)


def _clauses(visit: Visit) -> list[Clause]:
    return list(in_force(visit.site.id).clauses.all())


def _titles(visit: Visit) -> dict[str, str]:
    return {one.key: one.title for one in _clauses(visit)}


def _row(visit: Visit, one: Disagreement, titles: dict[str, str]) -> Row:
    """Both verdicts; names are for seniors, and everybody's own."""
    review = one.review
    first = (
        Side(
            review.leaning,
            [titles.get(key, key) for key in review.leaning_clauses],
            review.text,
            _named(visit, review.asked_by),
            review.opened_at,
        )
        if review.kind == Review.Kind.SECOND_OPINION
        else _decided(visit, review)
    )
    cited = [citation.clause.title for citation in review.citations.all()]
    by = _named(visit, review.closed_by)
    return Row(one, first, Side(review.outcome, cited, review.answer, by, review.closed_at))


def _decided(visit: Visit, review: Review) -> Side:
    decision = review.questioned
    if decision is None:
        return Side("", [], "", None, None)
    cited = [citation.clause.title for citation in decision.citations.all()]
    by = _named(visit, decision.decider)
    return Side(decision.outcome, cited, decision.note, by, decision.at)


def _named(visit: Visit, person: Staff | None) -> Staff | None:
    may = visit.may(Action.SEE_AGREEMENT) or (person is not None and person.id == visit.staff.id)
    return person if may else None
