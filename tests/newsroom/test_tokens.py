"""Desk tokens: shown once, kept as a digest, worthless once revoked."""

import hashlib
import re
from datetime import datetime

import pytest

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.accounts import (
    BadToken,
    make_token,
    revoke_token,
    set_active,
    staff_of_token,
    tokens_of,
)
from stet.newsroom.models import ApiToken, Staff
from stet.newsroom.roles import NotAllowed


def test_a_token_acts_as_its_owner(alice: Staff, bob: Staff, now: datetime) -> None:
    token = make_token(bob, "the script on my laptop", now=now)

    assert re.fullmatch(r"stet_[A-Za-z0-9_-]{40}", token)
    assert staff_of_token(token) == bob


def test_only_a_digest_of_it_is_kept(bob: Staff, now: datetime) -> None:
    token = make_token(bob, "script", now=now)

    (kept,) = ApiToken.objects.all()
    assert kept.digest == hashlib.sha256(token.encode()).hexdigest()
    told = " ".join(Entry.objects.values_list("payload", flat=True))
    assert token not in told
    assert kept.digest not in told


def test_every_token_is_another(bob: Staff, now: datetime) -> None:
    assert len({make_token(bob, "script", now=now) for _time in range(20)}) == 20


def test_a_given_token_is_taken_once(bob: Staff, now: datetime) -> None:
    given = "stet_" + "demo" * 10

    assert make_token(bob, "demo", now=now, token=given) == given
    assert staff_of_token(given) == bob
    with pytest.raises(BadToken):
        make_token(bob, "demo again", now=now, token=given)


@pytest.mark.parametrize("token", ["", "stet_short", "x" * 45, "stet_" + "é" * 40])
def test_a_given_token_must_look_like_one(token: str, bob: Staff, now: datetime) -> None:
    if not token:
        assert make_token(bob, "made", now=now, token=token)
        return
    with pytest.raises(BadToken):
        make_token(bob, "demo", now=now, token=token)


@pytest.mark.parametrize(
    "token", ["", "stet_", "stet_" + "a" * 40, "nonsense", "stet_\x00" + "a" * 39, "\ud800" * 45]
)
def test_what_is_no_token_is_nobody_s(token: str, bob: Staff, now: datetime) -> None:
    make_token(bob, "script", now=now)

    assert staff_of_token(token) is None


def test_a_revoked_token_is_worthless_and_the_others_are_not(bob: Staff, now: datetime) -> None:
    lost, kept = make_token(bob, "lost", now=now), make_token(bob, "kept", now=now)
    row = next(token for token in tokens_of(bob) if token.label == "lost")

    revoke_token(row, by=bob, now=now)
    revoke_token(row, by=bob, now=now)

    assert staff_of_token(lost) is None
    assert staff_of_token(kept) == bob
    assert [token.label for token in tokens_of(bob)] == ["kept"]
    assert [event.deed for event in history(row.id)] == ["token.made", "token.revoked"]


def test_the_token_of_an_account_that_is_off_does_not_work(
    alice: Staff, bob: Staff, now: datetime
) -> None:
    token = make_token(bob, "script", now=now)
    set_active(bob, False, by=alice, now=now)

    assert staff_of_token(token) is None
    with pytest.raises(NotAllowed):
        make_token(bob, "another", now=now)


def test_the_ledger_tells_who_made_a_token(alice: Staff, bob: Staff, now: datetime) -> None:
    for by in (bob, alice, None):
        make_token(bob, "script", now=now, by=by)

    made = Entry.objects.filter(deed="token.made").order_by("seq")
    actors = list(made.values_list("actor", flat=True))
    assert actors == [f"staff:{bob.id}", f"staff:{alice.id}", "system"]


def test_bob_can_neither_make_nor_revoke_alice_s(alice: Staff, bob: Staff, now: datetime) -> None:
    token = make_token(alice, "mine", now=now)

    with pytest.raises(NotAllowed):
        make_token(alice, "bob's hand", now=now, by=bob)
    with pytest.raises(NotAllowed):
        revoke_token(tokens_of(alice)[0], by=bob, now=now)

    assert staff_of_token(token) == alice


@pytest.mark.parametrize("label", ["", " ", "x" * 81, "two\nlines"])
def test_a_token_needs_a_label_to_be_known_by(label: str, bob: Staff, now: datetime) -> None:
    with pytest.raises(BadToken) as refused:
        make_token(bob, label, now=now)

    assert refused.value.field == "label"
