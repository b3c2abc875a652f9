"""What one member of staff wishes for herself: an address for alarms, and graphic text hidden."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stet.newsroom.accounts import checked_email
from stet.newsroom.models import Staff
from stet.newsroom.recording import record


def hides_graphic(staff: Staff) -> bool:
    """Whether text that is flagged as violent or vulgar stays hidden until she asks."""
    return bool(staff.preferences.get("hide_graphic", False))


def set_wishes(staff: Staff, *, email: str, hide_graphic: bool, now: datetime) -> Staff:
    """Sets both. Raises `BadAccount` (the address). The record does not hold the address."""
    address = checked_email(email.strip())
    with transaction.atomic():
        kept = Staff.objects.select_for_update().get(pk=staff.pk)
        preferences = {**kept.preferences, "hide_graphic": hide_graphic}
        changed = {
            "email": kept.email != address,
            "hide_graphic": hides_graphic(kept) != hide_graphic,
        }
        if any(changed.values()):
            kept.email, kept.preferences = address, preferences
            kept.save(update_fields=["email", "preferences"])
            facts = {name: True for name, really in changed.items() if really}
            record("staff.changed", kept.pk, by=staff, now=now, facts=facts)
    staff.refresh_from_db()
    return staff
