"""The search page: every comment that is there is found by a person's words, safely shown."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leaving import withdraw
from stet.moderation.searching.finding import TooMuch
from stet.newsroom.models import Article, Site, Staff
from stet.web.desk import searching
from tests.desk.conftest import Write
from tests.desk.pages import html_of, plain, texts

SEARCH = "/desk/search/"


def names(response: Any) -> list[str]:
    return [text.split()[0] for text in texts(response, "row-said")]


def find(desk: Client, **asked: str) -> Any:
    response = desk.get(SEARCH, asked)
    assert response.status_code == 200
    return response


def test_it_finds_comments_in_every_state(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    write("A bridge waits.", name="Held")
    good, bad = write("A good bridge.", name="Good"), write("A bad bridge.", name="Bad")
    decide(Verdict(good.id, "approve"), alice, now)
    decide(Verdict(bad.id, "reject", ["threat"]), bob, now)
    response = find(desk, q="bridge")
    assert names(response) == ["Bad", "Good", "Held"]
    assert "Bob Example" in plain(response)
    assert names(find(desk, q="bridge", state="rejected")) == ["Bad"]
    assert names(find(desk, q="good")) == ["Good"]


def test_it_marks_what_was_found_and_nothing_else(desk: Client, write: Write) -> None:
    write("Rosa said: <b>mend</b> the köprü, mend it.", name="<i>Rosa</i>")
    html = html_of(find(desk, q="rosa kopru"))
    assert "&lt;i&gt;<mark>Rosa</mark>&lt;/i&gt;" in html
    assert "<mark>Rosa</mark> said: &lt;b&gt;mend&lt;/b&gt; the <mark>köprü</mark>" in html
    assert "<b>mend" not in html


def test_it_shows_the_words_around_a_late_hit(desk: Client, write: Write) -> None:
    write("One of many words. " * 100 + "Then the heron came." + " And so on." * 100)
    (said,) = texts(find(desk, q="heron"), "row-text")
    assert "heron" in said
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) < 260


def test_what_was_typed_comes_back_whole_and_harmless(desk: Client, write: Write) -> None:
    write("Anything.")
    html = html_of(find(desk, q='"><script>alert(1)</script>'))
    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html


@pytest.mark.parametrize(
    "query",
    ["", "%", "'", '"', "*", "a OR", "NEAR(", "\x00", "\ufffd", "x" * 5000, "-", "🙏", "§held"],
)
@pytest.mark.parametrize("field", ["q", "in", "state", "article", "written", "since", "until"])
def test_no_address_is_an_error(desk: Client, comment: Comment, query: str, field: str) -> None:
    find(desk, **{field: query})


@pytest.mark.parametrize("after", ["x", "9" * 40, "-1", "é", "0", "1.5"])
def test_it_opens_with_a_cursor_that_is_none(desk: Client, comment: Comment, after: str) -> None:
    find(desk, q="bridge", after=after)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01", "20260101", "yesterday"])
def test_it_opens_with_a_day_that_is_none(desk: Client, comment: Comment, day: str) -> None:
    find(desk, since=day)
    find(desk, until=day)


def test_days_are_those_of_the_site(
    desk: Client, site: Site, comment: Comment, now: datetime
) -> None:
    site.timezone = "Pacific/Kiritimati"  # fourteen hours ahead
    site.save()
    day = comment.posted_at.astimezone(ZoneInfo(site.timezone)).date()
    assert names(find(desk, since=day.isoformat(), until=day.isoformat())) == ["Rosa"]
    before = day.fromordinal(day.toordinal() - 1).isoformat()
    assert names(find(desk, until=before)) == []


def test_it_leads_page_by_page_through_everything_once(
    desk: Client, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "PAGE_SIZE", 2)
    for number in range(5):
        write(f"Bridge number {number}.", name=f"N{number}")
    found: list[str] = []
    address = f"{SEARCH}?{urlencode({'q': 'bridge', 'state': 'held'})}"
    for _page in range(3):
        response = desk.get(address)
        found += names(response)
        follows = html_of(response).split('class="pages"')
        if len(follows) > 1:
            address = SEARCH + follows[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert found == ["N4", "N3", "N2", "N1", "N0"]


def test_what_is_gone_is_not_shown(desk: Client, comment: Comment, now: datetime) -> None:
    withdraw(comment.id, now)
    assert "No comment matches." in plain(find(desk, q="bridge"))


def test_it_says_so_when_a_search_is_too_much(
    desk: Client, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overwhelmed(*_: object) -> None:
        raise TooMuch

    monkeypatch.setattr(searching, "search", overwhelmed)
    assert "too much" in plain(find(desk, q="bridge"))


def test_it_says_so_when_there_is_nothing_to_search_for(desk: Client, comment: Comment) -> None:
    assert "no letter and no digit" in plain(find(desk, q="?!"))


def test_charlie_finds_nothing_here(charlie: Client, comment: Comment) -> None:
    response = charlie.get(SEARCH, {"q": "bridge"})
    assert response.status_code == 302
    assert b"bridge" not in response.content


def test_it_asks_no_more_for_many_than_for_few(
    desk: Client, alice: Staff, write: Write, now: datetime
) -> None:
    counted = []
    for _round in range(2):
        for number in range(4):
            done = write(f"A bridge {_round} {number}.")
            decide(Verdict(done.id, "reject", ["threat", "profanity"]), alice, now)
            write(f"A waiting bridge {_round} {number}.")
        with CaptureQueriesContext(connection) as queries:
            find(desk, q="bridge")
        counted.append(len(queries))
    # One of them tells PostgreSQL how long a search may take; SQLite is stopped from outside.
    assert counted[1] <= counted[0] <= 17


def test_the_list_leads_to_search(desk: Client, article: Article) -> None:
    assert 'action="/desk/search/"' in html_of(desk.get("/desk/list/"))
