"""The desk's keys, for each person: remapped, refused when two clash, switched off."""

from datetime import datetime

import pytest

from stet.ledger.models import Entry
from stet.newsroom.keyboard import DEFAULT_KEYS, BadKeys, keyboard_of, set_keyboard
from stet.newsroom.models import Staff


def test_everybody_begins_with_the_usual_keys(bob: Staff) -> None:
    keyboard = keyboard_of(bob)
    assert keyboard.on
    assert keyboard.keys == DEFAULT_KEYS


def test_a_person_s_keys_are_hers_alone(alice: Staff, bob: Staff, now: datetime) -> None:
    set_keyboard(bob, {"approve": "j", "skip": ";"}, on=True, now=now)
    kept = keyboard_of(Staff.objects.get(pk=bob.pk))
    assert kept.keys == {**DEFAULT_KEYS, "approve": "j", "skip": ";"}
    assert keyboard_of(Staff.objects.get(pk=alice.pk)).keys == DEFAULT_KEYS


def test_keys_can_be_switched_off_and_on_again(bob: Staff, now: datetime) -> None:
    assert not keyboard_of(set_keyboard(bob, {}, on=False, now=now)).on
    assert keyboard_of(set_keyboard(bob, {}, on=True, now=now)).on


def test_two_gestures_can_change_places(bob: Staff, now: datetime) -> None:
    set_keyboard(bob, {"approve": "r", "reject": "a"}, on=True, now=now)
    assert keyboard_of(bob).keys["reject"] == "a"


@pytest.mark.parametrize(
    ("keys", "field", "why"),
    [
        ({"approve": "s"}, "skip", "“s” is the key of “Approve” already."),
        ({"approve": "x", "undo": "x"}, "undo", "“x” is the key of “Approve” already."),
        ({"approve": "1"}, "approve", "Digits choose clauses. Take a letter."),
        ({"note": ""}, "note", "One of the letters a to z, or one of . , ; - /"),
        ({"note": "nn"}, "note", "One of the letters a to z, or one of . , ; - /"),
        ({"note": "?"}, "note", "One of the letters a to z, or one of . , ; - /"),
        ({"note": "N"}, "note", "One of the letters a to z, or one of . , ; - /"),
    ],
)
def test_keys_that_clash_or_are_none_are_refused(
    bob: Staff, now: datetime, keys: dict[str, str], field: str, why: str
) -> None:
    with pytest.raises(BadKeys) as refused:
        set_keyboard(bob, keys, on=True, now=now)
    assert refused.value.field == field
    assert str(refused.value.message) == why
    assert Staff.objects.get(pk=bob.pk).preferences == {}


def test_clauses_take_the_keys_that_are_left(bob: Staff, now: datetime) -> None:
    assert keyboard_of(bob).clause_keys == "1234567890qwetyipdfgjklzxbm"
    set_keyboard(bob, {"approve": "q"}, on=True, now=now)
    assert keyboard_of(bob).clause_keys.startswith("1234567890wetyipad")


def test_it_is_written_down_that_keys_changed_and_nothing_if_they_did_not(
    bob: Staff, now: datetime
) -> None:
    for _twice in range(2):
        set_keyboard(bob, {"approve": "j"}, on=True, now=now)
    entries = Entry.objects.filter(deed="staff.changed", subject=bob.pk)
    assert [entry.actor for entry in entries] == [f"staff:{bob.pk}"]
