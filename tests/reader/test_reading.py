"""What readers see of articles, of the front page, of tags and of the feed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.reading import claims_of
from tests.reader.acts import address, approve, fill, page_of, sent
from tests.reader.conftest import AddArticle


def test_an_article_has_all_its_parts(client: Client, article: Article) -> None:
    page = page_of(client, address(article))
    for part in (
        "The bridge closes",
        "By Mara Lind",
        "Harbour",
        "For a year and a half.",
        "The steel is thin.",
        'href="/tags/city/"',
        'href="/tags/transport/"',
    ):
        assert part in page


def test_the_claims_say_who_on_what_evidence_and_what_became_of_it(
    client: Client, article: Article
) -> None:
    page = page_of(client, address(article))
    for part in (
        "Two girders have lost a third.",
        "The engineers",
        "Documents",
        "Confirmed",
        "A video",
        "Photograph or video",
        "False",
        "It has not moved.",
    ):
        assert part in page
    for claim in claims_of(article):
        assert f'href="?claim={claim.id}#write"' in page


def test_an_article_without_claims_has_no_panel(client: Client, add: AddArticle) -> None:
    assert "Who says so" not in page_of(client, address(add("Plain")))


@pytest.mark.parametrize(
    ("lang", "direction", "written"),
    [
        ("en", "ltr", "31 May 2024"),
        ("de", "ltr", "31. Mai 2024"),
        ("ar", "rtl", "31 مايو 2024"),
        ("ckb", "rtl", "٣١ی ئایاری ٢٠٢٤"),
        ("ku", "ltr", "31ê gulana 2024an"),
        ("ku-Arab", "rtl", ""),
    ],
)
def test_the_date_is_written_in_the_language_of_the_article(
    client: Client, add: AddArticle, lang: str, direction: str, written: str
) -> None:
    at = datetime(2024, 5, 31, 12, tzinfo=UTC)
    page = page_of(client, address(add("Dated", lang=lang, published_at=at)))
    assert re.search(rf'<article[^>]*lang="{lang}"\s+dir="{direction}"', page)
    assert written in page
    assert 'datetime="2024-05-31T12:00:00.000+00:00"' in page


def test_dates_are_of_the_time_zone_of_the_newsroom(
    client: Client, add: AddArticle, site: Site
) -> None:
    Site.objects.filter(id=site.id).update(timezone="Asia/Baghdad")
    late = datetime(2024, 5, 31, 22, 30, tzinfo=UTC)
    assert "1 June 2024" in page_of(client, address(add("Late", published_at=late)))


def test_an_article_that_closes_by_itself_says_when(client: Client, add: AddArticle) -> None:
    at = timezone.now() - timedelta(days=1)
    article = add("Closing", published_at=at, closes_after_days=3)
    closing = f"{at + timedelta(days=3):%-d %B %Y}"
    assert f"Comments close on {closing}" in page_of(client, address(article))
    assert "Comments close on" not in page_of(client, address(add("Open")))


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "", "1.5", "9" * 30, "٢", "1\x00"])
def test_a_page_that_is_not_there_gets_404(client: Client, article: Article, page: str) -> None:
    assert client.get(address(article), {"page": page}).status_code == 404
    assert client.get("/", {"page": page}).status_code == 404
    assert client.get("/tags/city/", {"page": page}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/articles/nowhere/",
        "/articles/a%00b/",
        "/articles/%F0%9F%98%80/",
        "/articles/nowhere/thread/1.html",
        "/articles/bridge/thread/1.html",
        "/articles/bridge/thread/0.html",
        "/articles/bridge/thread/99999999999999999999.html",
        "/tags/nowhere/",
        "/guidelines/0/",
        "/guidelines/2/",
        "/guidelines/99999999999999999999/",
        "/receipts/x/",
        f"/receipts/{'A' * 43}/",
        "/nowhere",
    ],
)
def test_what_is_not_there_gets_a_plain_404(client: Client, article: Article, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_article_page_costs_few_queries_however_long_its_thread(
    client: Client,
    article: Article,
    alice: Staff,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    fill(article, alice, 30)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"  # as every browser; else the site's is looked up
    with django_assert_max_num_queries(5):  # site, article, tags, claims, thread
        client.get(address(article))
    with django_assert_max_num_queries(5):  # site, how many, articles, tags, comments of each
        client.get("/")
    with django_assert_max_num_queries(1):
        client.get(address(article, "thread/1.html"))


def test_plain_reading_sets_no_cookie_and_varies_with_none(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(Client(), article), alice)
    for path in ("/", address(article), "/tags/city/", "/guidelines/", "/feeds/articles.atom"):
        answer = client.get(path)
        assert answer.cookies == {}, path
        assert "Cookie" not in answer.headers.get("Vary", ""), path


def test_an_article_page_is_kept_by_nobody_without_asking(client: Client, article: Article) -> None:
    assert client.get(address(article)).headers["Cache-Control"] == "private, no-cache"


def test_the_front_page_has_the_latest_first_in_pages(client: Client, add: AddArticle) -> None:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(21):
        add(f"Headline {number}.", published_at=start + timedelta(days=number))
    first = page_of(client, "/")
    assert first.index("Headline 20.") < first.index("Headline 19.")
    assert "Headline 0." not in first
    assert "Page 1 of 2" in first
    assert "Headline 0." in page_of(client, "/", page="2")


def test_empty_places_say_so(client: Client, site: Site) -> None:
    assert "Nothing is published here yet." in page_of(client, "/")


def test_an_article_without_comments_says_so(client: Client, article: Article) -> None:
    assert "No comments yet" in page_of(client, address(article))


def test_a_tag_has_its_articles_and_no_others(
    client: Client, article: Article, add: AddArticle
) -> None:
    add("Elsewhere", tags=("Sport",))
    page = page_of(client, "/tags/transport/")
    assert "The bridge closes" in page
    assert "Elsewhere" not in page


def test_a_slug_in_another_script_is_an_address(client: Client, add: AddArticle) -> None:
    article = add("پردی کۆن", lang="ckb", tags=("شار",))
    assert "پردی کۆن" in page_of(client, address(article))
    assert "پردی کۆن" in page_of(client, "/tags/شار/")


def test_the_feed_is_atom_with_full_addresses(client: Client, article: Article) -> None:
    answer = client.get("/feeds/articles.atom")
    feed = answer.content.decode()
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert re.search(r'^<\?xml[^>]*>\s*<feed [^>]*xmlns="http://www.w3.org/2005/Atom"', feed)
    assert "http://testserver/articles/bridge/" in feed
    assert "For a year and a half." in feed
    assert f"urn:uuid:{article.id}" in feed
    again = client.get("/feeds/articles.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/", "/articles/bridge/", "/guidelines/"])
def test_no_page_has_inline_style_or_script(client: Client, article: Article, path: str) -> None:
    page = page_of(client, path)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", page)
    assert not re.search(r'<script(?![^>]*(?:\bsrc=|type="application/ld\+json"))', page)
    assert re.search(r'<html lang="en"\s+dir="ltr"', page)


def test_the_language_can_be_asked_for_and_is_remembered(client: Client, site: Site) -> None:
    answer = client.get("/", {"lang": "en"})
    assert answer.cookies["stet_lang"].value == "en"
    assert answer.headers["Content-Language"] == "en"
    assert client.get("/", {"lang": "tlh"}).cookies == {}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_take_no_other_method(client: Client, article: Article, method: str) -> None:
    for path in ("/", address(article), "/guidelines/", "/feeds/articles.atom"):
        assert getattr(client, method)(path).status_code == 405
