"""Guidelines: the next version is drafted, published once, and never changed again."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.guideline_drafts import (
    BadGuidelines,
    DraftChanged,
    NoDraft,
    NothingToPublish,
    current_draft,
    discard_draft,
    draft,
    publish_draft,
    save_draft,
)
from stet.newsroom.guidelines import ClauseText, GuidelinesText, digest_of, in_force, text_of
from stet.newsroom.models import Clause, GuidelineVersion, Site, Staff
from stet.newsroom.reading import published_guidelines, published_versions
from stet.newsroom.setup import ensure_newsroom
from tests.support.threads import race, refusals, results

LATER = timedelta(days=3)


@pytest.fixture
def current(site: Site) -> GuidelinesText:
    return text_of(in_force(site.id))


@pytest.fixture
def changed(current: GuidelinesText) -> GuidelinesText:
    return replace(current, welcome="Tell us what you know.")


def test_a_draft_begins_as_what_is_in_force(
    site: Site, current: GuidelinesText, alice: Staff, now: datetime
) -> None:
    begun = draft(site, alice, now)

    assert (begun.number, begun.published_at) == (2, None)
    assert text_of(begun) == current
    assert draft(site, alice, now).pk == begun.pk


def test_a_draft_is_not_in_force_and_not_public(
    site: Site, changed: GuidelinesText, alice: Staff, now: datetime
) -> None:
    save_draft(site, changed, alice, now)

    assert in_force(site.id).number == 1
    assert published_guidelines(site, 2) is None
    assert [version.number for version in published_versions(site)] == [1]


def test_publishing_puts_the_draft_in_force_and_keeps_the_version_before(
    site: Site, current: GuidelinesText, changed: GuidelinesText, alice: Staff, now: datetime
) -> None:
    save_draft(site, changed, alice, now)

    version = publish_draft(site, alice, now + LATER)

    assert in_force(site.id).pk == version.pk
    assert (version.number, version.published_by, version.published_at) == (2, alice, now + LATER)
    first, second = published_guidelines(site, 1), published_guidelines(site)
    assert first is not None
    assert second is not None
    assert (text_of(first), text_of(second)) == (current, changed)
    assert current_draft(site) is None


def test_the_ledger_keeps_a_digest_of_what_was_published(
    site: Site, changed: GuidelinesText, alice: Staff, now: datetime
) -> None:
    save_draft(site, changed, alice, now)
    version = publish_draft(site, alice, now)

    (event,) = history(version.id)

    assert (event.deed, event.actor) == ("guidelines.published", f"staff:{alice.id}")
    assert event.payload == {"number": 2, "digest": digest_of(version)}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (GuidelineVersion, {"welcome": "Other words."}),
        (GuidelineVersion, {"process": "Other words."}),
        (GuidelineVersion, {"number": 3}),
        *((Clause, {field: "Other words."}) for field in ("title", "text", "reason")),
        *((Clause, {field: "Other words."}) for field in ("acceptable", "unacceptable")),
        (Clause, {"key": "other"}),
        (Clause, {"ground": "people"}),
        (Clause, {"enabled": False}),
        (Clause, {"position": 99}),
    ],
)
def test_whatever_is_changed_changes_the_digest(
    table: type[GuidelineVersion | Clause], change: dict[str, Any], site: Site, now: datetime
) -> None:
    version = draft(site, None, now)
    before = digest_of(version)

    which = {"version": version, "key": "threat"} if table is Clause else {"pk": version.pk}
    table._default_manager.filter(**which).update(**change)

    assert digest_of(GuidelineVersion.objects.get(pk=version.pk)) != before


def test_a_draft_that_says_nothing_new_is_not_published(
    site: Site, current: GuidelinesText, alice: Staff, now: datetime
) -> None:
    save_draft(site, current, alice, now)

    with pytest.raises(NothingToPublish):
        publish_draft(site, alice, now)

    assert in_force(site.id).number == 1


def test_without_a_draft_there_is_nothing_to_publish_or_discard(
    site: Site, alice: Staff, now: datetime
) -> None:
    with pytest.raises(NoDraft):
        publish_draft(site, alice, now)
    with pytest.raises(NoDraft):
        discard_draft(site, alice, now)


def test_a_discarded_draft_is_gone_and_its_number_is_used_again(
    site: Site, changed: GuidelinesText, alice: Staff, now: datetime
) -> None:
    save_draft(site, changed, alice, now)

    discard_draft(site, alice, now)

    assert current_draft(site) is None
    assert draft(site, alice, now).number == 2


def test_clauses_are_kept_in_the_order_given(
    site: Site, current: GuidelinesText, alice: Staff, now: datetime
) -> None:
    turned = replace(current, clauses=tuple(reversed(current.clauses)))

    saved = save_draft(site, turned, alice, now)

    assert text_of(saved) == turned
    assert [clause.position for clause in saved.clauses.all()] == list(range(1, 14))


def test_two_editors_do_not_overwrite_each_other(
    site: Site, current: GuidelinesText, changed: GuidelinesText, alice: Staff, now: datetime
) -> None:
    seen = digest_of(draft(site, alice, now))
    save_draft(site, changed, alice, now, seen=seen)

    with pytest.raises(DraftChanged):
        save_draft(site, current, alice, now, seen=seen)

    kept = current_draft(site)
    assert kept is not None
    assert text_of(kept) == changed


CLAUSE = ClauseText("spoilers", "Spoilers", "No endings.", "You gave away the ending.")


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("welcome", {"welcome": " \n"}),
        ("process", {"process": "x" * 5_001}),
        ("process", {"process": "bell \x07"}),
        ("clauses", {"clauses": ()}),
        ("clauses", {"clauses": (replace(CLAUSE, enabled=False),)}),
        ("clauses.2.key", {"clauses": (CLAUSE, CLAUSE)}),
        ("clauses.1.key", {"clauses": (replace(CLAUSE, key="No Spoilers"),)}),
        ("clauses.1.title", {"clauses": (replace(CLAUSE, title=""),)}),
        ("clauses.1.title", {"clauses": (replace(CLAUSE, title="two\nlines"),)}),
        ("clauses.1.text", {"clauses": (replace(CLAUSE, text="\u200b"),)}),
        ("clauses.1.reason", {"clauses": (replace(CLAUSE, reason=""),)}),
        ("clauses.1.ground", {"clauses": (replace(CLAUSE, ground="robot"),)}),
    ],
)
def test_a_draft_that_cannot_stand_is_refused_by_field(
    field: str,
    bad: dict[str, str],
    site: Site,
    current: GuidelinesText,
    alice: Staff,
    now: datetime,
) -> None:
    with pytest.raises(BadGuidelines) as refused:
        save_draft(site, replace(current, **bad), alice, now)  # type: ignore[arg-type]

    assert refused.value.field == field
    assert current_draft(site) is None


def refused_by_the_database(statement: str) -> str:
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE newsroom_guidelineversion SET welcome = 'Anything goes.'",
        "UPDATE newsroom_guidelineversion SET number = 7",
        "UPDATE newsroom_guidelineversion SET published_at = NULL",
        "DELETE FROM newsroom_guidelineversion",
        "UPDATE newsroom_clause SET reason = 'Because.'",
        "UPDATE newsroom_clause SET enabled = NOT enabled",
        "DELETE FROM newsroom_clause",
        "INSERT INTO newsroom_clause SELECT * FROM newsroom_clause",
    ],
)
def test_the_database_refuses_any_change_of_a_published_version(statement: str, site: Site) -> None:
    before = digest_of(in_force(site.id))

    told = refused_by_the_database(statement)

    assert "a published version of the guidelines never changes" in told
    assert digest_of(in_force(site.id)) == before


def test_the_models_cannot_change_a_published_version_either(site: Site) -> None:
    version = in_force(site.id)
    version.welcome = "Anything goes."
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()
    clause = version.clauses.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        clause.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.create(version=version, position=99, key="new", title="New", text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.filter(version=version).update(version=version, key="other")


def test_a_draft_s_clause_cannot_be_moved_into_a_published_version(
    site: Site, now: datetime
) -> None:
    clause = draft(site, None, now).clauses.all()[0]

    with pytest.raises(IntegrityError), transaction.atomic():
        Clause.objects.filter(pk=clause.pk).update(version=in_force(site.id), position=99, key="x")


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["newsroom_guidelineversion", "newsroom_clause"])
def test_emptying_the_tables_is_refused(table: str, site: Site) -> None:
    with connection.cursor() as cursor:
        # Foreign keys that wait for the commit would be in the way before any guard is asked.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused_by_the_database(f"TRUNCATE {table} CASCADE")

    assert in_force(site.id).clauses.count() == 13


def test_eight_editors_that_publish_at_once_publish_one_version(
    fresh_db: None, now: datetime
) -> None:
    site = ensure_newsroom(now)
    text = replace(text_of(in_force(site.id)), welcome="Tell us what you know.")
    save_draft(site, text, None, now)

    outcomes = race(8, lambda _number: publish_draft(site, None, now).number)

    assert results(outcomes) == [2]
    assert {type(refusal) for refusal in refusals(outcomes)} == {NoDraft}
    assert Entry.objects.filter(deed="guidelines.published").count() == 2
