"""What of the queue a person may be given: not what is reserved, nor what they have answered."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from stet.moderation.rules.models import Voice
from stet.newsroom.models import Article, Staff
from stet.newsroom.roles import Action


def open_to(staff: Staff) -> Q:
    """The condition for queue items that ``staff`` may decide now."""
    mine = Voice.objects.filter(
        comment=OuterRef("comment"), by=staff, comment_version=F("comment__version")
    )
    unsaid = ~Q(Exists(mine))
    if staff.may(Action.DECIDE_RESERVED):
        return unsaid
    return unsaid & ~Q(article__in=Article.objects.filter(seniors_only=True).values("id"))
