"""Whoever answers blind is not led to pages that tell the first answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from stet.comments.models import Comment
from stet.moderation.reviewing.looking import blind_review_of
from stet.web.desk.gate import Visit


def blinded(visit: Visit, comment: Comment) -> HttpResponse | None:
    """To the review that she is answering blind, if the comment's page would tell the first answer."""
    review = blind_review_of(comment, visit.staff, visit.now)
    if review is None:
        return None
    messages.info(
        visit.request,
        _("You are answering this one without knowing the first answer. You see all of it after."),
    )
    return redirect("desk:review", review.id)
