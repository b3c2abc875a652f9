"""Telling a senior that something was escalated: a letter with a link, and nothing of the comment."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from stet.exchange.letters.writing import Held, Letter, spoken, written
from stet.moderation.reviewing.models import EscalationNotice
from stet.newsroom.roles import Action

_REVIEWS = "/desk/reviews/"  # below our public address, before the review's id


def alarm_letter(notice: EscalationNotice) -> EmailMultiAlternatives | None:
    """The letter; None if a senior was faster, or this person is none any more."""
    review, staff = notice.review, notice.staff
    if review.closed_at is not None or not staff.email or not staff.may(Action.ANSWER_ESCALATED):
        return None
    site = review.comment.article.site
    with spoken(site.lang, site):
        return written(
            Letter(
                to=staff.email,
                site=site,
                template="escalation",
                number=f"escalation-{notice.pk}",
                title=_("A comment was escalated"),
                facts={
                    "name": Held(review.asked_by.display_name) if review.asked_by else "",
                    "at": review.opened_at,
                    "due": review.due_at,
                    "address": f"{settings.STET.public_url}{_REVIEWS}{review.pk}/",
                },
            )
        )
