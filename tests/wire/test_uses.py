"""How often a key was used is added to the database now and then; nothing of it is lost."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from stet.newsroom.key_uses import Uses, add_uses, calls_in_month, last_uses, uses_since
from stet.newsroom.models import Site, WireKey, WireUse
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.wire_keys import Scope, Terms, keys_of, make_key
from stet.wire.uses import Tally
from tests.support.threads import race
from tests.wire.conftest import MakeKey

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def key(made_key: MakeKey, site: Site) -> WireKey:
    made_key()
    return keys_of(site)[0]


def told(key: WireKey) -> list[tuple[date, str, int, int]]:
    return [
        (use.day, use.interface, use.calls, use.limited)
        for use in uses_since(key, date(2000, 1, 1))
    ]


def test_calls_are_summed_by_day_and_interface_and_told_once(key: WireKey) -> None:
    tally = Tally()
    for _ in range(3):
        tally.count(key.id, "akismet", NOON, limited=False)
    tally.count(key.id, "akismet", NOON, limited=True)
    tally.count(key.id, "openai", NOON, limited=False)
    assert told(key) == []

    tally.tell()
    tally.tell()

    assert told(key) == [(NOON.date(), "akismet", 4, 1), (NOON.date(), "openai", 1, 0)]


def test_later_calls_of_a_day_are_added(key: WireKey) -> None:
    tally = Tally()
    for minute in range(3):
        tally.count(key.id, "akismet", NOON + timedelta(minutes=minute), limited=False)
        tally.tell()
    assert told(key) == [(NOON.date(), "akismet", 3, 0)]
    assert last_uses([key]) == {key.id: NOON + timedelta(minutes=2)}


def test_calls_before_and_after_midnight_are_their_own_days(key: WireKey) -> None:
    tally = Tally()
    midnight = datetime(2024, 6, 1, tzinfo=UTC)
    tally.count(key.id, "akismet", midnight - timedelta(seconds=1), limited=False)
    tally.count(key.id, "akismet", midnight, limited=False)
    tally.tell()
    assert [(day, calls) for day, _name, calls, _limited in told(key)] == [
        (date(2024, 5, 31), 1),
        (date(2024, 6, 1), 1),
    ]
    assert calls_in_month(key.id, date(2024, 5, 1)) == 1


def test_what_the_database_refuses_is_told_later(key: WireKey) -> None:
    down = True

    def add(uses: list[Uses]) -> None:
        if down:
            raise OperationalError
        add_uses(uses)

    tally = Tally(add)
    tally.count(key.id, "akismet", NOON, limited=False)
    tally.tell()
    tally.count(key.id, "akismet", NOON + timedelta(minutes=1), limited=True)
    tally.tell()
    down = False
    tally.tell()
    tally.tell()

    assert told(key) == [(NOON.date(), "akismet", 2, 1)]


@pytest.mark.usefixtures("fresh_db")
def test_nothing_is_lost_while_many_count_and_tell(
    fresh_site: Site, fresh_key: Callable[[], WireKey]
) -> None:
    tally, key = Tally(), fresh_key()

    def use(_number: int) -> None:
        for again in range(50):
            tally.count(key.id, "akismet", NOON, limited=False)
            if again % 10 == 0:
                tally.tell()

    race(8, use)
    tally.tell()
    assert told(key) == [(NOON.date(), "akismet", 400, 0)]


@pytest.mark.usefixtures("fresh_db")
def test_processes_add_to_one_sum(fresh_site: Site, fresh_key: Callable[[], WireKey]) -> None:
    key = fresh_key()
    tallies = [Tally() for _ in range(4)]
    for tally in tallies:
        for _ in range(5):
            tally.count(key.id, "akismet", NOON, limited=False)
    race(4, lambda number: tallies[number].tell())
    for tally in tallies:
        tally.tell()  # whom SQLite's one writer kept waiting too long
    assert told(key) == [(NOON.date(), "akismet", 20, 0)]


def test_a_key_that_is_not_here_takes_nobody_else_s_counts_along(key: WireKey) -> None:
    tally = Tally()
    stranger: UUID = uuid4()
    tally.count(stranger, "akismet", NOON, limited=False)
    tally.count(key.id, "akismet", NOON, limited=False)
    tally.tell()
    assert told(key) == [(NOON.date(), "akismet", 1, 0)]
    assert not WireUse.objects.filter(key=stranger).exists()


def test_a_key_never_used_has_no_last_use(key: WireKey) -> None:
    assert last_uses([key]) == {}
    assert calls_in_month(key.id, NOON.date()) == 0


@pytest.fixture
def fresh_site(fresh_db: None, now: datetime) -> Site:
    return ensure_newsroom(now)


@pytest.fixture
def fresh_key(fresh_site: Site, now: datetime) -> Callable[[], WireKey]:
    def made() -> WireKey:
        make_key(fresh_site, Terms("a blog", frozenset({Scope.AKISMET})), by=None, now=now)
        return keys_of(fresh_site)[0]

    return made
