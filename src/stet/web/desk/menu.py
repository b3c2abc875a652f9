"""The desk's menu: what a role may open, daily work side by side and the rest in two groups."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.newsroom.models import Staff
from stet.web.desk.words import MENU

# Under these titles stands what is not opened for every comment; an entry in neither is daily work.
_GROUPS: tuple[tuple[Promise, frozenset[str]], ...] = (
    (
        _("Quality"),
        frozenset(
            {
                "desk:insight",
                "desk:agreement",
                "desk:disagreements",
                "desk:rules",
                "desk:screener",
            }
        ),
    ),
    (
        _("Newsroom"),
        frozenset(
            {
                "desk:articles",
                "desk:guidelines",
                "desk:lexicon",
                "desk:settings",
                "desk:sign_on",
                "desk:others",
                "desk:webhooks",
                "desk:staff",
            }
        ),
    ),
)
# Pages that belong to an entry though their addresses do not begin with its own.
_ALSO = {"desk:list": ("desk:search", "desk:views")}


@dataclass(frozen=True)
class Entry:
    """``counts``: how many second looks wait is told beside it."""

    view: str
    title: str | Promise
    here: bool
    counts: bool = False


@dataclass(frozen=True)
class Group:
    """Entries under one title; without a title they stand in the menu itself."""

    title: str | Promise
    entries: list[Entry]

    @property
    def here(self) -> bool:
        return any(entry.here for entry in self.entries)


def menu_for(staff: Staff, path: str, view: str) -> list[Group]:
    """What ``staff`` may open, seen from the page at ``path``, which is called ``view``."""
    entries = [
        Entry(name, title, _is_here(name, path, view), counts=name == "desk:reviews")
        for name, action, title in MENU
        if staff.may(action)
    ]
    grouped = {name for _title, names in _GROUPS for name in names}
    groups = [Group("", [entry for entry in entries if entry.view not in grouped])]
    for title, names in _GROUPS:
        inside = [entry for entry in entries if entry.view in names]
        # One entry is quicker to reach without its group.
        groups.append(Group(title if len(inside) > 1 else "", inside))
    return [group for group in groups if group.entries]


def _is_here(entry: str, path: str, view: str) -> bool:
    own = reverse(entry)
    if entry == "desk:next":  # the desk's own address, which all others begin with
        return path == own
    return path.startswith(own) or view in _ALSO.get(entry, ())
