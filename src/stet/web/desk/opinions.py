"""Asking a colleague for a second opinion, and taking the question back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.moderation.deciding import BadVerdict
from stet.moderation.reviewing.answering import Answered, TakenByOther, let_go
from stet.moderation.reviewing.asking import Question, ask, withdraw_question
from stet.moderation.reviewing.models import Review
from stet.newsroom.roles import Action
from stet.web.desk.asking import asked
from stet.web.desk.focus import again, conflict_page, onward
from stet.web.desk.gate import Visit, desk, not_found
from stet.web.desk.panel import Typed
from stet.web.desk.reviews import refused_page


@desk(Action.DECIDE, "POST")
def ask_second(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Lays the comment before colleagues, and goes on to the next one."""
    want = asked(visit.request.GET, visit.site)
    post = visit.request.POST
    clauses = post.getlist("clause")
    question = Question(comment_id, post.get("ask", "").strip(), post.get("leaning", ""), clauses)
    try:
        ask(question, visit.staff, visit.now)
    except Comment.DoesNotExist:
        return not_found(visit)
    except Conflict as conflict:
        return conflict_page(visit, conflict, want, question.note)
    except BadVerdict as bad:
        typed = Typed(clauses, post.get("note", ""), bad.field, bad.message, ask=question.note)
        return again(visit, comment_id, want, typed)
    if post.get("then") == "comment":
        messages.success(visit.request, _("Asked. You are told when a colleague has answered."))
        return redirect("desk:next")
    return onward(visit, want, _("A colleague is asked"))


@desk(Action.REVIEW, "POST")
def withdraw_asked(visit: Visit, review_id: UUID) -> HttpResponse:
    """No second opinion after all: the comment waits in the queue again."""
    try:
        withdraw_question(review_id, visit.staff, visit.now)
    except Review.DoesNotExist:
        return not_found(visit)
    except (Answered, TakenByOther) as refusal:
        return refused_page(visit, review_id, refusal, "")
    messages.success(visit.request, _("Taken back. The comment waits in the queue again."))
    response = redirect("desk:reviews")
    response["Location"] += f"?kind={Review.Kind.SECOND_OPINION}"
    return response


@desk(Action.REVIEW, "POST")
def leave_review(visit: Visit, review_id: UUID) -> HttpResponse:
    """The page of a review was left: it is free for colleagues at once."""
    try:
        until = parse_datetime(visit.request.POST.get("until", ""))
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        return HttpResponse(status=400)
    let_go(review_id, visit.staff, until)
    return HttpResponse(status=204)
