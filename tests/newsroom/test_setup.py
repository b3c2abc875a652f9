"""A newsroom is whole from its first start on, and stays as it is at the next."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from stet.ledger.reading import history
from stet.newsroom.default_guidelines import default_guidelines
from stet.newsroom.guidelines import digest_of, in_force, text_of
from stet.newsroom.models import GuidelineVersion, Site
from stet.newsroom.setup import ensure_newsroom, the_site
from stet.screening.clauses import DEFAULT_CLAUSES, OPTIONAL_CLAUSES
from tests.support.threads import race, results

NOW = datetime(2024, 5, 31, 12, tzinfo=UTC)


def test_it_makes_a_site_with_guidelines_in_force(db: None) -> None:
    site = ensure_newsroom(NOW)

    assert site == the_site()
    version = in_force(site.id)
    assert (version.number, version.published_at) == (1, NOW)
    assert text_of(version) == default_guidelines()


def test_a_second_start_changes_nothing(db: None) -> None:
    first = ensure_newsroom(NOW)
    Site.objects.filter(pk=first.pk).update(name="The Valley Courier")

    again = ensure_newsroom(NOW)

    assert (again.pk, again.name) == (first.pk, "The Valley Courier")
    assert GuidelineVersion.objects.count() == 1


def test_two_processes_that_start_at_once_make_one_newsroom(fresh_db: None) -> None:
    made = results(race(8, lambda _number: ensure_newsroom(NOW).pk))

    assert len(made) == 8
    assert len(set(made)) == 1
    assert (Site.objects.count(), GuidelineVersion.objects.count()) == (1, 1)


def test_before_the_first_start_there_is_no_site(db: None) -> None:
    with pytest.raises(Site.DoesNotExist):
        the_site()


def test_the_ledger_holds_what_the_first_guidelines_say(db: None) -> None:
    version = in_force(ensure_newsroom(NOW).id)

    (event,) = history(version.id)

    assert event.deed == "guidelines.published"
    assert event.payload == {"number": 1, "digest": digest_of(version)}
    assert event.actor == "system"


def test_the_default_clauses_are_those_that_screening_knows() -> None:
    clauses = default_guidelines().clauses

    assert [clause.key for clause in clauses if clause.enabled] == list(DEFAULT_CLAUSES)
    assert [clause.key for clause in clauses if not clause.enabled] == list(OPTIONAL_CLAUSES)


def test_every_default_clause_has_a_reason_and_an_example_of_either_kind() -> None:
    for clause in default_guidelines().clauses:
        parts = (clause.title, clause.text, clause.reason, clause.acceptable, clause.unacceptable)
        assert all(part == part.strip() != "" for part in parts), clause.key
        assert clause.reason.endswith("."), clause.key
        assert " you" in f" {clause.reason.lower()}", f"{clause.key} does not speak to its author"


def test_a_deed_without_a_ledger_fails_and_leaves_nothing(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.newsroom.recording._recorders", [])

    with pytest.raises(LookupError):
        ensure_newsroom(NOW)

    assert not connection.needs_rollback
    assert Site.objects.count() == 0
