"""Looking people up: who is behind the ids that the ledger and the decisions keep."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from stet.newsroom.models import Staff


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The display names of these members of staff, switched off or not."""
    wanted = set(ids)
    if not wanted:
        return {}
    return dict(Staff.objects.filter(id__in=wanted).values_list("id", "display_name"))
