"""Escalating a comment to the seniors, and the evidence on it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.comments.models import Comment
from stet.comments.moving import Conflict
from stet.moderation.deciding import BadVerdict, LeasedByOther
from stet.moderation.looking import comment_by_id
from stet.moderation.reviewing.escalating import escalate, escalated
from stet.moderation.reviewing.evidence import NotEscalated, export_evidence
from stet.newsroom.roles import Action
from stet.web.desk.gate import Visit, desk, not_found, page


@desk(Action.DECIDE, "GET", "POST")
def escalate_comment(visit: Visit, comment_id: UUID) -> HttpResponse:
    """Asks why first; then the comment is frozen, and the next one comes."""
    try:
        comment = comment_by_id(comment_id)
    except Comment.DoesNotExist:
        return not_found(visit)
    if visit.request.method != "POST":
        return _form(visit, comment)
    why = visit.request.POST.get("why", "").strip()
    try:
        escalate(comment_id, why, visit.staff, visit.now)
    except BadVerdict as bad:
        return _form(visit, comment, why=why, problem=str(bad.message), status=422)
    except LeasedByOther as conflict:
        holder = conflict.item.lease_holder
        return _form(visit, comment, why=why, holder=holder, status=409)
    except Conflict:
        return _form(visit, comment, why=why, status=409)
    messages.success(visit.request, _("Escalated. The seniors see it now."))
    return redirect("desk:next")


def _form(visit: Visit, comment: Comment, *, status: int = 200, **told: object) -> HttpResponse:
    context = {"comment": comment, "frozen": escalated(comment), **told}
    return page(visit, "desk/escalate.html", context, status=status)


@desk(Action.ANSWER_ESCALATED, "POST")
def download_evidence(visit: Visit, comment_id: UUID) -> HttpResponse:
    """The evidence as a file. That it was taken is logged."""
    try:
        document = export_evidence(comment_id, visit.staff, visit.now)
    except (Comment.DoesNotExist, NotEscalated):
        return not_found(visit)
    response = HttpResponse(document, content_type="application/json; charset=utf-8")
    name = f"evidence-{comment_id}-{visit.now:%Y%m%dT%H%M%SZ}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
