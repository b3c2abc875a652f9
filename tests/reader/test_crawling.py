"""What crawlers are told: which pages there are, which address is the one, and what is not to be listed."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from pytest_django import DjangoAssertNumQueries

from stet.comments.merging import merge
from stet.newsroom.embedding import PageFacts, take_unknown
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from stet.web.feeds import sitemap
from tests.reader.acts import approve, sent
from tests.reader.conftest import AddArticle

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HERE = "http://testserver"


def told(client: Client, path: str = "/sitemap.xml") -> ET.Element:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    return ET.fromstring(answer.content)  # noqa: S314 - ours


def addresses(root: ET.Element) -> list[str]:
    return [place.text or "" for place in root.iter(f"{MAP}loc")]


def changed(root: ET.Element, address: str) -> datetime:
    (url,) = [one for one in root.iter(f"{MAP}url") if one.findtext(f"{MAP}loc") == address]
    return datetime.fromisoformat(url.findtext(f"{MAP}lastmod", ""))


def test_the_sitemap_has_what_lives_here(client: Client, site: Site, add: AddArticle) -> None:
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    site.refresh_from_db()
    add("Here", slug="here")
    add("There", slug="there", url="https://news.example/there")
    add("Copied", slug="copied", url="https://elsewhere.example/copied")
    merge(
        add("Double", slug="double"), Article.objects.get(slug="here"), by=None, now=timezone.now()
    )
    take_unknown(site, "https://news.example/unknown", PageFacts(), timezone.now())
    assert addresses(told(client)) == [
        f"{HERE}/",
        f"{HERE}/guidelines/",
        f"{HERE}/articles/here/",
        f"{HERE}/articles/copied/",
    ]


def test_an_article_changed_when_something_was_published_under_it(
    client: Client, article: Article, alice: Staff
) -> None:
    where = f"{HERE}/articles/bridge/"
    before = changed(told(client), where)
    comment = approve(sent(client, article), alice)
    assert comment.published_at
    assert before < comment.published_at
    assert changed(told(client), where) >= comment.published_at.replace(microsecond=0)


def test_it_is_made_once_for_each_state_of_the_newsroom(
    client: Client, site: Site, add: AddArticle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    there = add("There", slug="there", url="https://news.example/there")
    named = add("Köprü nerede?", slug="")
    where = [iri_to_uri(f"{HERE}{reverse('reader:article', args=[named.slug])}")]
    assert addresses(told(client))[2:] == [f"{HERE}/articles/there/", *where]
    # A part passes through every layer, one of which asks for the site's language.
    for path, queries in ("/sitemap.xml", 1), ("/sitemaps/1.xml", 2):
        told(client, path)
        with django_assert_num_queries(queries):
            told(client, path)
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    assert addresses(told(client))[2:] == where
    add(f"{there.headline}, then", slug="then")
    assert addresses(told(client))[2:] == [*where, f"{HERE}/articles/then/"]


def test_a_long_sitemap_comes_in_parts(
    client: Client, add: AddArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        add(f"Number {number}", slug=f"number-{number}")
    monkeypatch.setattr(sitemap, "PART", 2)
    index = told(client)
    assert index.tag == f"{MAP}sitemapindex"
    assert addresses(index) == [f"{HERE}/sitemaps/{part}.xml" for part in (1, 2, 3)]
    listed = [place for part in addresses(index) for place in addresses(told(client, part))]
    assert listed == [f"{HERE}/articles/number-{number}/" for number in range(5)]
    assert client.get("/sitemaps/4.xml").status_code == 404


def test_robots_find_the_sitemap_and_nothing_is_forbidden(client: Client, site: Site) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    assert [line for line in lines if line.startswith("Disallow")] == ["Disallow:"]


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/", "/"),
        ("/?lang=tr", "/"),
        ("/?page=1", "/"),
        ("/tags/city/?lang=ku", "/tags/city/"),
        ("/articles/bridge/?page=1", "/articles/bridge/"),
        ("/articles/bridge/?lang=ar", "/articles/bridge/"),
        ("/guidelines/", "/guidelines/"),
        ("/guidelines/1/", "/guidelines/"),
    ],
)
def test_a_page_has_one_address(
    client: Client, article: Article, asked: str, canonical: str
) -> None:
    page = client.get(asked).content.decode()
    found = re.findall(r'<link rel="canonical" href="([^"]+)">', page)
    assert found == [HERE + canonical]


def test_an_article_that_was_merged_leads_to_the_one_that_stands(
    client: Client, article: Article, add: AddArticle
) -> None:
    merge(add("Double", slug="double"), article, by=None, now=timezone.now())
    answer = client.get("/articles/double/?page=1")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/bridge/?page=1")


def test_receipts_forms_frames_and_the_desk_are_not_to_be_listed(
    client: Client, article: Article, alice: Staff, site: Site
) -> None:
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    comment = approve(sent(client, article), alice)
    answer = client.post("/articles/bridge/comments/", {"name": "Bob", "text": "Hello."})
    receipt = answer.headers.get("Location") or "/receipts/x/"
    frame = "/embed/?url=https://news.example/bridge"
    reply = f"/articles/bridge/?reply={comment.id}"
    report = f"/articles/bridge/comments/{comment.id}/report/"
    desk = ("/desk/sign-in/", "/desk/")
    for path in (receipt, frame, reply, report, f"{frame}&reply={comment.id}", *desk):
        answer = client.get(path, follow=True)
        page = answer.content.decode()
        assert "noindex" in answer.headers.get("X-Robots-Tag", "") or (
            re.search(r'<meta name="robots" content="noindex">', page)
        ), path
    for path in ("/", "/articles/bridge/", "/guidelines/", "/tags/city/"):
        answer = client.get(path)
        assert "X-Robots-Tag" not in answer.headers
        assert "noindex" not in answer.content.decode()
