"""Accounts: Alice administers, Bob moderates, Charlie has no account."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.accounts import (
    BadAccount,
    add_staff,
    all_staff,
    change_own_password,
    set_active,
    set_password,
    set_role,
    sign_out_everywhere,
    staff_by_username,
)
from stet.newsroom.models import Staff
from stet.newsroom.names import NameStanding, standing
from stet.newsroom.setup import ensure_newsroom, the_site
from tests.newsroom.conftest import Hire
from tests.support.threads import race, refusals, results

NEW_PASSWORD = "seven quiet herons at dusk"


def test_an_account_is_added_with_its_role_and_recorded(alice: Staff, now: datetime) -> None:
    dana = add_staff("Dana", "Dana Miran", NEW_PASSWORD, "senior", by=alice, now=now)

    assert (dana.username, dana.display_name, dana.role) == ("dana", "Dana Miran", "senior")
    assert dana.check_password(NEW_PASSWORD)
    (event,) = history(dana.id)
    assert (event.deed, event.actor) == ("staff.added", f"staff:{alice.id}")
    assert event.payload == {"role": "senior"}
    assert staff_by_username("DANA") == dana
    assert all_staff() == [alice, dana]


def test_the_ledger_never_holds_a_password_or_its_hash(alice: Staff, now: datetime) -> None:
    dana = add_staff("dana", "Dana", NEW_PASSWORD, "senior", by=alice, now=now)
    set_password(dana, NEW_PASSWORD + "!", by=alice, now=now)

    told = " ".join(Entry.objects.values_list("payload", flat=True))

    assert NEW_PASSWORD not in told
    assert dana.password not in told


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("username", {"username": ""}),
        ("username", {"username": "x"}),
        ("username", {"username": "dana miran"}),
        ("username", {"username": "dаna"}),  # with a Cyrillic a
        ("username", {"username": "d" * 61}),
        ("username", {"username": "ALICE"}),
        ("display_name", {"display_name": " "}),
        ("display_name", {"display_name": "Dana\nMiran"}),
        ("display_name", {"display_name": "D" * 81}),
        ("display_name", {"display_name": "Da\x00na"}),
        ("password", {"password": "short one"}),
        ("password", {"password": "000000000000"}),
        ("password", {"password": "dana-is-the-user"}),
        ("password", {"password": "half a \ud83d character"}),
        ("password", {"password": "x" * 1_001}),
        ("role", {"role": "owner"}),
        ("email", {"email": "dana at example"}),
    ],
)
def test_an_account_that_cannot_stand_is_refused_by_field(
    field: str, change: dict[str, str], alice: Staff, now: datetime
) -> None:
    given = {
        "username": "dana-is-the-use",
        "display_name": "Dana",
        "password": NEW_PASSWORD,
        "role": "senior",
        **change,
    }

    with pytest.raises(BadAccount) as refused:
        add_staff(**given, by=alice, now=now)

    assert refused.value.field == field
    assert str(refused.value.message)
    assert all_staff() == [alice]


def test_a_username_that_many_ask_for_at_once_is_given_once(fresh_db: None, now: datetime) -> None:
    ensure_newsroom(now)

    outcomes = race(
        6, lambda _number: add_staff("dana", "Dana", NEW_PASSWORD, "senior", by=None, now=now).pk
    )

    assert len(results(outcomes)) == 1
    assert {type(refusal) for refusal in refusals(outcomes)} == {BadAccount}


def test_a_refusal_does_not_repeat_the_password(alice: Staff, now: datetime) -> None:
    with pytest.raises(BadAccount) as refused:
        set_password(alice, "hush-hush", by=alice, now=now)

    assert "hush" not in str(refused.value)


def test_a_display_name_is_nobody_else_s_to_sign_with(hire: Hire) -> None:
    alice = hire("alice")

    site = the_site()
    assert standing(site.id, alice.display_name) is NameStanding.RESERVED
    assert standing(site.id, "alice  EXAMPLE") is NameStanding.RESERVED
    assert standing(site.id, "Аlice Example") is NameStanding.LOOKALIKE  # a Cyrillic A
    assert standing(site.id, "A l i c e\u200b Examp1e") is NameStanding.LOOKALIKE
    assert standing(site.id, "Alina Example") is NameStanding.FREE


def test_another_role_counts_at_once(alice: Staff, bob: Staff, now: datetime) -> None:
    changed = set_role(bob, "editor", by=alice, now=now)

    assert (changed.role, bob.role) == ("editor", "editor")
    assert [event.deed for event in history(bob.id)] == ["staff.added", "staff.changed"]


def test_the_same_role_again_writes_nothing(alice: Staff, bob: Staff, now: datetime) -> None:
    set_role(bob, bob.role, by=alice, now=now)

    assert [event.deed for event in history(bob.id)] == ["staff.added"]


def test_an_unknown_role_is_refused(alice: Staff, bob: Staff, now: datetime) -> None:
    with pytest.raises(BadAccount):
        set_role(bob, "owner", by=alice, now=now)


@pytest.mark.parametrize(
    "deed", [partial(set_role, role="editor"), partial(set_active, active=False)]
)
def test_the_last_administrator_cannot_be_taken_away(
    deed: Callable[..., Staff], alice: Staff, now: datetime
) -> None:
    with pytest.raises(BadAccount):
        deed(alice, by=alice, now=now)

    alice.refresh_from_db()
    assert (alice.role, alice.is_active) == ("administrator", True)


def test_two_administrators_cannot_switch_each_other_off_at_once(
    fresh_db: None, now: datetime
) -> None:
    ensure_newsroom(now)
    both = [
        add_staff(name, name.title(), NEW_PASSWORD, "administrator", by=None, now=now)
        for name in ("alice", "bob")
    ]

    done = results(
        race(2, lambda number: set_active(both[number], False, by=both[1 - number], now=now).pk)
    )

    assert len(done) == 1
    assert Staff.objects.filter(is_active=True, role="administrator").count() == 1


def session_of(staff: Staff) -> str:
    """What a session must still match to count."""
    return Staff.objects.get(pk=staff.pk).get_session_auth_hash()


def test_whatever_should_end_sessions_ends_them(
    alice: Staff, bob: Staff, now: datetime, password: str
) -> None:
    seen = {session_of(bob)}
    sign_out_everywhere(bob, now=now)
    seen.add(session_of(bob))
    set_password(bob, NEW_PASSWORD, by=alice, now=now)
    seen.add(session_of(bob))
    change_own_password(bob, NEW_PASSWORD, password, now=now)
    seen.add(session_of(bob))
    set_active(bob, False, by=alice, now=now)
    seen.add(session_of(bob))

    assert len(seen) == 5
    assert [event.deed for event in history(bob.id)] == ["staff.added"] + ["staff.changed"] * 4


def test_one_changes_one_s_own_password_only_with_the_current_one(
    bob: Staff, now: datetime, password: str
) -> None:
    with pytest.raises(BadAccount) as refused:
        change_own_password(bob, "not it", NEW_PASSWORD, now=now)
    assert refused.value.field == "current"
    assert bob.check_password(password)

    change_own_password(bob, password, NEW_PASSWORD, now=now)

    assert Staff.objects.get(pk=bob.pk).check_password(NEW_PASSWORD)


def test_an_account_cannot_be_deleted(bob: Staff) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bob.delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_staff")
