"""Being reminded of a break: off for everybody who did not ask for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stet.newsroom.models import Staff
from stet.newsroom.recording import record

AFTER_MINUTES = (30, 45, 60, 90)

_KEY = "break_after"


def break_after(staff: Staff) -> int | None:
    """After how many minutes of work ``staff`` wants to be reminded; None: never."""
    chosen = staff.preferences.get(_KEY)
    return chosen if chosen in AFTER_MINUTES else None


def set_break_after(staff: Staff, minutes: int | None, now: datetime) -> Staff:
    """Reminds ``staff`` after so many minutes, or no more. Raises ValueError for another number.

    The record says that something was changed, not what: how somebody rests is nobody's business.
    """
    if minutes is not None and minutes not in AFTER_MINUTES:
        raise ValueError("this is no time after which there is a reminder")
    with transaction.atomic():
        kept = Staff.objects.select_for_update().get(pk=staff.pk)
        if kept.preferences.get(_KEY) != minutes:
            kept.preferences = {**kept.preferences, _KEY: minutes}
            kept.save(update_fields=["preferences"])
            record("staff.changed", kept.pk, by=staff, now=now, facts={"breaks": True})
    staff.refresh_from_db()
    return staff
