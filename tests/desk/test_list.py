"""The list of what waits and of what was decided."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from stet.comments.models import Comment
from stet.moderation.deciding import Verdict, decide
from stet.moderation.leasing import lease
from stet.moderation.rules.authors import end_author_rule, set_author_rule
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.web.desk import listing
from tests.desk.conftest import Write
from tests.desk.pages import html_of, plain, texts

LIST = "/desk/list/"


def names(response: Any) -> list[str]:
    return [text.split()[0] for text in texts(response, "row-said")]


def test_it_lists_what_waits_longest_first(desk: Client, write: Write) -> None:
    for name in ("Ana", "Ben", "Cleo"):
        write(f"{name} writes about the bridge.", name=name)
    response = desk.get(LIST)
    assert names(response) == ["Ana", "Ben", "Cleo"]
    assert "3 comments" in plain(response)


def test_it_takes_no_lease(desk: Client, bob: Staff, comment: Comment, now: datetime) -> None:
    desk.get(LIST)
    item = lease(bob, comment.id, now)
    assert item
    assert item.lease_holder == bob


def test_it_shows_who_is_on_a_comment(
    desk: Client, bob: Staff, comment: Comment, now: datetime
) -> None:
    lease(bob, comment.id, now)
    assert "Bob Example until" in plain(desk.get(LIST))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("suggestion=reject", ["Rude"]),
        ("clause=profanity", ["Rude"]),
        ("written=de", ["Gerda"]),
        ("order=likely_breach", ["Rude", "Gerda", "Calm"]),
        ("unscreened=1", []),
    ],
)
def test_it_filters_and_orders(desk: Client, write: Write, query: str, expected: list[str]) -> None:
    write("The bridge was closed for a year.", name="Calm")
    write("Das ist eine sehr gute Nachricht für die Stadt und die Leute hier.", name="Gerda")
    write("Fuck you, you stupid cunt.", name="Rude")
    found = names(desk.get(f"{LIST}?{query}"))
    assert found[: len(expected)] == expected
    assert len(found) == len(expected)


def test_it_filters_by_article(
    desk: Client, write: Write, site: Site, article: Article, now: datetime
) -> None:
    other, _created = add_article(site, ArticleText(headline="A new pier"), by=None, now=now)
    write("About the bridge.", name="Bridge")
    write("About the pier.", name="Pier", article=other)
    assert names(desk.get(f"{LIST}?article={other.id}")) == ["Pier"]


@pytest.mark.parametrize("query", ["", "state=decided", "order=likely_fine"])
def test_it_leads_page_by_page_through_everything_once(
    desk: Client,
    alice: Staff,
    write: Write,
    now: datetime,
    query: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    for number in range(5):
        comment = write(f"Comment number {number}.", name=f"N{number}")
        if query == "state=decided":
            decide(Verdict(comment.id, "approve"), alice, now)  # all at one moment
    found: list[str] = []
    address = f"{LIST}?{query}"
    for _page in range(3):
        response = desk.get(address)
        found += names(response)
        follows = html_of(response).split('class="pages"')
        if len(follows) > 1:
            address = LIST + follows[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert sorted(found) == ["N0", "N1", "N2", "N3", "N4"]


@pytest.mark.parametrize("after", ["x", "9" * 40 + ".0", "5.x", "é", "AAAA", "5." + "0" * 32])
@pytest.mark.parametrize("state", ["held", "decided"])
def test_it_opens_with_a_cursor_that_is_none(
    desk: Client, comment: Comment, after: str, state: str
) -> None:
    assert desk.get(LIST, {"after": after, "state": state}).status_code == 200


def test_it_lists_decisions_with_clause_and_decider(
    desk: Client, alice: Staff, bob: Staff, write: Write, now: datetime
) -> None:
    good, bad = write("Good.", name="Good"), write("Bad.", name="Bad")
    decide(Verdict(good.id, "approve"), alice, now - timedelta(minutes=9))
    decide(Verdict(bad.id, "reject", ["threat"]), bob, now - timedelta(minutes=8))
    response = desk.get(f"{LIST}?state=decided")
    assert names(response) == ["Bad", "Good"]
    assert "Bob Example" in plain(response)
    assert names(desk.get(f"{LIST}?state=decided&outcome=approve")) == ["Good"]
    assert names(desk.get(f"{LIST}?state=decided&clause=threat")) == ["Bad"]


def test_it_says_so_when_nothing_matches(desk: Client, site: Site) -> None:
    assert "Nothing waits." in plain(desk.get(LIST))
    assert "Nothing that waits matches." in plain(desk.get(f"{LIST}?written=de"))
    assert "Nothing was decided" in plain(desk.get(f"{LIST}?state=decided"))


def test_it_marks_first_comments_and_authors_with_a_rule(
    desk: Client, senior: Staff, write: Write, now: datetime
) -> None:
    write("Nobody knows me here.", name="Nia", author="browser:nia")
    for name, kind in (("Ana", "first"), ("Ben", "last"), ("Cleo", "two_people")):
        comment = write(f"{name} writes about the bridge.", name=name, author=f"browser:{name}")
        set_author_rule(comment.id, kind, "A reason.", "30", by=senior, now=now)
    ended = write("I had a rule.", name="Dora", author="browser:dora")
    rule = set_author_rule(ended.id, "last", "A reason.", "30", by=senior, now=now)
    end_author_rule(rule.id, by=senior, now=now)

    said = {text.split()[0]: text for text in texts(desk.get(LIST), "row-said")}

    assert "Always first in line" in said["Ana"]
    assert "Always last in line" in said["Ben"]
    assert "Never without a second person" in said["Cleo"]
    for name in ("Nia", "Dora"):
        assert "first comment" in said[name]
        assert "line" not in said[name]
    assert list(said) == ["Ana", "Nia", "Cleo", "Dora", "Ben"]
