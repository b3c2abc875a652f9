"""Who shows a key is known by it, at once; and no more, within seconds, when it is revoked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stet.newsroom.models import Site
from stet.newsroom.wire_keys import Scope, change_key, keys_of, revoke_key, terms_of
from stet.wire import callers
from stet.wire.callers import REMEMBERED_S, Caller, caller_of, forget_callers
from tests.wire.conftest import MakeKey

MOST_SECONDS = 10  # "within seconds", as it is promised


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(callers, "time", made)
    return made


@pytest.fixture
def queries() -> Callable[[], CaptureQueriesContext]:
    return lambda: CaptureQueriesContext(connection)


def test_a_key_opens_its_scopes_and_no_other(made_key: MakeKey, site: Site) -> None:
    caller = caller_of(made_key(Scope.AKISMET, Scope.ALL_CLAUSES))
    assert caller is not None
    assert caller.site == site
    assert {scope for scope in Scope if caller.may(scope)} == {Scope.AKISMET, Scope.ALL_CLAUSES}


@pytest.mark.parametrize(
    "plain", ["", "a" * 31, "a" * 33, "A" * 32, "ä" * 32, "\x00" * 32, "a" * 32]
)
def test_what_is_no_key_is_nobody_s(plain: str, made_key: MakeKey) -> None:
    made_key()
    assert caller_of(plain) is None
    assert caller_of(plain) is None


def test_a_key_is_looked_up_once_in_some_seconds(
    made_key: MakeKey, clock: Clock, queries: Callable[[], CaptureQueriesContext]
) -> None:
    plain = made_key()
    with queries() as first:
        assert caller_of(plain) is not None
    with queries() as again:
        assert isinstance(caller_of(plain), Caller)
        clock.now += REMEMBERED_S / 2
        assert caller_of(plain) == caller_of(plain)
    with queries() as later:
        clock.now += REMEMBERED_S
        assert caller_of(plain) is not None
    assert (len(first), len(again), len(later)) == (1, 0, 1)


def test_a_stranger_s_guess_is_looked_up_once_too(
    site: Site, clock: Clock, queries: Callable[[], CaptureQueriesContext]
) -> None:
    with queries() as found:
        assert [caller_of("b" * 32) for _ in range(5)] == [None] * 5
    assert len(found) == 1


def test_strangers_guesses_take_no_more_memory_than_is_allowed(
    made_key: MakeKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "_MOST", 10)
    plain = made_key()
    for number in range(50):
        assert caller_of(f"{number:032}") is None
    assert len(callers._known._kept) == 10
    assert caller_of(plain) is not None


def test_a_revoked_key_is_nobody_s_within_seconds(
    made_key: MakeKey, site: Site, now: datetime, clock: Clock
) -> None:
    lost, kept = made_key(label="lost"), made_key(label="kept")
    assert caller_of(lost)
    assert caller_of(kept)
    revoke_key(next(key for key in keys_of(site) if key.label == "lost"), by=None, now=now)
    clock.now += MOST_SECONDS
    assert caller_of(lost) is None
    assert caller_of(kept) is not None


def test_changed_terms_hold_within_seconds(
    made_key: MakeKey, site: Site, now: datetime, clock: Clock
) -> None:
    plain = made_key(Scope.OPENAI, quota=5)
    caller = caller_of(plain)
    assert caller is not None
    (key,) = keys_of(site)
    wider = replace(terms_of(key), scopes=frozenset({Scope.AKISMET}), quota=7, threshold=80)
    change_key(key, wider, by=None, now=now)
    clock.now += MOST_SECONDS
    changed = caller_of(plain)
    assert changed is not None
    assert (changed.terms.quota, changed.terms.threshold) == (7, 80)
    assert changed.may(Scope.AKISMET)
    assert not changed.may(Scope.OPENAI)


def test_a_key_made_now_works_at_once(made_key: MakeKey, site: Site) -> None:
    assert caller_of("c" * 32) is None
    assert caller_of(made_key()) is not None


def test_what_is_forgotten_is_looked_up_anew(made_key: MakeKey, site: Site, now: datetime) -> None:
    plain = made_key()
    assert caller_of(plain) is not None
    revoke_key(keys_of(site)[0], by=None, now=now)
    forget_callers()
    assert caller_of(plain) is None
