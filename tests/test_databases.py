"""The two ways to a database that every other test relies on."""

import pytest
from django.db import IntegrityError, connection

from stet.config.guarding import GUARDS, guard_faults
from stet.newsroom.models import Site
from tests.support.threads import race, refusals, results


def test_a_rolled_back_database_has_every_guard(db: None) -> None:
    assert GUARDS
    assert list(guard_faults()) == []


def test_a_fresh_database_has_every_guard(fresh_db: None) -> None:
    assert list(guard_faults()) == []


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_fresh_database_is_empty_whatever_another_test_committed(
    fresh_db: None, turn: str
) -> None:
    assert not Site.objects.exists()
    Site.objects.create(name=turn)
    assert Site.objects.count() == 1


def test_threads_see_what_was_committed_and_nothing_is_lost(fresh_db: None) -> None:
    Site.objects.create(name="committed")

    outcomes = race(8, lambda number: Site.objects.create(name=f"by {number}").name)

    assert refusals(outcomes) == []
    assert results(outcomes) == [f"by {number}" for number in range(8)]
    assert Site.objects.count() == 9


def test_a_thread_that_fails_is_reported_in_its_place() -> None:
    def deed(number: int) -> int:
        if number == 1:
            raise IntegrityError
        return number

    first, second, third = race(3, deed)

    assert (first, third) == (0, 2)
    assert isinstance(second, IntegrityError)


@pytest.mark.sqlite
def test_sqlite_is_opened_as_in_production(fresh_db: None) -> None:
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "recursive_triggers", "foreign_keys")
        ]
    assert found == ["wal", 2, 1, 1]
