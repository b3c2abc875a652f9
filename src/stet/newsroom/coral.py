"""Phases of Coral: adding, changing and revoking them, and the secrets that Coral signs with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.locking import take_turns
from stet.newsroom.models import CoralPhase, CoralSecret, Site, Staff
from stet.newsroom.models.keys import LABEL_LIMIT
from stet.newsroom.recording import record
from stet.newsroom.roles import Action
from stet.newsroom.sealing import Unsealable, seal, unseal

log = structlog.get_logger(__name__)

# Coral makes 64 hexadecimal digits; what is much shorter could be tried out.
_SECRET = re.compile(r"[!-~]{16,200}")
MOST_SECRETS: Final = 4  # the one in use, the one that comes, and room for a mistake
_LOCK = "coral phases"
Mode = CoralPhase.Mode


class BadPhase(BadField):
    """A phase that cannot be made or changed so."""


@dataclass(frozen=True)
class Phase:
    """A live phase as a call needs it. ``secrets`` are as Coral has them; each counts."""

    id: UUID
    site: Site
    mode: str
    secrets: tuple[str, ...]


def add_phase(
    site: Site, label: str, mode: str, secret: str, *, by: Staff | None, now: datetime
) -> CoralPhase:
    """Makes a phase with the secret that Coral shows. Raises `BadPhase`, `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    _check(label, mode)
    _check_secret(secret)
    with transaction.atomic():
        phase = CoralPhase.objects.create(
            site=site, label=label.strip(), mode=mode, created_at=now, created_by=by
        )
        CoralSecret.objects.create(phase=phase, sealed=seal(secret), added_at=now)
        record("coral.made", phase.id, by=by, now=now, facts={"mode": mode})
    return phase


def change_phase(
    phase: CoralPhase, label: str, mode: str, *, by: Staff | None, now: datetime
) -> None:
    """Changes a live phase; a revoked one stays. Raises `BadPhase`, `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    _check(label, mode)
    with transaction.atomic():
        if _live(phase).update(label=label.strip(), mode=mode):
            record("coral.changed", phase.pk, by=by, now=now, facts={"mode": mode})


def add_secret(phase: CoralPhase, secret: str, *, by: Staff | None, now: datetime) -> None:
    """Lets another secret count beside those that do. Raises `BadPhase`, `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    _check_secret(secret)
    with transaction.atomic():
        take_turns(_LOCK)
        if not _live(phase).exists():
            return
        if phase.secrets.count() >= MOST_SECRETS:
            raise BadPhase("secret", _("There are enough secrets. Please remove one first."))
        added = CoralSecret.objects.create(phase=phase, sealed=seal(secret), added_at=now)
        facts = {"secret": str(added.id)}
        record("coral.secret_added", phase.pk, by=by, now=now, facts=facts)


def remove_secret(phase: CoralPhase, secret: UUID, *, by: Staff | None, now: datetime) -> None:
    """Forgets a secret; the last stays. Raises `BadPhase`, `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    with transaction.atomic():
        take_turns(_LOCK)
        found = phase.secrets.filter(pk=secret)
        if not found.exists():
            return
        if phase.secrets.count() == 1:
            raise BadPhase("secret", _("The last secret stays. Add the new one first."))
        found.delete()
        facts = {"secret": str(secret)}
        record("coral.secret_removed", phase.pk, by=by, now=now, facts=facts)


def revoke_phase(phase: CoralPhase, *, by: Staff | None, now: datetime) -> None:
    """Ends a phase for good and forgets its secrets; again does nothing. Raises `NotAllowed`."""
    if by is not None:
        by.require(Action.MANAGE_KEYS)
    with transaction.atomic():
        take_turns(_LOCK)
        if _live(phase).update(revoked_at=now):
            phase.secrets.all().delete()
            record("coral.revoked", phase.pk, by=by, now=now, facts={})


def phases_of(site: Site) -> list[CoralPhase]:
    """Every phase of the site, latest first, revoked ones too, with their secrets' rows."""
    found = CoralPhase.objects.filter(site=site).select_related("created_by")
    return list(found.prefetch_related("secrets"))


def phase_named(phase_id: UUID) -> Phase | None:
    """The live phase of this id; None if there is none."""
    found = CoralPhase.objects.filter(pk=phase_id, revoked_at__isnull=True).select_related("site")
    phase = found.first()
    if phase is None:
        return None
    return Phase(phase.id, phase.site, phase.mode, tuple(_readable(phase)))


def is_readable(secret: CoralSecret) -> bool:
    """Whether we can still read it; not if it was sealed with another secret of the program."""
    try:
        unseal(secret.sealed)
    except Unsealable:
        return False
    return True


def _readable(phase: CoralPhase) -> list[str]:
    secrets = []
    for row in phase.secrets.all():
        try:
            secrets.append(unseal(row.sealed))
        except Unsealable:
            log.warning("secret_not_readable", name="coral", number=len(secrets))
    return secrets


def _live(phase: CoralPhase) -> QuerySet[CoralPhase]:
    return CoralPhase.objects.filter(pk=phase.pk, revoked_at__isnull=True)


def _check(label: str, mode: str) -> None:
    if fault := fault_in(label, LABEL_LIMIT, one_line=True):
        raise BadPhase("label", fault)
    if mode not in Mode.values:
        raise BadPhase("mode", _("Please choose one."))


def _check_secret(secret: str) -> None:
    if not _SECRET.fullmatch(secret):
        raise BadPhase("secret", _("Paste the signing secret as Coral shows it, without spaces."))
