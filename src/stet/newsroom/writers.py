"""Who may write on a site, and whether its authors are shown what the screener found."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import quote, urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in
from stet.newsroom.models import Site, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

LOG_IN_LIMIT: Final = 500
_PAGE: Final = "{page}"  # in the log-in address: where the reader comes from
Writers = Site.Writers


class BadWriters(BadField):
    """A choice of writers that cannot stand."""


def set_writers(
    site: Site, writers: str, log_in_url: str, *, by: Staff | None, now: datetime
) -> Site:
    """Who may write from now on, and where readers sign in with the publisher.

    Raises `BadWriters` (which field, why) and `NotAllowed`.
    """
    if by is not None:
        by.require(Action.EDIT_SITE)
    address = log_in_url.strip()
    if writers not in Writers.values:
        raise BadWriters("writers", _("There is no such choice."))
    if fault := fault_in(address, LOG_IN_LIMIT, required=False, one_line=True):
        raise BadWriters("log_in_url", fault)
    if address and not _is_address(address):
        words = _("This is no whole address, such as https://news.example.org/sign-in.")
        raise BadWriters("log_in_url", words)
    if writers == Writers.SIGNED_ON and not address:
        words = _("Readers must be told where they sign in, or nobody can write.")
        raise BadWriters("log_in_url", words)
    return _set(site, {"writers": writers, "log_in_url": address}, by, now)


def set_nudge(site: Site, *, on: bool, by: Staff | None, now: datetime) -> Site:
    """Whether authors are shown, once and before sending, what the screener found.

    Raises `NotAllowed`.
    """
    if by is not None:
        by.require(Action.EDIT_SITE)
    return _set(site, {"nudge": on}, by, now)


def log_in_address(site: Site, page: str) -> str:
    """Where a reader of ``page`` signs in; empty if the publisher has not said."""
    return site.log_in_url.replace(_PAGE, quote(page, safe=""))


def _set(site: Site, wanted: dict[str, Fact], by: Staff | None, now: datetime) -> Site:
    with transaction.atomic():
        kept = Site.objects.select_for_update().get(pk=site.pk)
        facts = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
        if facts:
            for name, value in facts.items():
                setattr(kept, name, value)
            kept.save(update_fields=list(facts))
            record("site.changed", kept.id, by=by, now=now, facts=facts)
    return kept


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and typed.split() == [typed]
