"""Names that belong to the newsroom: staff and bylines. Nobody else may sign with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from stet.newsroom.models import ReservedName
from stet.text.matchkey import name_skeleton

# "and" as bylines in the served Latin scripts have it: English, German, French, Turkish, Kurmanji.
_BYLINE_PARTS = re.compile(r"[,;،؛&]|\b(?:and|und|et|ve|û)\b", re.IGNORECASE)
_LIMIT = 200  # the columns'; a skeleton can be longer than its name, for one sign can be a phrase


class NameStanding(StrEnum):
    FREE = "free"
    LOOKALIKE = "lookalike"
    RESERVED = "reserved"


def reserve(site_id: UUID, names: Iterable[str]) -> None:
    """Reserves each of ``names`` on the site; a name that is reserved already stays so."""
    rows = [
        ReservedName(site_id=site_id, skeleton=skeleton, name=name[:_LIMIT])
        for name in names
        if (skeleton := _skeleton(name))
    ]
    ReservedName.objects.bulk_create(rows, ignore_conflicts=True)


def byline_names(byline: str) -> list[str]:
    """The people that a byline names: "By A. Omar and Leyla Aziz" gives two."""
    plain = re.sub(r"^\s*by\s+", "", byline, flags=re.IGNORECASE)
    return [part.strip() for part in _BYLINE_PARTS.split(plain) if part.strip()]


def standing(site_id: UUID, name: str) -> NameStanding:
    """Whether ``name`` is free, is one of the newsroom's, or only looks like one."""
    return standings(site_id, [name])[name]


def standings(site_id: UUID, names: Iterable[str]) -> dict[str, NameStanding]:
    """The `standing` of each of ``names``, at most a few hundred."""
    skeletons = {name: _skeleton(name) for name in names}
    asked = {skeleton for skeleton in skeletons.values() if skeleton}
    rows = ReservedName.objects.filter(site=site_id, skeleton__in=asked)
    kept = dict(rows.values_list("skeleton", "name")) if asked else {}
    found = {}
    for name, skeleton in skeletons.items():
        if skeleton not in kept:
            found[name] = NameStanding.FREE
        elif _plain(kept[skeleton]) == _plain(name):
            found[name] = NameStanding.RESERVED
        else:
            found[name] = NameStanding.LOOKALIKE
    return found


def _skeleton(name: str) -> str:
    return name_skeleton(name)[:_LIMIT]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
