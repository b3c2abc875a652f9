"""Writing the next version of the guidelines, and publishing it. A published version is final."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.guidelines import ClauseText, GuidelinesText, digest_of, in_force, text_of
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Clause, GuidelineVersion, Site, Staff
from stet.newsroom.recording import record
from stet.newsroom.roles import Action

__all__ = [
    "BadGuidelines",
    "ClauseText",
    "DraftChanged",
    "GuidelinesText",
    "NoDraft",
    "NothingToPublish",
    "current_draft",
    "discard_draft",
    "draft",
    "publish_draft",
    "save_draft",
]

_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
_TITLE_LIMIT = 120  # the column's
_TEXT_LIMIT = 5_000  # code points: a page; guidelines that nobody reads guide nobody
_CLAUSE_LIMIT = 40  # more could not be told apart at the desk
_LOCK = "guidelines"


class BadGuidelines(BadField):
    """A text that cannot stand in the guidelines; ``field`` is a name such as clauses.2.title."""


class DraftChanged(Exception):
    """A colleague saved the draft since it was read."""


class NoDraft(Exception):
    """There is no draft."""


class NothingToPublish(Exception):
    """The draft says what the version in force says."""


def current_draft(site: Site) -> GuidelineVersion | None:
    """The draft of the next version, if somebody has begun one."""
    drafts = GuidelineVersion.objects.filter(site=site, published_at__isnull=True)
    return drafts.prefetch_related("clauses").first()


def draft(site: Site, by: Staff | None, now: datetime) -> GuidelineVersion:  # noqa: ARG001
    """The draft of the next version; begun as a copy of the version in force if there is none."""
    _require(by)
    with transaction.atomic():
        take_turns(_LOCK)
        begun = current_draft(site)
        if begun:
            return begun
        latest = in_force(site.id)
        version = GuidelineVersion(site=site, number=latest.number + 1)
        return write(version, text_of(latest))


def save_draft(
    site: Site,
    text: GuidelinesText,
    by: Staff | None,
    now: datetime,
    *,
    seen: str | None = None,
) -> GuidelineVersion:
    """Lets the draft say ``text``; begins one if there is none.

    ``seen`` is the `digest_of` the draft that was edited: if a colleague saved another since,
    `DraftChanged` is raised and nothing is lost. Raises `BadGuidelines` too.
    """
    check(text)
    with transaction.atomic():
        version = draft(site, by, now)
        if seen is not None and seen != digest_of(version):
            raise DraftChanged("a colleague changed the draft meanwhile")
        return write(version, text)


def publish_draft(site: Site, by: Staff | None, now: datetime) -> GuidelineVersion:
    """Puts the draft in force, for good. Raises `NoDraft` and `NothingToPublish`."""
    _require(by)
    with transaction.atomic():
        take_turns(_LOCK)
        version = current_draft(site)
        if version is None:
            raise NoDraft("there is no draft to publish")
        if text_of(version) == text_of(in_force(site.id)):
            raise NothingToPublish("the draft says what the version in force says")
        return publish(version, by=by, now=now)


def discard_draft(site: Site, by: Staff | None, now: datetime) -> None:  # noqa: ARG001
    """Drops the draft. Raises `NoDraft`."""
    _require(by)
    with transaction.atomic():
        take_turns(_LOCK)
        version = current_draft(site)
        if version is None:
            raise NoDraft("there is no draft to discard")
        version.clauses.all().delete()
        version.delete()


def write(version: GuidelineVersion, text: GuidelinesText) -> GuidelineVersion:
    """Stores ``text`` in an unpublished version, in the caller's transaction; no checks."""
    version.welcome, version.process = text.welcome, text.process
    version.save()
    version.clauses.all().delete()
    Clause.objects.bulk_create(
        Clause(version=version, position=position, **vars(clause))
        for position, clause in enumerate(text.clauses, start=1)
    )
    return GuidelineVersion.objects.prefetch_related("clauses").get(pk=version.pk)


def publish(version: GuidelineVersion, *, by: Staff | None, now: datetime) -> GuidelineVersion:
    """Freezes ``version`` and records what it says, in the caller's transaction."""
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
    record(
        "guidelines.published",
        version.id,
        by=by,
        now=now,
        facts={"number": version.number, "digest": digest_of(version)},
    )
    return version


def check(text: GuidelinesText) -> None:
    """Raises `BadGuidelines` for the first thing that cannot stand."""
    _check_words("welcome", text.welcome)
    _check_words("process", text.process)
    if not any(clause.enabled for clause in text.clauses):
        raise BadGuidelines("clauses", _("At least one clause must be in use."))
    if len(text.clauses) > _CLAUSE_LIMIT:
        raise BadGuidelines("clauses", _("There are too many clauses."))
    keys = [clause.key for clause in text.clauses]
    for number, clause in enumerate(text.clauses, start=1):
        if keys.index(clause.key) != number - 1:
            raise BadGuidelines(f"clauses.{number}.key", _("Another clause has this key."))
        _check_clause(f"clauses.{number}", clause)


def _check_clause(where: str, clause: ClauseText) -> None:
    if not _KEY.fullmatch(clause.key):
        words = _("A key is 2 to 40 small letters, digits and underscores; a letter comes first.")
        raise BadGuidelines(f"{where}.key", words)
    if clause.ground not in Clause.Ground.values:
        raise BadGuidelines(f"{where}.ground", _("The ground is rule or people."))
    _check_words(f"{where}.title", clause.title, _TITLE_LIMIT)
    _check_words(f"{where}.text", clause.text)
    _check_words(f"{where}.reason", clause.reason)
    _check_words(f"{where}.acceptable", clause.acceptable, required=False)
    _check_words(f"{where}.unacceptable", clause.unacceptable, required=False)


def _check_words(
    field: str, words: str, limit: int = _TEXT_LIMIT, *, required: bool = True
) -> None:
    fault = fault_in(words, limit, required=required, one_line=limit == _TITLE_LIMIT)
    if fault:
        raise BadGuidelines(field, fault)


def _require(by: Staff | None) -> None:
    if by is not None:
        by.require(Action.EDIT_GUIDELINES)
