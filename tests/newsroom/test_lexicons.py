"""The publisher's edits of the word lists, as screening gets them."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest

from stet.ledger.reading import history
from stet.newsroom.lexicons import (
    BadTerm,
    add_term,
    edits_of,
    forget_edit,
    remove_term,
    terms_of,
)
from stet.newsroom.models import Site, Staff

Given = dict[str, Any]


@pytest.fixture
def given(alice: Staff, now: datetime) -> Given:
    return {"lang": "en", "term": "blithering", "clause": "profanity", "by": alice, "now": now}


def test_edits_come_in_a_fixed_order(site: Site, given: Given) -> None:
    add_term(site, **{**given, "term": "zounds"}, strength="mild")
    remove_term(site, **{**given, "lang": "ckb", "term": "گەمژە"})
    add_term(site, **given)

    assert edits_of(site.id) == (
        ("remove", "ckb", "گەمژە", "profanity", "strong"),
        ("add", "en", "blithering", "profanity", "strong"),
        ("add", "en", "zounds", "profanity", "mild"),
    )


def test_an_edit_is_recorded_with_who_made_it(site: Site, alice: Staff, given: Given) -> None:
    edit = add_term(site, **given)

    (event,) = history(edit.id)
    assert (event.deed, event.actor) == ("lexicon.changed", f"staff:{alice.id}")
    assert event.payload == {
        "action": "add",
        "lang": "en",
        "term": "blithering",
        "clause": "profanity",
        "strength": "strong",
    }
    assert [term.added_by for term in terms_of(site)] == [alice]


def test_a_second_edit_of_a_term_takes_the_place_of_the_first(site: Site, given: Given) -> None:
    edit = add_term(site, **given)
    add_term(site, **{**given, "term": "  blithering \n", "lang": "EN"})
    assert len(list(history(edit.id))) == 1

    remove_term(site, **given)

    assert edits_of(site.id) == (("remove", "en", "blithering", "profanity", "strong"),)
    assert len(list(history(edit.id))) == 2


def test_a_forgotten_edit_is_gone_and_recorded(site: Site, given: Given, alice: Staff) -> None:
    edit = add_term(site, **given)
    forgotten = edit.id

    forget_edit(site, forgotten, by=alice, now=given["now"])
    forget_edit(site, forgotten, by=alice, now=given["now"])
    forget_edit(site, uuid4(), by=alice, now=given["now"])

    assert edits_of(site.id) == ()
    assert [event.payload["action"] for event in history(forgotten)] == ["add", "forget"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("term", {"term": ""}),
        ("term", {"term": "***"}),
        ("term", {"term": "\u200b\u064b"}),
        ("term", {"term": "x" * 121}),
        ("term", {"term": "x\x00"}),
        ("term", {"term": "\ud800"}),
        ("clause", {"clause": "rudeness"}),
        ("clause", {"clause": ""}),
        ("lang", {"lang": "English"}),
        ("lang", {"lang": ""}),
        ("strength", {"strength": "weak"}),
    ],
)
def test_an_edit_that_cannot_work_is_refused_by_field(
    field: str, change: Given, site: Site, given: Given
) -> None:
    with pytest.raises(BadTerm) as refused:
        add_term(site, **{**given, **change})

    assert refused.value.field == field
    assert edits_of(site.id) == ()


def test_a_clause_that_is_off_can_have_terms_for_the_day_it_is_on(site: Site, given: Given) -> None:
    add_term(site, **{**given, "clause": "unlawful_or_private"})

    assert edits_of(site.id)[0][3] == "unlawful_or_private"
