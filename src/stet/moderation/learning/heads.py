"""The heads of a site: which one is in use, adopting one, and rolling back."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max

from stet.ledger.chain import Json
from stet.ledger.deeds import Deed
from stet.ledger.writing import SYSTEM, append, staff_actor
from stet.moderation.learning.models import HeadChange, OwnHead
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Site, Staff
from stet.newsroom.roles import Action
from stet.newsroom.sites import set_learning
from stet.screening.judge.second import Unjudged
from stet.screening.own.head import BadHead, Head
from stet.screening.own.screener import OwnScreener

log = structlog.get_logger(__name__)


class NotBetter(Exception):
    """This head was not measured to be better, or was learned on other models than those in use."""


class NothingToRollBack(Exception):
    """The screener is as it ships."""


def kin_of(screener: Unjudged) -> str:
    """Which models a screener's scores come from: its version without word lists and settings.

    A publisher's edits of the word lists leave a head in use; other models put it to rest.
    """
    numbers, _, rest = screener.version.partition("+")
    return f"{screener.name}@{numbers}+{rest.partition('.')[0]}"


def with_own(base: Unjudged, site_id: UUID) -> Unjudged:
    """`base` with the site's head in use on top, if there is one that was learned on its models.

    One small question to the database each time, so that every process follows a change at once.
    """
    latest = HeadChange.objects.filter(site=site_id).order_by("-number")
    row = latest.values("head", "head__checksum", "head__kin").first()
    if not row or row["head__kin"] != kin_of(base):
        return base
    try:
        return joined(base, _loaded(row["head"], row["head__checksum"]), row["head__checksum"])
    except BadHead as problem:
        log.error("own_head_unusable", head=str(row["head"]), problem=str(problem))
        return base


@lru_cache(maxsize=4)
def _loaded(head: UUID, checksum: str) -> Head:
    data = OwnHead.objects.values_list("data", flat=True).get(id=head)
    return Head.from_bytes(bytes(data), checksum)


def joined(base: Unjudged, head: Head, checksum: str) -> Unjudged:
    return OwnScreener(base, head, checksum[:8])


def head_in_use(site: Site) -> OwnHead | None:
    """The head that was adopted last and not rolled back; it may rest, if the models have changed."""
    last = HeadChange.objects.filter(site=site).select_related("head").order_by("-number").first()
    return last.head if last else None


def heads_of(site: Site, most: int = 20) -> list[OwnHead]:
    """What was learned, the latest first."""
    return list(OwnHead.objects.filter(site=site).defer("data").order_by("-number")[:most])


def changes_of(site: Site, most: int = 20) -> list[HeadChange]:
    """What was adopted and rolled back, the latest first."""
    found = HeadChange.objects.filter(site=site).select_related("head", "by").defer("head__data")
    return list(found.order_by("-number")[:most])


def adopt(site: Site, head_id: UUID, *, base: Unjudged, by: Staff | None, now: datetime) -> OwnHead:
    """Puts a head in use, for every comment that comes from now on.

    What is in use already is left as it is. Raises `NotAllowed`, `NotBetter`, `OwnHead.DoesNotExist`.
    """
    if by is not None:
        by.require(Action.TUNE_SCREENER)
    with transaction.atomic():
        take_turns("own head")
        head = OwnHead.objects.defer("data").get(id=head_id, site=site)
        if not head.better or head.kin != kin_of(base):
            raise NotBetter
        if head_in_use(site) != head:
            _change(site, head, rolled_back=False, by=by, now=now)
    return head


def roll_back(site: Site, *, by: Staff | None, now: datetime) -> OwnHead | None:
    """Back to the head that was in use before this one, or to the screener as it ships (None).

    The worker then adopts nothing by itself until an editor allows it again. Raises `NotAllowed`,
    `NothingToRollBack`.
    """
    if by is not None:
        by.require(Action.TUNE_SCREENER)
    with transaction.atomic():
        take_turns("own head")
        used = head_in_use(site)
        if used is None:
            raise NothingToRollBack
        adopted = HeadChange.objects.filter(site=site, head=used, rolled_back=False)
        first = adopted.order_by("number").values_list("number", flat=True)[0]
        before = HeadChange.objects.filter(site=site, number__lt=first).order_by("-number").first()
        head = before.head if before else None
        _change(site, head, rolled_back=True, by=by, now=now, left=used)
        if site.learning == Site.Learning.ADOPT:
            set_learning(site, Site.Learning.PROPOSE, by=by, now=now)
    return head


def _change(
    site: Site,
    head: OwnHead | None,
    *,
    rolled_back: bool,
    by: Staff | None,
    now: datetime,
    left: OwnHead | None = None,
) -> None:
    last = HeadChange.objects.filter(site=site).aggregate(last=Max("number"))["last"] or 0
    change = HeadChange.objects.create(
        site=site, number=last + 1, head=head, rolled_back=rolled_back, by=by, at=now
    )
    facts = change_facts(change)
    if left is not None:
        facts["left"] = left.checksum
    append(
        Deed.LEARN_ROLLED_BACK if rolled_back else Deed.LEARN_ADOPTED,
        change.id,
        actor=staff_actor(by.id) if by else SYSTEM,
        at=now,
        payload=facts,
    )


def change_facts(change: HeadChange) -> dict[str, Json]:
    """What the ledger keeps of an adoption: numbers and the checksum, with which `stet verify` compares."""
    return {
        "number": change.number,
        "head": str(change.head_id) if change.head_id else None,
        "version": change.head.number if change.head else None,
        "checksum": change.head.checksum if change.head else None,
    }
