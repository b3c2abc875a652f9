"""Telling a senior that something was escalated: a letter with a link, and nothing of the comment."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from stet.moderation.reviewing.models import EscalationNotice
from stet.newsroom.roles import Action

_REVIEWS = "/desk/reviews/"  # below our public address, before the review's id


def alarm(
    notice: EscalationNotice, *, lang: str, sender: str, headers: Mapping[str, str]
) -> EmailMultiAlternatives | None:
    """The letter; None if a senior was faster, or this person is none any more."""
    review, staff = notice.review, notice.staff
    if review.closed_at is not None or not staff.email or not staff.may(Action.ANSWER_ESCALATED):
        return None
    with translation.override(lang):
        title = _("A comment was escalated")
        context = {
            "subject": title,
            "name": review.asked_by.display_name if review.asked_by else "",
            "at": review.opened_at,
            "due": review.due_at,
            "address": f"{settings.STET.public_url}{_REVIEWS}{review.pk}/",
            "site": review.comment.article.site.name,
            "lang": translation.get_language(),
            "dir": "rtl" if translation.get_language_bidi() else "ltr",
        }
        letter = EmailMultiAlternatives(
            subject=title,
            body=render_to_string("exchange/escalation.txt", context),
            from_email=sender,
            to=[staff.email],
            headers=dict(headers),
        )
        html = render_to_string("exchange/escalation.html", context)
        letter.attach_alternative(html, "text/html")
        return letter
