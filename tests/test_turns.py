"""On SQLite writers take turns, and nobody keeps a turn for longer than a transaction."""

import pytest
from django.db import OperationalError, connection, transaction

from stet.newsroom.models import Site
from tests.support.threads import race, refusals, results

pytestmark = pytest.mark.sqlite


def _write(name: str) -> Site:
    with transaction.atomic():
        return Site.objects.create(name=name)


def test_everybody_gets_a_turn(fresh_db: None) -> None:
    outcomes = race(24, lambda number: _write(f"Site {number}"))
    assert not refusals(outcomes)
    assert Site.objects.count() == len(results(outcomes)) == 24


def test_a_transaction_that_fails_gives_its_turn_back(fresh_db: None) -> None:
    class Broken(Exception):
        pass

    def fail() -> None:
        with transaction.atomic():
            Site.objects.create(name="Undone")
            raise Broken

    with pytest.raises(Broken):
        fail()
    (written,) = race(1, lambda _: _write("Done"))
    assert isinstance(written, Site)
    assert [site.name for site in Site.objects.all()] == ["Done"]


def test_a_connection_that_is_closed_in_its_turn_gives_it_back(fresh_db: None) -> None:
    def leave(_: int) -> None:
        transaction.set_autocommit(False)
        Site.objects.create(name="Left behind")
        connection.close()

    race(1, leave)
    (written,) = race(1, lambda _: _write("Done"))
    assert isinstance(written, Site)


def test_who_gets_no_turn_is_told_so(fresh_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.01)
    with transaction.atomic():
        (refused,) = race(1, lambda _: _write("Kept waiting"))
    assert isinstance(refused, OperationalError)
