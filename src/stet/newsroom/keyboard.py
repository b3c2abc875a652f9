"""The single keys of the desk: which gesture has which, for each person.

Whoever wants other keys, or none at all (WCAG 2.1.4), says so on the account page. Digits choose
clauses and cannot be given away; Enter confirms a rejection, Esc lets go, ? shows the help.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stet.newsroom.fields import BadField
from stet.newsroom.models import Staff
from stet.newsroom.recording import record

ALLOWED = frozenset("abcdefghijklmnopqrstuvwxyz.,;-/")
# Clauses take digits first, then the letters of the keyboard's rows that no gesture of this
# person uses.
_CLAUSE_ROW = "1234567890qwertyuiopasdfghjklzxcvbnm"


class BadKeys(BadField):
    """Keys that cannot stand; the field is the gesture."""


@dataclass(frozen=True)
class Gesture:
    """Something a single key does. One that is not ``offered`` has its key reserved."""

    name: str
    key: str
    title: Promise
    offered: bool = True


GESTURES: tuple[Gesture, ...] = (
    Gesture("approve", "a", _("Approve")),
    Gesture("reject", "r", _("Reject for the chosen clauses")),
    Gesture("skip", "s", _("Skip: somebody else may take it")),
    Gesture("undo", "u", _("Undo your last decision, for one minute")),
    Gesture("note", "n", _("Write a note; Esc leaves it")),
    Gesture("article", "o", _("Open the article")),
    Gesture("history", "h", _("The comment's history")),
    Gesture("reveal", "v", _("Show or hide text that you want hidden")),
    Gesture("second", "c", _("Ask a colleague for a second opinion")),
)
DEFAULT_KEYS: dict[str, str] = {gesture.name: gesture.key for gesture in GESTURES}


@dataclass(frozen=True)
class Keyboard:
    """Whether single keys work for a person, and the key of each gesture."""

    on: bool
    keys: dict[str, str]

    @property
    def clause_keys(self) -> str:
        """The keys that choose the clauses, in the order of the guidelines."""
        taken = set(self.keys.values())
        return "".join(key for key in _CLAUSE_ROW if key not in taken)

    @property
    def json(self) -> str:
        """The gesture of each key, for the desk's script."""
        return json.dumps({key: name for name, key in self.keys.items()})

    @property
    def rows(self) -> list[tuple[Gesture, str]]:
        """Each gesture that is offered, with its key."""
        return [(each, self.keys[each.name]) for each in GESTURES if each.offered]


def keyboard_of(staff: Staff) -> Keyboard:
    """What ``staff`` chose, else the usual keys."""
    chosen = staff.preferences.get("keys", {})
    return Keyboard(
        on=not staff.preferences.get("keys_off", False),
        keys={name: chosen.get(name, key) for name, key in DEFAULT_KEYS.items()},
    )


def set_keyboard(staff: Staff, keys: Mapping[str, str], *, on: bool, now: datetime) -> Staff:
    """Gives ``staff`` her own keys; a gesture that ``keys`` does not name keeps its usual one.

    Raises `BadKeys` (which gesture, why): an unknown key, or one for two gestures.
    """
    wanted = {name: keys.get(name, key) for name, key in DEFAULT_KEYS.items()}
    _refuse_bad(wanted)
    chosen = {name: key for name, key in wanted.items() if key != DEFAULT_KEYS[name]}
    with transaction.atomic():
        kept = Staff.objects.select_for_update().get(pk=staff.pk)
        before = dict(kept.preferences)
        kept.preferences = {**before, "keys": chosen, "keys_off": not on}
        if kept.preferences != before:
            kept.save(update_fields=["preferences"])
            record("staff.changed", kept.pk, by=staff, now=now, facts={"keys": True})
    staff.refresh_from_db()
    return staff


def _refuse_bad(wanted: Mapping[str, str]) -> None:
    held: dict[str, Gesture] = {}
    for gesture in GESTURES:
        key = wanted[gesture.name]
        if key.isdigit():
            raise BadKeys(gesture.name, _("Digits choose clauses. Take a letter."))
        if key not in ALLOWED:
            raise BadKeys(gesture.name, _("One of the letters a to z, or one of . , ; - /"))
        if key in held:
            words = _("“%(key)s” is the key of “%(other)s” already.")
            raise BadKeys(gesture.name, words % {"key": key, "other": held[key].title})
        held[key] = gesture
