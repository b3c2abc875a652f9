"""The list's filters: each finds what it names, stands in the address, and can be let go."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from stet.config.sweeping import sweep_once
from stet.moderation.deciding import Verdict, decide, reopen
from stet.moderation.models import QueueItem
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Site, Staff
from tests.desk.conftest import Write
from tests.desk.pages import html_of, plain, shown, texts

LIST = "/desk/list/"


def names(response: Any) -> list[str]:
    return [text.split()[0] for text in texts(response, "row-said")]


def listed(desk: Client, query: str) -> list[str]:
    response = desk.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return names(response)


@pytest.fixture
def three(write: Write, site: Site, now: datetime) -> None:
    """Calm on an article without a section, Rude in Sport, Hidden with a hidden character."""
    text = ArticleText(headline="The cup is ours", section="Sport")
    sport, _created = add_article(site, text, by=None, now=now)
    write("The bridge was closed for a year.", name="Calm", minutes_ago=300)
    write("Fuck you, you stupid cunt.", name="Rude", article=sport, minutes_ago=90)
    write("Nothing to \u202e see here.", name="Hidden", minutes_ago=10)
    sweep_once(now)  # a slow machine screens later


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("section=Sport", ["Rude"]),
        ("section=Nowhere", []),
        ("band=high", ["Rude"]),
        ("band=low", ["Calm", "Hidden"]),
        ("waits=1", ["Calm", "Rude"]),
        ("waits=4", ["Calm"]),
        ("flagged=1", ["Hidden"]),
        ("record=unknown", ["Calm", "Rude", "Hidden"]),
        ("order=latest_first", ["Hidden", "Rude", "Calm"]),
        ("order=latest_first&waits=1", ["Rude", "Calm"]),
        ("section=Sport&band=low", []),
    ],
)
def test_it_filters(desk: Client, three: None, query: str, expected: list[str]) -> None:
    assert listed(desk, query) == expected


def test_it_knows_authors_by_what_was_decided_of_them(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    for name in ("new", "good", "bad"):
        write(f"From {name} once more.", name=name.title(), author=f"browser:{name}")
    good = write("A good one.", name="Done", author="browser:good")
    bad = write("A bad one.", name="Done", author="browser:bad")
    decide(Verdict(good.id, "approve"), alice, now)
    decide(Verdict(bad.id, "reject", ["threat"]), alice, now)
    sweep_once(now)
    assert listed(desk, "record=first") == ["New"]
    assert listed(desk, "record=approved") == ["Good"]
    assert listed(desk, "record=rejected") == ["Bad"]
    write("From the good one again.", name="Again", author="browser:good")
    assert listed(desk, "record=approved") == ["Good", "Again"]
    reopen(good.id, alice, now)
    sweep_once(now)
    assert listed(desk, "record=approved") == []
    assert "first comment" in plain(desk.get(LIST))


def test_newest_first_leads_page_by_page_through_everything_once(
    desk: Client, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stet.web.desk.listing.PAGE_SIZE", 2)
    for number in range(5):
        write(f"Comment {number}.", name=f"N{number}", minutes_ago=40 if number < 3 else None)
    found: list[str] = []
    address = f"{LIST}?order=latest_first"
    for _page in range(3):
        response = desk.get(address)
        found += names(response)
        follows = html_of(response).split('class="pages"')
        if len(follows) > 1:
            address = LIST + follows[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert sorted(found) == ["N0", "N1", "N2", "N3", "N4"]


def chips(response: Any) -> dict[str, str]:
    """The filters in force, and the address without each."""
    found = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', html_of(response), re.DOTALL)
    return {
        " ".join(re.sub(r"<[^>]*>", " ", inside).split()): address.replace("&amp;", "&")
        for address, inside in found
    }


def test_each_filter_in_force_can_be_let_go(desk: Client, three: None) -> None:
    response = desk.get(f"{LIST}?section=Sport&band=high&flagged=1&order=likely_fine")
    found = chips(response)
    assert list(found) == [
        "Remove the filter Section: Sport ×",
        "Remove the filter Highest probability: 60 % and more ×",
        "Remove the filter Flagged ×",
    ]
    without = found["Remove the filter Flagged ×"]
    assert names(desk.get(LIST + without)) == ["Rude"]
    assert "order=likely_fine" in without
    assert chips(desk.get(LIST)) == {}


def test_the_same_filters_lead_to_deciding_one_by_one(desk: Client, three: None) -> None:
    html = html_of(desk.get(f"{LIST}?section=Sport&waits=1"))
    (query,) = re.findall(r'href="/desk/\?([^"]*)">Decide these one by one', html)
    rude = QueueItem.objects.get(comment__name="Rude")
    assert shown(desk.get("/desk/?" + query.replace("&amp;", "&"))) == rude.pk


def test_a_column_is_sorted_and_turned_round(desk: Client, three: None) -> None:
    html = html_of(desk.get(LIST))
    assert 'aria-sort="descending"' in html
    (turned,) = re.findall(r'<a class="sort" href="([^"]*)">Waits', html)
    assert names(desk.get(LIST + turned.replace("&amp;", "&"))) == ["Hidden", "Rude", "Calm"]
    (risk,) = re.findall(r'<a class="sort" href="([^"]*)">Screening', html)
    assert names(desk.get(LIST + risk.replace("&amp;", "&")))[0] == "Rude"


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 9, "\x00", "é", "x" * 500, "1", "²"])
@pytest.mark.parametrize(
    "field",
    ["article", "clause", "written", "suggestion", "section", "band", "waits", "record", "order"],
)
def test_no_address_is_an_error(desk: Client, three: None, field: str, value: str) -> None:
    for state in ("held", "decided"):
        assert desk.get(LIST, {field: value, "state": state}).status_code == 200


def test_the_article_choices_say_how_much_waits(desk: Client, three: None) -> None:
    assert "The cup is ours (1)" in plain(desk.get(LIST))
