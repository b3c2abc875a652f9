"""A feed that stands is not sent again, nor made again; and any text survives the way through XML."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from stet.comments.models import Thread
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from stet.web.feeds.atom import atom
from stet.web.feeds.rss import rss
from stet.web.feeds.shape import Entry, Feed
from tests.reader.acts import approve, sent
from tests.reader.feeds import ATOM

each_kind = pytest.mark.parametrize("kind", ["atom", "rss"])


def settled() -> None:
    """Everything that was published until now was published an hour ago."""
    Thread.objects.update(changed_at=timezone.now() - timedelta(hours=1))


@each_kind
def test_what_did_not_change_is_not_sent_again(
    client: Client, article: Article, alice: Staff, kind: str
) -> None:
    approve(sent(client, article), alice)
    for path in (f"/feeds/comments.{kind}", f"/feeds/comments.{kind}?article={article.id}"):
        tags = set()
        for encoding in ("identity", "gzip"):
            answer = client.get(path, headers={"Accept-Encoding": encoding})
            tag = answer.headers["ETag"]
            tags.add(tag)
            held = {"Accept-Encoding": encoding, "If-None-Match": tag}
            assert client.get(path, headers=held).status_code == 304
        assert len(tags) == 2


def test_a_date_is_a_validator_once_nothing_can_slip_behind_it(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(client, article, "First."), alice)
    assert "Last-Modified" not in client.get(f"/feeds/comments.atom?article={article.id}").headers
    settled()
    for path in ("/feeds/comments.atom", f"/feeds/comments.atom?article={article.id}"):
        date = client.get(path).headers["Last-Modified"]
        held = {"If-Modified-Since": date}
        assert client.get(path, headers=held).status_code == 304
        mine = {**held, "If-None-Match": '"another"'}
        assert client.get(path, headers=mine).status_code == 200  # the ETag counts alone
        old = {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}
        assert client.get(path, headers=old).status_code == 200
        assert client.get(path, headers={"If-Modified-Since": "soon"}).status_code == 200
        approve(sent(client, article, f"Another for {path}."), alice)
        assert client.get(path, headers=held).status_code == 200
        settled()


ANY_TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("<>&\"'\r\n\t\u2028\ufffe\uffff\x01"),
    min_size=1,
)


@given(text=ANY_TEXT, name=ANY_TEXT)
def test_any_text_survives_the_way_through_xml(text: str, name: str) -> None:
    at = datetime(2026, 1, 31, tzinfo=UTC)
    entry = Entry("urn:x:1", name, f"https://a.example/?{name}", name, at, at, text)
    feed = Feed("urn:x:0", name, "", "https://a.example/", "en", at, [entry], str)
    kept = {kind: make(feed) for kind, make in (("atom", atom), ("rss", rss))}
    root = ET.fromstring(kept["atom"])  # noqa: S314 - ours
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == _sayable(text)
    assert root.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == _sayable(name)
    item = ET.fromstring(kept["rss"]).find("channel/item")  # noqa: S314 - ours
    assert item is not None
    assert item.findtext("title") == _sayable(name)
    assert item.findtext("link") == _sayable(f"https://a.example/?{name}")


def _sayable(text: str) -> str:
    """XML 1.0, section 2.2."""
    return "".join(
        sign
        if sign in "\t\n\r"
        or " " <= sign <= "\ud7ff"
        or "\ue000" <= sign <= "\ufffd"
        or sign >= "\U00010000"
        else "\ufffd"
        for sign in text
    )


def test_a_feed_that_stands_costs_one_question_or_two(
    client: Client,
    article: Article,
    alice: Staff,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    approve(sent(client, article), alice)
    of_one, of_all = f"/feeds/comments.rss?article={article.id}", "/feeds/comments.rss"
    for path, count in ((of_one, 1), (of_all, 2), ("/feeds/articles.rss", 1)):
        client.get(path)
        with django_assert_num_queries(count):
            assert client.get(path).status_code == 200


def test_the_feed_of_articles_follows_each_of_them(
    client: Client, article: Article, site: Site, alice: Staff
) -> None:
    def told() -> str:
        return client.get("/feeds/articles.rss").content.decode()

    assert "<slash:comments>0<" in told()
    approve(sent(client, article), alice)
    assert "<slash:comments>1<" in told()
    for parts in (
        {"tags": ("Harbour",)},
        {"headline": "The bridge opens"},
        {"summary": "At last."},
    ):
        text = ArticleText(**{"headline": "The bridge closes", "slug": "bridge"} | parts)
        add_article(site, text, by=None, now=timezone.now())
        said = next(iter(parts.values()))
        assert (said if isinstance(said, str) else said[0]) in told()
