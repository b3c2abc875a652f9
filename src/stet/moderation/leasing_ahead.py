"""One comment ahead: leased for after the one that is looked at, so that it can be loaded before.

A moderator holds two comments at most: the one on her screen and the one after it. Both go back
when she leaves or when their time runs out, and both are renewed while she is at work.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from stet.moderation.leasing import (
    NO_LEASE,
    choose_free,
    free_for,
    hold,
    lease_time,
)
from stet.moderation.models import QueueItem
from stet.moderation.queue import Filters
from stet.newsroom.models import Staff
from stet.newsroom.roles import Action


@dataclass(frozen=True)
class TwoLeases:
    """``kept``: whether the comment on the screen is hers. ``ahead``: the one after it, if any."""

    until: datetime
    kept: bool
    ahead: QueueItem | None


def lease_ahead(
    staff: Staff,
    shown: UUID,
    order: str,
    now: datetime,
    *,
    filters: Filters | None = None,
    passed_over: Collection[UUID] = (),
) -> TwoLeases:
    """Renews the lease on ``shown`` and on the comment after it, which is chosen if there is none.

    Whatever else she held goes back. Raises `NotAllowed`.
    """
    staff.require(Action.DECIDE)
    until = now + lease_time()
    with transaction.atomic():
        # One after another for two windows of one person: there is one comment ahead for both.
        Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
        before = _ahead_of(staff, shown)
        held = QueueItem.objects.filter(lease_holder=staff)
        held.exclude(pk__in=[shown, before] if before else [shown]).update(**NO_LEASE)
        free = QueueItem.objects.filter(free_for(staff, now), pk=shown)
        kept = free.update(lease_holder=staff, lease_until=until, lease_ahead=False) > 0
        ahead = _renewed(staff, before, until) if before else None
        if ahead is None:
            ahead = choose_free(
                staff, order, now, filters=filters, passed_over=passed_over, but=shown
            )
            if ahead:
                hold(ahead, staff, now, ahead=True)
    return TwoLeases(until, kept, ahead)


def _ahead_of(staff: Staff, shown: UUID) -> UUID | None:
    held = QueueItem.objects.filter(lease_holder=staff, lease_ahead=True).exclude(pk=shown)
    return held.values_list("pk", flat=True).first()


def _renewed(staff: Staff, ahead: UUID, until: datetime) -> QueueItem | None:
    """The comment that she held ahead; None if a colleague took it since or it waits no more."""
    mine = QueueItem.objects.filter(pk=ahead, lease_holder=staff, lease_ahead=True)
    if not mine.update(lease_until=until):
        return None
    joined = ("comment", "comment__article", "comment__parent", "screening", "lease_holder")
    return QueueItem.objects.select_related(*joined).get(pk=ahead)


def release(staff: Staff, comments: Collection[UUID], until: datetime) -> int:
    """Gives back those of ``comments`` that ``staff`` holds until exactly ``until``; how many.

    A lease that was renewed since, say by the page that was opened after the one that was left,
    stays.
    """
    held = QueueItem.objects.filter(lease_holder=staff, lease_until=until, pk__in=comments)
    return held.update(**NO_LEASE)
