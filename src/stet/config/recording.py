"""Joining two rooms that do not know each other: the newsroom's deeds go into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.newsroom.recording import Fact


def enter(
    deed: str, subject: UUID, *, staff: UUID | None, at: datetime, facts: Mapping[str, Fact]
) -> None:
    """Appends a deed of the newsroom; without ``staff`` the operator or the program did it."""
    actor = staff_actor(staff) if staff else SYSTEM
    append(Deed(deed), subject, actor=actor, at=at, payload=facts)
