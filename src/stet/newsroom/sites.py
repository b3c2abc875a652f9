"""Changing what an editor may set about the site."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField, fault_in, is_language, is_timezone
from stet.newsroom.models import Site, Staff
from stet.newsroom.origins import origins_in
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

# Whole numbers that an editor may set, and what they may be. An appeal is due within two months at
# most: later, nobody remembers the article. A thousand reports are more than any comment gets.
# Double review is a percentage.
NUMBERS = {"appeal_days": (1, 60), "hide_reported_at": (0, 1000), "double_review": (0, 100)}


class BadSite(BadField):
    """A setting of the site that cannot stand."""


def change_site(  # noqa: PLR0913 - each is a setting
    site: Site,
    *,
    by: Staff | None,
    now: datetime,
    name: str | None = None,
    tagline: str | None = None,
    lang: str | None = None,
    timezone: str | None = None,
    queue_order: str | None = None,
    embed_origins: str | None = None,
    numbers: Mapping[str, str] | None = None,
) -> Site:
    """Sets what is given and leaves the rest; ``numbers`` are of `NUMBERS`, in digits.

    ``embed_origins`` are one a line. Raises `BadSite` (which field, why) and `NotAllowed`.
    """
    if by is not None:
        by.require(Action.EDIT_SITE)
    given = {
        "name": name,
        "tagline": tagline,
        "lang": lang,
        "timezone": timezone,
        "queue_order": queue_order,
        "embed_origins": _origins(embed_origins),
    }
    values = {field: value.strip() for field, value in given.items() if value is not None}
    _check(values)
    wanted: dict[str, Fact] = {**values, **_whole(numbers or {})}
    with transaction.atomic():
        kept = Site.objects.select_for_update().get(pk=site.pk)
        changed: dict[str, Fact] = {
            field: value for field, value in wanted.items() if getattr(kept, field) != value
        }
        if changed:
            for field, value in changed.items():
                setattr(kept, field, value)
            kept.save(update_fields=list(changed))
            record(
                "site.changed", kept.id, by=by, now=now, facts=changed | _committed(kept, changed)
            )
    return kept


def set_learning(site: Site, learning: str, *, by: Staff | None, now: datetime) -> Site:
    """What the worker may learn at night. Raises `BadSite` and `NotAllowed`."""
    if by is not None:
        by.require(Action.TUNE_SCREENER)
    if learning not in Site.Learning.values:
        raise BadSite("learning", _("There is no such choice."))
    with transaction.atomic():
        kept = Site.objects.select_for_update().get(pk=site.pk)
        if kept.learning != learning:
            kept.learning = learning
            kept.save(update_fields=["learning"])
            record("site.changed", kept.id, by=by, now=now, facts={"learning": learning})
    return kept


def _origins(typed: str | None) -> str | None:
    """What was typed as it is kept, one a line; raises `BadSite`."""
    if typed is None:
        return None
    try:
        return "\n".join(origins_in(typed))
    except BadField as bad:
        raise BadSite(bad.field, bad.message) from None


def _committed(site: Site, changed: Mapping[str, Fact]) -> dict[str, Fact]:
    """With a share for double review, the digest of the secret that draws: it is fixed before."""
    if "double_review" not in changed:
        return {}
    return {"draw_key_digest": hashlib.sha256(bytes.fromhex(site.draw_key)).hexdigest()}


def _whole(numbers: Mapping[str, str]) -> dict[str, int]:
    """The numbers that were typed; raises `BadSite`."""
    found = {}
    for field, typed in numbers.items():
        least, most = NUMBERS[field]
        digits = typed.strip()
        usable = digits.isascii() and digits.isdigit() and len(digits) < 6
        if not usable or not least <= int(digits) <= most:
            words = _("This must be a whole number from %(least)d to %(most)d.")
            raise BadSite(field, words % {"least": least, "most": most})
        found[field] = int(digits)
    return found


def _check(values: dict[str, str]) -> None:
    if fault := fault_in(values.get("name", "-"), 120, one_line=True):
        raise BadSite("name", fault)
    if fault := fault_in(values.get("tagline", ""), 200, required=False, one_line=True):
        raise BadSite("tagline", fault)
    if not is_language(values.get("lang", "en")):
        raise BadSite("lang", _("This is no language tag, such as en or ckb."))
    if not is_timezone(values.get("timezone", "UTC")):
        raise BadSite("timezone", _("This is no time zone, such as Asia/Baghdad."))
    order = values.get("queue_order")
    if order is not None and order not in Site.QueueOrder.values:
        raise BadSite("queue_order", _("There is no such order."))
