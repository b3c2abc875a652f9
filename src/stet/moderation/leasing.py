"""Leases: a comment that one moderator looks at is offered to nobody else, for a while."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from stet.moderation.models import QueueItem
from stet.moderation.ordering import ORDERS
from stet.moderation.queue import Filters, waiting
from stet.moderation.rules.open_to import open_to
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action

NO_LEASE: dict[str, Any] = {"lease_holder": None, "lease_until": None, "lease_ahead": False}


def free_for(staff: Staff, now: datetime) -> Q:
    return Q(lease_holder__isnull=True) | Q(lease_until__lte=now) | Q(lease_holder=staff)


def lease_next(
    staff: Staff,
    order: str,
    now: datetime,
    filters: Filters | None = None,
    passed_over: Collection[UUID] = (),
) -> QueueItem | None:
    """Leases the next comment to ``staff`` and returns it; None if nothing is free.

    Whatever else she held goes back. What she ``passed_over`` comes again only when nothing else
    is left. Raises `NotAllowed`.
    """
    staff.require(Action.DECIDE)
    with transaction.atomic():
        release_all(staff)
        item = choose_free(staff, order, now, filters=filters, passed_over=passed_over)
        if item:
            hold(item, staff, now)
    return item


def choose_free(
    staff: Staff,
    order: str,
    now: datetime,
    *,
    filters: Filters | None = None,
    passed_over: Collection[UUID] = (),
    but: UUID | None = None,
) -> QueueItem | None:
    """The next comment that is free for ``staff``, not ``but``; its row locked in this transaction."""
    items = waiting(filters or Filters(), order).filter(free_for(staff, now), open_to(staff))
    if but:
        items = items.exclude(pk=but)
    if connection.vendor == "postgresql":
        items = items.select_for_update(skip_locked=True, of=("self",))
    item = items.exclude(pk__in=passed_over).first() if passed_over else items.first()
    if item is None and passed_over:
        item = items.first()
    return item


def keep_or_lease_next(
    staff: Staff,
    order: str,
    now: datetime,
    filters: Filters | None = None,
    passed_over: Collection[UUID] = (),
) -> QueueItem | None:
    """The comment that ``staff`` holds already, for as long again; else as `lease_next`.

    What she looked at comes before what was leased ahead for her, which is then looked at.
    """
    staff.require(Action.DECIDE)
    held = waiting(Filters(), order).filter(lease_holder=staff)
    kept = held.order_by("lease_ahead", *ORDERS[order].fields).first()
    if kept and QueueItem.objects.filter(pk=kept.pk, lease_holder=staff).update(**_terms(now)):
        kept.lease_until, kept.lease_ahead = now + lease_time(), False
        return kept
    return lease_next(staff, order, now, filters, passed_over)


def lease(staff: Staff, comment: UUID, now: datetime) -> QueueItem | None:
    """Leases this comment to ``staff`` if she may decide it and nobody else holds it; the item as it now stands.

    None if the comment does not wait any more. Look at ``lease_holder`` to see who has it.
    """
    staff.require(Action.DECIDE)
    with transaction.atomic():
        release_all(staff, but=comment)
        QueueItem.objects.filter(free_for(staff, now), open_to(staff), pk=comment).update(
            lease_holder=staff, **_terms(now)
        )
    return waiting(Filters(), Site.QueueOrder.LONGEST_WAITING).filter(pk=comment).first()


def hold(item: QueueItem, staff: Staff, now: datetime, *, ahead: bool = False) -> None:
    """Gives the lease of ``item``, whose row the caller found free in this transaction."""
    item.lease_holder, item.lease_until = staff, now + lease_time()
    item.lease_ahead = ahead
    item.save(update_fields=["lease_holder", "lease_until", "lease_ahead"])


def _terms(now: datetime) -> dict[str, Any]:
    """What a lease on the comment that is looked at says."""
    return {"lease_until": now + lease_time(), "lease_ahead": False}


def release_all(staff: Staff, but: UUID | None = None) -> int:
    """Gives back what ``staff`` holds, except ``but``; how many that were."""
    held = QueueItem.objects.filter(lease_holder=staff)
    return held.exclude(pk=but).update(**NO_LEASE)


def held_by_other(item: QueueItem, staff: Staff, now: datetime) -> bool:
    """Whether a colleague's lease on the comment is still running."""
    return (
        item.lease_holder_id is not None
        and item.lease_holder_id != staff.id
        and item.lease_until is not None
        and item.lease_until > now
    )


def lease_time() -> timedelta:
    return timedelta(minutes=settings.STET.lease_minutes)
