"""Leases for a page of a batch: all that it shows is its reader's while she reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from stet.moderation.batching.groups import Group, members
from stet.moderation.leasing import NO_LEASE, free_for, held_by_other, lease_time
from stet.moderation.models import QueueItem
from stet.moderation.queue import Filters, waiting
from stet.moderation.rules.authors import ruled_about
from stet.moderation.rules.open_to import open_to
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action

FINE_AT_ONCE = 20
# On one page of a group, and so in one batch: more than one reads with care.
MOST_MEMBERS = 100
# Some of what looks calm is passed over for a rule; so many are looked at to find twenty.
_CANDIDATES = 3 * FINE_AT_ONCE


def hold_members(group: Group, many: int, staff: Staff, now: datetime) -> list[QueueItem]:
    """The first ``many`` members, leased to ``staff`` as far as she may decide on them now.

    Not what a colleague has, what is reserved, or what she has answered already. Whatever else she held goes back. Raises `NotAllowed`.
    """
    staff.require(Action.DECIDE)
    with transaction.atomic():
        found = list(members(group)[: min(many, MOST_MEMBERS)])
        _hold(found, staff, now)
    return found


def hold_most_likely_fine(staff: Staff, now: datetime) -> list[QueueItem]:
    """The calmest that are free, leased to ``staff``: those that the screener would approve.

    None that is unscreened, bears a name like the newsroom's or hides characters, whose author a
    rule is about, or whose article is under legal hold. Whatever else she held goes back. Raises `NotAllowed`.
    """
    staff.require(Action.DECIDE)
    with transaction.atomic():
        calm = waiting(Filters(suggestion="approve"), Site.QueueOrder.LIKELY_FINE)
        calm = calm.filter(free_for(staff, now), open_to(staff), screening__isnull=False)
        calm = calm.filter(flagged=False, article__legal_hold=False)
        calm = calm.select_related("comment__claim")
        if connection.vendor == "postgresql":
            calm = calm.select_for_update(skip_locked=True, of=("self",))
        calmest = list(calm[:_CANDIDATES])
        ruled = ruled_about(item.comment.author_key for item in calmest)
        found = [item for item in calmest if item.comment.author_key not in ruled][:FINE_AT_ONCE]
        _hold(found, staff, now)
    return [item for item in found if item.lease_holder_id == staff.id]


@dataclass(frozen=True)
class Kept:
    """The comments that are hers until then."""

    comments: frozenset[UUID]
    until: datetime


def keep_held(comments: Collection[UUID], staff: Staff, now: datetime) -> Kept:
    """Renews the leases on the comments of a page, as far as nobody took them meanwhile.

    Raises `NotAllowed`.
    """
    staff.require(Action.DECIDE)
    until = now + lease_time()
    with transaction.atomic():
        mine = QueueItem.objects.filter(free_for(staff, now), open_to(staff), pk__in=comments)
        mine.update(lease_holder=staff, lease_until=until, lease_ahead=False)
        held = QueueItem.objects.filter(lease_holder=staff, lease_until=until, pk__in=comments)
        kept = frozenset(held.values_list("pk", flat=True))
    return Kept(kept, until)


def _hold(items: Iterable[QueueItem], staff: Staff, now: datetime) -> None:
    free = [item for item in items if not held_by_other(item, staff, now)]
    keys = [item.pk for item in free]
    QueueItem.objects.filter(lease_holder=staff).exclude(pk__in=keys).update(**NO_LEASE)
    until = now + lease_time()
    mine = QueueItem.objects.filter(free_for(staff, now), open_to(staff), pk__in=keys)
    mine.update(lease_holder=staff, lease_until=until, lease_ahead=False)
    leased = set(
        QueueItem.objects.filter(lease_holder=staff, pk__in=keys).values_list("pk", flat=True)
    )
    for item in free:
        held = item.pk in leased
        item.lease_holder, item.lease_until = (staff, until) if held else (None, None)
        item.lease_ahead = False
