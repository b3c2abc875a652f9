"""The reminder of a break on the desk, for those who asked for it."""

from __future__ import annotations

from stet.moderation.insight.pace import working_since
from stet.newsroom.resting import break_after
from stet.web.desk.gate import Visit


def rest_of(visit: Visit) -> int | None:
    """For how many minutes she has worked, once that is as long as she wanted to be reminded."""
    minutes = break_after(visit.staff)
    if minutes is None:
        return None
    since = working_since(visit.staff, visit.now)
    worked = int((visit.now - since).total_seconds() // 60) if since else 0
    return worked if worked >= minutes else None
