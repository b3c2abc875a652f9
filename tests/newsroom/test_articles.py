"""Articles come in once however often they are sent, and their comments open and close."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stet.ledger.models import Entry
from stet.ledger.reading import history
from stet.newsroom.articles import (
    ArticleText,
    BadArticle,
    ClaimText,
    add_article,
    set_commenting,
)
from stet.newsroom.commenting import takes_comments
from stet.newsroom.models import Article, Site, Staff, Tag
from stet.newsroom.names import NameStanding, standing
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.sites import change_site
from tests.support.threads import race, results

URL = "https://courier.example/news/bridge"
TEXT = ArticleText(
    headline="The bridge at Sarin is open again",
    body="It opened on **Friday**.",
    url=URL,
    place="Sarin",
    byline="By Leyla Aziz and A. Omar",
    tags=("Sarin", "Roads & rails"),
    claims=(ClaimText("Nobody was hurt.", "A nurse"),),
)
DAY = timedelta(days=1)

Add = Callable[..., tuple[Article, bool]]


@pytest.fixture
def add(site: Site, now: datetime) -> Add:
    def added(text: ArticleText = TEXT, **changes: Any) -> tuple[Article, bool]:
        return add_article(site, replace(text, **changes), by=None, now=now)

    return added


def deeds_of(article: Article) -> list[str]:
    return [event.deed for event in history(article.id)]


def test_an_article_comes_in_whole(add: Add, site: Site, now: datetime) -> None:
    article, created = add()

    article.refresh_from_db()
    assert created
    assert article.slug == "the-bridge-at-sarin-is-open-again"
    assert (article.headline, article.place, article.url) == (TEXT.headline, "Sarin", URL)
    assert article.source == TEXT.body
    assert article.body_html == "<p>It opened on <strong>Friday</strong>.</p>\n"
    assert article.plain_text == "It opened on Friday."
    assert (article.lang, article.published_at, article.commenting) == ("en", now, "open")
    assert article.closes_at is None
    assert {(tag.slug, tag.name) for tag in article.tags.all()} == {
        ("sarin", "Sarin"),
        ("roads-rails", "Roads & rails"),
    }
    assert [claim.statement for claim in article.claims.all()] == ["Nobody was hurt."]


def test_the_ledger_tells_who_added_it(site: Site, alice: Staff, now: datetime) -> None:
    article, _created = add_article(site, TEXT, by=alice, now=now)

    (event,) = history(article.id)
    assert (event.deed, event.actor, event.at) == ("article.added", f"staff:{alice.id}", now)
    assert event.payload["slug"] == article.slug


def test_the_same_article_again_writes_nothing(add: Add) -> None:
    first, _created = add()
    entries, touched = Entry.objects.count(), Article.objects.get(pk=first.pk).updated_at

    again, created = add()

    assert (again.pk, created) == (first.pk, False)
    assert Entry.objects.count() == entries
    assert Article.objects.get(pk=first.pk).updated_at == touched


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "The bridge at Sarin is closed again"},
        {"body": "It closed on Saturday."},
        {"place": ""},
        {"byline": "A. Omar"},
        {"section": "Region"},
        {"summary": "Open again."},
        {"lang": "ckb"},
        {"published_at": datetime(2024, 5, 30, tzinfo=UTC)},
        {"tags": ("Sarin",)},
        {"claims": ()},
        {"claims": (ClaimText("Nobody was hurt.", "A nurse", status="confirmed"),)},
        {"commenting": "closed"},
        {"closes_after_days": 3},
    ],
)
def test_a_changed_article_is_brought_up_to_date(change: dict[str, Any], add: Add) -> None:
    first, _created = add()

    again, created = add(**change)

    assert (again.pk, again.slug, created) == (first.pk, first.slug, False)
    assert deeds_of(first) == ["article.added", "article.changed"]
    add(**change)
    assert deeds_of(first) == ["article.added", "article.changed"]


def test_an_article_without_an_address_is_known_by_its_slug(add: Add) -> None:
    first, _created = add(url="")
    again, created = add(url="", body="Other words.")
    named, also_created = add(url="", slug=first.slug, headline="Another headline")

    assert (again.pk, created, named.pk, also_created) == (first.pk, False, first.pk, False)


def test_an_article_known_by_its_slug_gets_its_address_later(add: Add) -> None:
    first, _created = add(url="", slug="bridge")

    again, created = add(slug="bridge")

    assert (again.pk, again.url, created) == (first.pk, URL, False)


def test_a_fragment_does_not_make_another_article(add: Add) -> None:
    first, _created = add()

    assert add(url=f"{URL}#comments") == (first, False)


def test_two_articles_with_one_headline_have_an_address_each(add: Add) -> None:
    slugs = [add(url=f"{URL}/{number}")[0].slug for number in range(3)]

    start = "the-bridge-at-sarin-is-open-again"
    assert slugs == [start, f"{start}-2", f"{start}-3"]
    assert add(url=f"{URL}/1")[1] is False


def test_an_article_s_address_does_not_change(add: Add) -> None:
    first, _created = add()

    with pytest.raises(BadArticle) as refused:
        add(slug="another")

    assert refused.value.field == "slug"
    assert first.slug in str(refused.value)


def test_an_address_is_not_taken_from_another_article(add: Add) -> None:
    add(slug="bridge")

    with pytest.raises(BadArticle) as refused:
        add(slug="bridge", url="https://courier.example/news/other")

    assert refused.value.field == "slug"


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("پردەکە کرایەوە", "پردەکە-کرایەوە"),
        ("Pirê Sarînê ji nû ve vebû", "pirê-sarînê-ji-nû-ve-vebû"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
        ("?!", "article-545f940d"),
    ],
)
def test_a_slug_is_made_from_the_headline(headline: str, slug: str, add: Add) -> None:
    made, _created = add(headline=headline, url="")

    assert made.slug == slug
    assert add(headline=headline, url="") == (made, False)


def test_a_time_without_a_zone_is_the_site_s(site: Site, now: datetime) -> None:
    site = change_site(site, by=None, now=now, timezone="Asia/Baghdad", lang="ckb")
    local = datetime(2024, 5, 31, 14, 30)  # noqa: DTZ001 - that is the point

    article, _created = add_article(site, replace(TEXT, published_at=local), by=None, now=now)

    assert article.published_at == local.replace(tzinfo=ZoneInfo("Asia/Baghdad"))
    assert article.lang == "ckb"


def test_bylines_are_nobody_else_s_to_sign_with(add: Add, site: Site) -> None:
    add()

    assert standing(site.id, "Leyla Aziz") is NameStanding.RESERVED
    assert standing(site.id, "a. omar") is NameStanding.RESERVED
    assert standing(site.id, "Leyla Azız") is NameStanding.LOOKALIKE  # with a dotless i
    assert standing(site.id, "Leyla Omar") is NameStanding.FREE


def test_tags_are_made_once_and_shared(add: Add) -> None:
    add(tags=("Sarin",))
    add(tags=("SARIN", "sarin", "Roads"), url=f"{URL}/2")

    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Roads", "Sarin"]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("headline", {"headline": ""}),
        ("headline", {"headline": "two\nlines"}),
        ("headline", {"headline": "\ud800"}),
        ("headline", {"headline": "x" * 301}),
        ("body", {"body": "x" * 500_001}),
        ("body", {"body": "\x00"}),
        ("slug", {"slug": "a b"}),
        ("slug", {"slug": "../desk"}),
        ("slug", {"slug": "x" * 161}),
        ("url", {"url": "ftp://courier.example/"}),
        ("url", {"url": "https://courier.example/" + "x" * 2_000}),
        ("url", {"url": "https://courier.example/\x00"}),
        ("lang", {"lang": "en_GB!"}),
        ("summary", {"summary": "x" * 2_001}),
        ("published_at", {"published_at": datetime(9999, 12, 31, tzinfo=UTC)}),
        ("tags", {"tags": tuple(f"tag {number}" for number in range(21))}),
        ("tags", {"tags": ("x" * 81,)}),
        ("claims", {"claims": (ClaimText("x", "y"),) * 51}),
        ("claims.1.evidence", {"claims": (ClaimText("x", "y", evidence="rumour"),)}),
        ("claims.1.note", {"claims": (ClaimText("x", "y", note="\x1b"),)}),
        ("commenting", {"commenting": "later"}),
        ("closes_after_days", {"closes_after_days": -1}),
    ],
)
def test_an_article_that_cannot_stand_is_refused_by_field(
    field: str, change: dict[str, Any], add: Add
) -> None:
    with pytest.raises(BadArticle) as refused:
        add(**change)

    assert refused.value.field == field
    assert Article.objects.count() == 0


def test_comments_close_by_themselves_after_the_days_given(add: Add, now: datetime) -> None:
    article, _created = add(closes_after_days=14, published_at=now - 10 * DAY)

    assert article.closes_at == now + 4 * DAY
    assert takes_comments(article, now + 4 * DAY - timedelta(seconds=1))
    assert not takes_comments(article, now + 4 * DAY)


def test_an_article_that_comes_again_stays_closed(add: Add, now: datetime) -> None:
    article, _created = add(closes_after_days=14)
    set_commenting(article, "closed", now + DAY, by=None, now=now)

    again, _created = add(body="Other words.")

    assert (again.commenting, again.closes_at) == ("closed", now + DAY)


def test_comments_are_closed_and_opened_and_it_is_recorded(
    add: Add, alice: Staff, now: datetime
) -> None:
    article, _created = add()

    closed = set_commenting(article, "closed", None, by=alice, now=now)
    assert not takes_comments(closed, now)
    opened = set_commenting(closed, "open", now + DAY, by=alice, now=now)
    assert takes_comments(opened, now)
    set_commenting(opened, "open", now + DAY, by=alice, now=now)

    _added, first, second = history(article.id)
    assert (first.deed, first.actor) == ("article.commenting_changed", f"staff:{alice.id}")
    assert first.payload == {"commenting": "closed", "closes_at": None}
    assert second.payload == {"commenting": "open", "closes_at": "2024-06-01T12:00:00+00:00"}


@pytest.mark.parametrize(
    ("commenting", "closes_at"),
    [
        ("later", None),
        ("open", datetime(2024, 6, 1)),  # noqa: DTZ001 - that is the point
        ("open", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_comments_are_open_or_closed_and_nothing_else(
    commenting: str, closes_at: datetime | None, add: Add, now: datetime
) -> None:
    article, _created = add()

    with pytest.raises(BadArticle):
        set_commenting(article, commenting, closes_at, by=None, now=now)


def test_an_article_that_comes_many_times_at_once_comes_in_once(
    fresh_db: None, now: datetime
) -> None:
    site = ensure_newsroom(now)

    outcomes = results(race(8, lambda _number: add_article(site, TEXT, by=None, now=now)))

    assert len(outcomes) == 8
    assert len({article.pk for article, _created in outcomes}) == 1
    assert sum(created for _article, created in outcomes) == 1
    assert Entry.objects.filter(deed__startswith="article.").count() == 1
