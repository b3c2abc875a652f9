"""Search: whatever was written is found by its words, as they are written and as they are typed."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stet.comments.submitting import Refused, TooMany
from stet.config.sweeping import sweep_once
from stet.moderation.intake import receive
from stet.moderation.leaving import erase, withdraw
from stet.moderation.searching.asking import Place, Sought
from stet.moderation.searching.finding import search
from stet.moderation.searching.models import SearchDoc, SearchDue
from stet.newsroom.articles import ArticleText, add_article
from tests.support.newsroom import Newsroom


def found(query: str = "", **more: object) -> list[str]:
    """The names of those whose comments are found."""
    return [hit.comment.name for hit in search(Sought(query, **more), 50).hits]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The bridges are closed", "bridge"),
        ("Köprüyü kapattılar", "köprü"),
        ("Köprüyü kapattılar", "KOPRU"),
        ("İSTANBUL'da yağmur", "istanbul"),
        ("ISTANBUL", "ıstanbul"),
        ("الجسر مغلق", "جسر"),
        ("والجسر مغلق", "الجسر"),
        ("كتاب", "کتاب"),
        ("پردەکە داخراوە", "پرده"),
        ("Rojnamegerên azad", "rojnamegeren"),
        ("Rojnameg\u0651er", "rojnameger"),
        ("mu\u0308nchen", "münchen"),
        ("one\u200btwo", "onetwo"),
        ("No l0ng3r than 2019", "2019"),
        ("sooooo good", "soo"),
        ("ﬁne words", "fine"),
        ("A-1 don't", "don't"),
        ("https://shop.example/buy?x=1", "shop.example"),
        ("аpple with a Cyrillic a", "apple"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_found_however_it_is_typed(newsroom: Newsroom, text: str, query: str) -> None:
    newsroom.post(text, "Rosa")
    newsroom.post("Something else entirely, about the mayor.", "Tom")
    assert found(query) == ["Rosa"]


def test_all_words_must_be_there_wherever_they_are(newsroom: Newsroom) -> None:
    newsroom.post("Nobody came on Tuesday.", "Rosa Lund")
    newsroom.post("Nobody came on Friday.", "Tom Hale")
    assert found("rosa tuesday") == ["Rosa Lund"]
    assert found("rosa tuesday ferry") == []
    assert found("rosa tuesday ferry", place=Place.EVERYWHERE) == ["Rosa Lund"]
    assert found('"ferry is late" tuesday', place=Place.EVERYWHERE) == ["Rosa Lund"]
    assert found("rosa friday") == []
    assert found("nobody") == ["Tom Hale", "Rosa Lund"]


def test_quoted_words_are_whole_and_in_order(newsroom: Newsroom) -> None:
    newsroom.post("the captain drove on", "Rosa")
    newsroom.post("drove the captains mad", "Tom")
    assert found('"captain drove"') == ["Rosa"]
    assert found('"captain"') == ["Rosa"]
    assert found("captain drove") == ["Tom", "Rosa"]
    assert found("“the captain”") == ["Rosa"]
    assert found('"captain') == ["Rosa"]


def test_a_minus_leaves_out(newsroom: Newsroom) -> None:
    newsroom.post("tea and coffee", "Rosa")
    newsroom.post("tea and water", "Tom")
    assert found("tea -coffee") == ["Tom"]
    assert found("-coffee") == ["Tom"]
    assert found('tea -"and water"') == ["Rosa"]
    assert found('-"water and"') == ["Tom", "Rosa"]


def test_it_looks_where_it_is_told(newsroom: Newsroom) -> None:
    newsroom.post("I agree with Rosa.", "Tom")
    newsroom.post("I agree with nobody.", "Rosa")
    assert found("rosa") == ["Rosa", "Tom"]
    assert found("rosa", place=Place.NAME) == ["Rosa"]
    assert found("ferry", place=Place.HEADLINE) == ["Rosa", "Tom"]
    assert found("agree", place=Place.HEADLINE) == []


def test_state_article_language_and_dates_narrow_it_down(newsroom: Newsroom) -> None:
    text = ArticleText("The pier is sold")
    pier, _ = add_article(newsroom.site, text, by=None, now=newsroom.later())
    held = newsroom.post("A word about boats.", "Held")
    approved = newsroom.post("A word about boats, once more.", "Approved")
    rejected = newsroom.post("A word about boats, idiot.", "Rejected")
    newsroom.decide(approved, "approve")
    newsroom.decide(rejected, "reject", "personal_attack")
    assert found("boats", state="held") == ["Held"]
    assert found("boats", state="approved") == ["Approved"]
    assert found("boats", state="rejected") == ["Rejected"]
    assert found("boats", article=pier.id) == []
    assert len(found("boats", article=newsroom.article.id)) == 3
    assert found("boats", lang="de") == []
    assert found("boats", since=approved.posted_at) == ["Rejected", "Approved"]
    assert found("boats", before=approved.posted_at) == ["Held"]
    assert found(state="held") == ["Held"]
    newsroom.decide(held, "approve")
    assert found("boats", state="held") == []
    assert len(found("boats", state="approved")) == 2


def test_what_is_gone_is_found_no_more(newsroom: Newsroom) -> None:
    withdrawn = newsroom.post("My own sad secret.", "Rosa")
    erased = newsroom.published("My own sad address.", "Tom")
    assert found("sad") == ["Tom", "Rosa"]
    withdraw(withdrawn.id, newsroom.later())
    erase(erased.id, newsroom.administrator, newsroom.later())
    assert found("sad") == []
    assert found() == []
    assert SearchDoc.objects.count() == 0


@pytest.mark.sqlite
def test_nothing_of_an_erased_text_stays_in_the_index(newsroom: Newsroom) -> None:
    for number in range(30):
        newsroom.post(f"Number {number}", "Charlie")
    comment = newsroom.post("xylophonist", "Tom")
    assert _blocks_with(b"xylophonist")
    erase(comment.id, newsroom.administrator, newsroom.later())
    assert SearchDue.objects.filter(key="purge").exists()
    while sweep_once(newsroom.later())["erased words"]:
        pass
    assert not SearchDue.objects.exists()
    assert not _blocks_with(b"lophonist")
    assert len(found("number")) == 30


def _blocks_with(word: bytes) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM moderation_search_data")
        return sum(word in row[0] for row in cursor.fetchall())


def test_a_new_headline_is_followed(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stet.moderation.searching.indexing._REWRITTEN", 2)
    for number in range(3):
        newsroom.post(f"Number {number}.")
    newsroom.article.headline = "The tunnel is late"
    newsroom.article.save()
    while sweep_once(newsroom.later())["headlines"]:
        pass
    assert len(found("tunnel", place=Place.HEADLINE)) == 3
    assert found("ferry", place=Place.EVERYWHERE) == []
    assert len(found("number", state="held")) == 3
    assert not SearchDue.objects.exists()


def test_pages_hold_everything_once_whatever_comes_between(newsroom: Newsroom) -> None:
    for number in range(5):
        newsroom.post(f"boats {number}", f"N{number}")
    first = search(Sought("boats"), 2)
    newsroom.post("boats 5", "N5")
    names = [hit.comment.name for hit in first.hits]
    page = first
    while page.next:
        page = search(Sought("boats"), 2, page.next)
        names += [hit.comment.name for hit in page.hits]
    assert names == ["N4", "N3", "N2", "N1", "N0"]


def test_comments_of_one_moment_are_all_found(newsroom: Newsroom) -> None:
    now = newsroom.later()
    for number in range(4):
        receive(newsroom.draft(f"boats {number}", f"N{number}"), now)
    assert sorted(found("boats")) == ["N0", "N1", "N2", "N3"]


HOSTILE = [
    "",
    '"',
    '""',
    "-",
    '-"',
    "*",
    "a*",
    "(",
    ") OR (",
    "AND",
    "NOT",
    "NEAR(a b)",
    "words:a",
    "{a}",
    "^a",
    "'; DROP TABLE x; --",
    "a & | ! <-> b",
    "a:*",
    "\\",
    "%",
    "%s",
    "_",
    "\x00",
    "a\x00b",
    "\ud800",
    "§held",
    "¤rosa",
    "🙏",
    "\u202e",
    "\u0301",
    "x" * 100_000,
    "a " * 1000,
    '"a b" ' * 100,
    "-a " * 100,
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_is_wrong(newsroom: Newsroom, query: str) -> None:
    newsroom.post("A plain comment.")
    for place in Place:
        search(Sought(query, place=place), 10)


@given(query=st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered(newsroom: Newsroom, query: str) -> None:
    search(Sought(query), 10)


@given(text=st.text(min_size=1, max_size=60).filter(lambda text: "\x00" not in text))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_text_is_found_by_itself(newsroom: Newsroom, text: str) -> None:
    if not Sought(text).terms:
        return
    try:
        comment = newsroom.post(text)
    except (Refused, TooMany):
        return
    query = text.replace("-", " ").replace('"', " ")
    assert comment.id in [hit.comment.id for hit in search(Sought(query), 100).hits]
