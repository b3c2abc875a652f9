"""Reading the newsroom: what is there is found, what is not is None, and few queries do it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import (
    PAGE_SIZE,
    article_by_id,
    article_by_slug,
    article_by_url,
    articles_by_url,
    articles_of_tag,
    latest_articles,
    published_guidelines,
    tag_by_slug,
)

URL = "https://courier.example/news/bridge?id=7"
OWN = "https://comments.example/stet"
TEXT = ArticleText(headline="The bridge", body="It is **open**.", url=URL, tags=("Roads", "پرد"))


@pytest.fixture
def bridge(site: Site, now: datetime) -> Article:
    return add_article(site, TEXT, by=None, now=now)[0]


@pytest.fixture
def many(site: Site, now: datetime) -> list[Article]:
    """Forty-five articles, newest first."""
    return [
        add_article(
            site,
            ArticleText(
                headline=f"Number {number}",
                tags=("all", f"tag{number}"),
                published_at=now - timedelta(hours=number),
            ),
            by=None,
            now=now,
        )[0]
        for number in range(45)
    ]


def test_the_latest_articles_come_first_a_page_at_a_time(site: Site, many: list[Article]) -> None:
    pages = [latest_articles(site, number) for number in (1, 2, 3)]

    assert [article.pk for page in pages for article in page] == [article.pk for article in many]
    assert [len(page) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 5]
    assert not pages[2].has_next()


@pytest.mark.parametrize(("asked", "given"), [(0, 3), (-1, 3), (4, 3), (10**30, 3)])
def test_a_page_that_is_not_there_gives_the_last(
    asked: int, given: int, site: Site, many: list[Article]
) -> None:
    assert latest_articles(site, asked).number == given


def test_without_articles_there_is_one_empty_page(site: Site) -> None:
    page = latest_articles(site, 1)

    assert (list(page), page.number, page.has_other_pages()) == ([], 1, False)


def test_a_page_of_articles_takes_three_queries(
    site: Site, many: list[Article], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        page = latest_articles(site, 1)
        shown = [(one.headline, [tag.name for tag in one.tags.all()]) for one in page]

    assert len(shown) == PAGE_SIZE


def test_a_tag_has_its_articles(site: Site, many: list[Article]) -> None:
    tag = tag_by_slug(site, "tag7")
    assert tag is not None

    assert [article.headline for article in articles_of_tag(tag)] == ["Number 7"]


def test_an_article_is_found_by_id_and_by_slug(site: Site, bridge: Article) -> None:
    assert article_by_id(bridge.id) == bridge
    assert article_by_slug(site, "the-bridge") == bridge


@pytest.mark.parametrize("slug", ["other", "", "the-bridge\x00", "\ud800", "پرد"])
def test_what_is_not_there_is_none(slug: str, site: Site, bridge: Article) -> None:
    assert article_by_slug(site, slug) is None
    assert article_by_id(uuid4()) is None
    assert tag_by_slug(site, slug) == (tag_by_slug(site, "پرد") if slug == "پرد" else None)


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}#comments",
        "https://courier.example/news/bridge/?id=7",
        f"{OWN}/articles/the-bridge/",
        f"{OWN}/articles/the-bridge",
        f"{OWN}/articles/the%2Dbridge/?page=2#comment",
    ],
)
def test_an_article_is_found_by_the_publisher_s_address_and_by_ours(
    url: str, site: Site, bridge: Article
) -> None:
    assert article_by_url(site, url, OWN) == bridge
    assert article_by_url(site, url, f"{OWN}/") == bridge


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://courier.example/news/bridge",
        "https://courier.example/news/bridge?id=8",
        "https://evil.example/articles/the-bridge/",
        f"{OWN}/articles/the-bridge/x",
        f"{OWN}/articles/the-bridge%2F..",
        f"{OWN}/articles/the-bridge%00",
        f"{OWN}/articles/",
        f"{URL}\x00",
        "\ud800",
    ],
)
def test_another_address_finds_nothing(url: str, site: Site, bridge: Article) -> None:
    assert article_by_url(site, url, OWN) is None


def test_a_slug_in_another_script_is_found_in_our_address(site: Site, now: datetime) -> None:
    text = ArticleText(headline="پردەکە کرایەوە")
    article, _created = add_article(site, text, by=None, now=now)

    quoted = "%D9%BE%D8%B1%D8%AF%DB%95%DA%A9%DB%95-%DA%A9%D8%B1%D8%A7%DB%8C%DB%95%D9%88%DB%95"
    assert article_by_url(site, f"{OWN}/articles/{quoted}/", OWN) == article


def test_where_both_spellings_are_articles_each_address_finds_its_own(
    site: Site, now: datetime
) -> None:
    bare, slashed = (
        add_article(site, replace(TEXT, url=url), by=None, now=now)[0]
        for url in ("https://courier.example/a", "https://courier.example/a/")
    )

    assert article_by_url(site, bare.url, OWN) == bare
    assert article_by_url(site, slashed.url, OWN) == slashed


def test_a_hundred_addresses_take_three_queries(
    site: Site, bridge: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [f"https://courier.example/{number}" for number in range(98)]
    ours = f"{OWN}/articles/the-bridge/"

    with django_assert_num_queries(3):
        found = articles_by_url(site, [*others, URL, ours], OWN)

    assert found == {URL: bridge, ours: bridge}


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 10**30])
def test_a_version_that_was_never_published_is_none(number: int, site: Site) -> None:
    assert published_guidelines(site, number) is None
