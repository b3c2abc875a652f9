"""What an editor may set about the site."""

from datetime import datetime
from typing import Any

import pytest

from stet.ledger.reading import history
from stet.newsroom.models import Site, Staff
from stet.newsroom.setup import the_site
from stet.newsroom.sites import BadSite, change_site


def test_what_is_given_changes_and_the_rest_stays(site: Site, alice: Staff, now: datetime) -> None:
    change_site(site, by=alice, now=now, name="The Valley Courier", timezone="Asia/Baghdad")

    changed = the_site()
    assert (changed.name, changed.timezone) == ("The Valley Courier", "Asia/Baghdad")
    assert (changed.lang, changed.tagline, changed.queue_order) == ("en", "", "longest_waiting")
    (event,) = history(site.id)
    assert (event.deed, event.actor) == ("site.changed", f"staff:{alice.id}")
    assert event.payload == {"name": "The Valley Courier", "timezone": "Asia/Baghdad"}


def test_everything_can_be_set(site: Site, now: datetime) -> None:
    given: dict[str, Any] = {
        "name": "هەواڵ",
        "tagline": "Every day",
        "lang": "ckb",
        "timezone": "Europe/Berlin",
        "queue_order": "likely_fine",
    }

    changed = change_site(site, by=None, now=now, **given)

    assert {name: getattr(changed, name) for name in given} == given


def test_a_tagline_can_be_taken_away(site: Site, now: datetime) -> None:
    change_site(site, by=None, now=now, tagline="Every day")

    assert change_site(site, by=None, now=now, tagline="").tagline == ""


def test_the_same_again_writes_nothing(site: Site, now: datetime) -> None:
    change_site(site, by=None, now=now, name=site.name, lang="en")

    assert list(history(site.id)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 121),
        ("name", "two\nlines"),
        ("tagline", "x" * 201),
        ("tagline", "\x00"),
        ("lang", ""),
        ("lang", "Kurdish"),
        ("timezone", ""),
        ("timezone", "Europe"),
        ("timezone", "Mars/Base"),
        ("timezone", "../../etc/passwd"),
        ("timezone", "Europe/Berlin\x00"),
        ("timezone", "x" * 300),
        ("queue_order", ""),
        ("queue_order", "random"),
    ],
)
def test_a_setting_that_cannot_stand_is_refused_by_field(
    field: str, value: str, site: Site, now: datetime
) -> None:
    given: dict[str, Any] = {field: value}
    with pytest.raises(BadSite) as refused:
        change_site(site, by=None, now=now, **given)

    assert refused.value.field == field
    assert getattr(the_site(), field) == getattr(site, field)


def test_when_an_appeal_is_due_and_what_reports_hide_can_be_set(site: Site, now: datetime) -> None:
    numbers = {"appeal_days": " 7 ", "hide_reported_at": "3"}
    changed = change_site(site, by=None, now=now, numbers=numbers)

    assert (changed.appeal_days, changed.hide_reported_at) == (7, 3)


@pytest.mark.parametrize("value", ["", "0", "61", "-1", "3.5", "three", "٣", "9" * 9])
def test_a_number_that_cannot_stand_is_refused(site: Site, now: datetime, value: str) -> None:
    with pytest.raises(BadSite) as refused:
        change_site(site, by=None, now=now, numbers={"appeal_days": value})

    assert refused.value.field == "appeal_days"
    site.refresh_from_db()
    assert site.appeal_days == 3
