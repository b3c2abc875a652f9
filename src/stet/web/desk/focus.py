"""The focus view: one comment at a time, decided, passed over or taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.comments.states import State
from stet.moderation.deciding import (
    BadVerdict,
    LeasedByOther,
    TooLateToReopen,
    Verdict,
    decide,
    reopen,
)
from stet.moderation.leasing import keep_or_lease_next, lease, lease_next, release_all
from stet.moderation.looking import comment_by_id
from stet.moderation.models import Decision, QueueItem
from stet.moderation.records import standing_decision
from stet.moderation.rules.two_people import AwaitsSecond
from stet.newsroom.roles import Action
from stet.web.desk.ahead import ahead_of, bar, passed_over, remember_passed, shown_already
from stet.web.desk.asking import Asked, asked
from stet.web.desk.gate import Visit, desk, not_found, page
from stet.web.desk.panel import Typed, panel_of, undo_of

_ASKED = "desk_asked"


@desk(Action.DECIDE)
def show_next(visit: Visit) -> HttpResponse:
    """Leases the next comment and shows it. Loading the page again keeps the comment."""
    want = asked(visit.request.GET, visit.site)
    return _next(visit, want, said="")


@desk(Action.DECIDE, "POST")
def decide_on(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Carries out a verdict. A script gets the next comment in the answer; others are redirected."""
    want = asked(visit.request.GET, visit.site)
    post = visit.request.POST
    verdict = Verdict(
        comment=comment_id,
        outcome=post.get("outcome", ""),
        clauses=post.getlist("clause"),
        note=post.get("note", "").strip(),
        seen=post.get("seen", ""),
    )
    try:
        decision = decide(verdict, visit.staff, visit.now)
    except Comment.DoesNotExist:
        return not_found(visit)
    except AwaitsSecond:
        return _awaits_second(visit, comment_id, want)
    except Conflict as conflict:
        return conflict_page(visit, conflict, want, verdict.note)
    except BadVerdict as bad:
        typed = Typed(verdict.clauses, verdict.note, bad.field, bad.message)
        return again(visit, comment_id, want, typed)
    if post.get("then") == "comment":
        return redirect("desk:comment", comment_id)
    return onward(visit, want, str(decision.get_outcome_display()))


@desk(Action.DECIDE, "POST")
def pass_over(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Gives the comment back and goes on; it comes again when nothing else is left."""
    want = asked(visit.request.GET, visit.site)
    kept = remember_passed(visit.request, comment_id)
    if shown := shown_already(visit):
        release_all(visit.staff, but=shown)
    else:
        lease_next(visit.staff, want.order, visit.now, want.filters, kept)
    _remember(visit, want)
    return onward(visit, want, _("Passed over"))


@desk(Action.DECIDE, "POST")
def take_back(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Undoes one's own decision within its minute, and shows the comment again."""
    want = asked(visit.request.GET, visit.site)
    try:
        reopen(comment_id, visit.staff, visit.now)
    except Comment.DoesNotExist:
        return not_found(visit)
    except TooLateToReopen:
        return page(
            visit, "desk/too_late.html", {"comment_id": comment_id, "want": want}, status=409
        )
    except Conflict as conflict:
        return conflict_page(visit, conflict, want, "")
    lease(visit.staff, comment_id, visit.now)
    if visit.request.POST.get("then") == "comment":
        return redirect("desk:comment", comment_id)
    _remember(visit, want)
    return onward(visit, want, _("Taken back"))


def _awaits_second(visit: Visit, comment_id: UUID, want: Asked) -> HttpResponse:
    """The verdict is kept until a second person says the same: on with the next."""
    said = _("Kept. It is decided once a second person says the same.")
    if not visit.wants_part:
        messages.success(visit.request, said)
    if visit.request.POST.get("then") == "comment":
        return redirect("desk:comment", comment_id)
    return onward(visit, want, said)


def onward(visit: Visit, want: Asked, said: str) -> HttpResponse:
    """After a deed: the next comment at once for a script, by a redirect for everybody else.

    A script that shows the next one already gets the one after it.
    """
    if shown := shown_already(visit):
        return ahead_of(visit, want, shown)
    if visit.wants_part:
        return _next(visit, want, said)
    address = reverse("desk:next")
    return redirect(f"{address}?{want.query}" if want.query else address)


def _next(visit: Visit, want: Asked, said: str) -> HttpResponse:
    item = _lease(visit, want)
    context = {
        **bar(visit, want),
        "said": said,
        "panel": panel_of(visit, item.comment, item) if item else None,
    }
    return page(visit, "desk/focus.html", context)


def _lease(visit: Visit, want: Asked) -> QueueItem | None:
    """The comment she has, unless she now asks for another order or other filters."""
    deed = keep_or_lease_next if visit.request.session.get(_ASKED) == want.query else lease_next
    _remember(visit, want)
    return deed(visit.staff, want.order, visit.now, want.filters, passed_over(visit.request))


def _remember(visit: Visit, want: Asked) -> None:
    if visit.request.session.get(_ASKED) != want.query:
        visit.request.session[_ASKED] = want.query


def again(visit: Visit, comment_id: UUID, want: Asked, typed: Typed) -> HttpResponse:
    """The same comment once more, nothing chosen or typed lost, and what was wrong with it."""
    panel = panel_of(visit, comment_by_id(comment_id), typed=typed)
    alone = visit.request.POST.get("then") == "comment"
    template = "desk/comment.html" if alone else "desk/focus.html"
    context = {
        **bar(visit, want),
        "panel": panel,
        "then": "comment" if alone else "",
    }
    return page(visit, template, context, status=422)


def conflict_page(visit: Visit, conflict: Conflict, want: Asked, note: str) -> HttpResponse:
    """Somebody was faster, or is at it: what was decided, by whom, when, and the way on."""
    comment = conflict.comment
    decision: Decision | None = standing_decision(comment)
    context = {
        "want": want,
        "comment": comment,
        "decision": decision,
        "lease": conflict.item if isinstance(conflict, LeasedByOther) else None,
        "held": comment.state == State.HELD,
        "note": note,
        "undo": undo_of(visit),
    }
    return page(visit, "desk/conflict.html", context, status=409)
