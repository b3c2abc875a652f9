"""Signing in: Alice gets in with her password, Charlie guesses and waits longer and longer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from stet.newsroom import signing_in
from stet.newsroom.accounts import (
    SignInRefused,
    add_staff,
    forget_failures,
    set_active,
    sign_in,
)
from stet.newsroom.models import SignInFailure, Staff
from stet.newsroom.setup import ensure_newsroom
from tests.support.threads import race, refusals

HERS, CHARLIES = "network of alice", "network of charlie"
WRONG = "a wrong guess"
SECOND = timedelta(seconds=1)


def guess(name: str, network: str, at: datetime, password: str = WRONG) -> SignInRefused:
    """A sign-in that must be refused: the refusal."""
    with pytest.raises(SignInRefused) as refused:
        sign_in(name, password, network, at)
    return refused.value


def test_the_right_password_signs_in(alice: Staff, password: str, now: datetime) -> None:
    assert sign_in("alice", password, HERS, now) == alice
    assert sign_in(" ALICE ", password, HERS, now) == alice
    assert SignInFailure.objects.count() == 0


@pytest.mark.parametrize("name", ["alice", "nobody", "", "a\x00lice", "\ud800", "x" * 5_000])
def test_every_refusal_says_the_same(name: str, alice: Staff, now: datetime) -> None:
    refused = guess(name, CHARLIES, now)

    assert (str(refused), refused.wait_s, refused.too_soon) == ("wrong name or password", 0, False)


@pytest.mark.parametrize("password", ["", "\x00", "half \ud83d", "x" * 100_000])
def test_a_strange_password_is_only_a_wrong_one(password: str, alice: Staff, now: datetime) -> None:
    assert guess("alice", CHARLIES, now, password).wait_s == 0


def test_an_account_that_is_off_is_refused_like_a_wrong_password(
    alice: Staff, bob: Staff, password: str, now: datetime
) -> None:
    set_active(bob, False, by=alice, now=now)

    assert str(guess("bob", HERS, now, password)) == "wrong name or password"


@pytest.mark.parametrize("name", ["alice", "nobody"])
def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(
    name: str, alice: Staff, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []

    def counting(original: Any) -> Any:
        def counted(*args: Any, **kwargs: Any) -> Any:
            hashed.append(name)
            return original(*args, **kwargs)

        return counted

    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, counting(MD5PasswordHasher.encode))

    guess(name, CHARLIES, now)

    assert len(hashed) == 1


def test_the_fifth_failure_makes_the_network_wait_and_each_further_one_twice_as_long(
    alice: Staff, now: datetime
) -> None:
    waits = [guess("alice", CHARLIES, now).wait_s for _failure in range(4)]
    at = now
    for _failure in range(7):
        refused = guess("alice", CHARLIES, at)
        assert not refused.too_soon
        waits.append(refused.wait_s)
        at += refused.wait_s * SECOND

    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


def test_too_soon_is_refused_even_with_the_right_password_and_counts_no_further(
    alice: Staff, password: str, now: datetime
) -> None:
    for _failure in range(5):
        guess("alice", CHARLIES, now)

    for seconds in (0, 10, 29):
        refused = guess("alice", CHARLIES, now + seconds * SECOND, password)
        assert (refused.too_soon, refused.wait_s) == (True, 30 - seconds)

    assert sign_in("alice", password, CHARLIES, now + 30 * SECOND) == alice


def test_a_network_s_failures_on_one_name_leave_other_names_alone(
    alice: Staff, bob: Staff, password: str, now: datetime
) -> None:
    for _failure in range(5):
        guess("alice", CHARLIES, now)

    assert sign_in("bob", password, CHARLIES, now) == bob


def test_success_clears_one_s_own_failures_and_nobody_else_s(
    alice: Staff, password: str, now: datetime
) -> None:
    for _failure in range(4):
        guess("alice", HERS, now)
    for _failure in range(5):
        guess("alice", CHARLIES, now)

    sign_in("alice", password, HERS, now)

    assert guess("alice", HERS, now).wait_s == 0
    assert guess("alice", CHARLIES, now).too_soon


def test_charlie_cannot_lock_alice_out_from_elsewhere(
    alice: Staff, password: str, now: datetime
) -> None:
    for number in range(200):
        guess("alice", f"network {number}", now)

    assert sign_in("alice", password, HERS, now) == alice


def test_a_name_under_attack_gives_each_network_one_guess_before_it_waits(
    alice: Staff, now: datetime
) -> None:
    for number in range(signing_in.NAME_ATTACKED):
        guess("alice", f"network {number}", now)

    assert guess("alice", CHARLIES, now).wait_s == 0
    assert guess("alice", CHARLIES, now).wait_s == 30


def test_a_network_that_tries_name_after_name_waits_as_a_whole(
    alice: Staff, password: str, now: datetime
) -> None:
    for number in range(signing_in.NETWORK_ATTACKING - 1):
        assert guess(f"name{number}", CHARLIES, now).wait_s == 0
    assert guess("one-more", CHARLIES, now).wait_s == 30

    assert guess("alice", CHARLIES, now, password).too_soon
    assert sign_in("alice", password, HERS, now) == alice


def test_failures_are_forgotten_after_an_hour(alice: Staff, now: datetime) -> None:
    for _failure in range(5):
        guess("alice", CHARLIES, now)
    later = now + signing_in.REMEMBERED

    assert forget_failures(later - SECOND) == 0
    assert guess("alice", CHARLIES, later).wait_s == 0
    assert forget_failures(later) == 5
    assert SignInFailure.objects.count() == 1


def test_what_was_typed_as_a_name_is_not_kept(alice: Staff, password: str, now: datetime) -> None:
    guess(password, CHARLIES, now)

    kept = SignInFailure.objects.get()
    assert password.split(maxsplit=1)[0] not in kept.username


def test_guesses_at_one_moment_all_count(fresh_db: None, now: datetime) -> None:
    ensure_newsroom(now)
    add_staff("alice", "Alice", "copper lantern on the pier", "editor", by=None, now=now)

    refused = refusals(race(12, lambda _number: sign_in("alice", "wrong", CHARLIES, now)))

    looked_at = [one for one in refused if isinstance(one, SignInRefused) and not one.too_soon]
    assert len(refused) == 12
    assert len(looked_at) == 5
