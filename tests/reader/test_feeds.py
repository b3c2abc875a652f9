"""Feeds say what is published, and nothing else, in a way that every reader of feeds understands."""

import json
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from stet.comments.merging import merge
from stet.comments.withdrawing import withdraw
from stet.exchange.importing import import_jsonl
from stet.moderation.leaving import erase
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.embedding import PageFacts, take_unknown
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, fill, reject, sent
from tests.reader.conftest import AddArticle
from tests.reader.feeds import ATOM, LANG, THREAD, link, said, texts

KINDS = ("atom", "rss")
each_kind = pytest.mark.parametrize("kind", KINDS)
HOSTILE = "<b>Bold</b> &amp; ]]> <!-- \u2028 \u202e end\r\nnext"


def of_site(client: Client, kind: str, **query: str) -> HttpResponse:
    answer = client.get(f"/feeds/comments.{kind}", query)
    assert isinstance(answer, HttpResponse)
    return answer


def of_article(client: Client, kind: str, article: Article, **query: str) -> HttpResponse:
    return of_site(client, kind, article=str(article.id), **query)


@each_kind
def test_only_what_is_approved_is_in_a_feed(
    client: Client, article: Article, alice: Staff, kind: str
) -> None:
    held = sent(client, article, "Bob waits.")
    reject(sent(client, article, "Bob was refused."), alice)
    for at in (of_site(client, kind), of_article(client, kind, article)):
        assert texts(said(at, kind), kind) == []
    approve(held, alice)
    for at in (of_site(client, kind), of_article(client, kind, article)):
        assert texts(said(at, kind), kind) == ["Bob waits."]


@each_kind
@pytest.mark.parametrize("leave", ["withdraw", "erase"])
def test_what_is_taken_back_is_gone_at_once(
    client: Client, article: Article, alice: Staff, kind: str, leave: str
) -> None:
    comment = approve(sent(client, article, "Bob regrets."), alice)
    before = of_article(client, kind, article), of_site(client, kind)
    if leave == "withdraw":
        withdraw(comment.id, timezone.now())
    else:
        Staff.objects.filter(id=alice.id).update(role="administrator")
        alice.refresh_from_db()
        erase(comment.id, by=alice, now=timezone.now())
    after = of_article(client, kind, article), of_site(client, kind)
    for old, new in zip(before, after, strict=True):
        assert texts(said(new, kind), kind) == []
        assert old.headers["ETag"] != new.headers["ETag"]


@each_kind
def test_what_a_reader_wrote_is_never_markup(
    client: Client, article: Article, alice: Staff, kind: str
) -> None:
    approve(sent(client, article, HOSTILE, name="Bob <i>&"), alice)
    root = said(of_article(client, kind, article), kind)
    (told,) = texts(root, kind)
    if kind == "atom":
        assert told == HOSTILE
        assert root.findtext(f".//{ATOM}author/{ATOM}name") == "Bob <i>&"
    else:
        assert told.startswith("&lt;b&gt;Bold&lt;/b&gt; &amp;amp; ]]&gt;")
        assert told.endswith("end<br>next")


def test_an_entry_says_who_wrote_when_and_in_what_language(
    client: Client, article: Article, alice: Staff
) -> None:
    words = "Die Brücke war schon vor vielen Jahren nicht mehr sicher, und niemand hat es gesagt."
    comment = approve(sent(client, article, words), alice)
    root = said(of_article(client, "atom", article), "atom")
    (entry,) = root.findall(f"{ATOM}entry")
    assert comment.published_at
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{comment.id}"
    assert entry.findtext(f"{ATOM}updated", "")[:23] == comment.published_at.isoformat()[:23]
    assert entry.findtext(f"{ATOM}published", "")[:23] == comment.posted_at.isoformat()[:23]
    assert entry.get(LANG) == "de"
    assert root.get(LANG) == "en"
    alternate = link(entry, "alternate")
    assert alternate is not None
    here = f"http://testserver/articles/bridge/?comment={comment.id}#c-{comment.id}"
    assert alternate.get("href") == here
    assert client.get(here, follow=True).status_code == 200


def test_a_reply_names_what_it_answers_while_that_is_public(
    client: Client, article: Article, alice: Staff
) -> None:
    first = approve(sent(client, article, "First."), alice)
    approve(sent(client, article, "Second.", parent=str(first.id)), alice)

    def answered() -> list[str | None]:
        root = said(of_site(client, "atom"), "atom")
        return [one.get("ref") for one in root.iter(f"{THREAD}in-reply-to")]

    assert answered() == [f"urn:uuid:{first.id}", f"urn:uuid:{article.id}"]
    withdraw(first.id, timezone.now())
    assert answered() == [f"urn:uuid:{article.id}"]


def test_the_feed_of_articles_counts_their_comments(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(client, article), alice)
    root = said(client.get("/feeds/articles.atom"), "atom")
    (entry,) = root.findall(f"{ATOM}entry")
    replies = link(entry, "replies")
    assert replies is not None
    assert replies.get(f"{THREAD}count") == entry.findtext(f"{THREAD}total") == "1"
    assert datetime.fromisoformat(replies.attrib[f"{THREAD}updated"]).tzinfo == UTC
    said(client.get(replies.attrib["href"]), "atom")
    (item,) = said(client.get("/feeds/articles.rss"), "rss").iter("item")
    assert item.findtext("{http://purl.org/rss/1.0/modules/slash/}comments") == "1"
    comments = item.findtext("{http://wellformedweb.org/CommentAPI/}commentRss")
    assert comments
    assert texts(said(client.get(comments), "rss"), "rss") == ["A thought."]
    assert item.findtext("comments") == "http://testserver/articles/bridge/#comments"


def test_a_long_feed_comes_in_pages_newest_first(
    client: Client, article: Article, alice: Staff
) -> None:
    fill(article, alice, 52)
    asked: dict[str, str]
    for kind, asked in product(KINDS, ({"article": "bridge"}, {})):
        first = said(of_site(client, kind, **asked), kind)
        assert len(texts(first, kind)) == 50
        assert texts(first, kind)[0] == "Thought 51."
        following = link(first, "next")
        assert following is not None
        second = said(client.get(following.attrib["href"]), kind)
        assert texts(second, kind) == ["Thought 1.", "Thought 0."]
        assert link(second, "next") is None


def test_a_late_approval_is_news(client: Client, article: Article, alice: Staff) -> None:
    late = sent(client, article, "Written first.")
    approve(sent(client, article, "Approved first."), alice)
    approve(late, alice)
    told = texts(said(of_article(client, "atom", article), "atom"), "atom")
    assert told == ["Written first.", "Approved first."]


def test_an_article_can_be_named_as_in_the_interface(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(client, article), alice)
    by_id = of_article(client, "atom", article)
    for named in ({"article": "bridge"}, {"url": "http://testserver/articles/bridge/"}):
        assert of_site(client, "atom", **named).content == by_id.content


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"article": "nowhere"}, 404),
        ({"article": "01890000-0000-7000-8000-000000000000"}, 404),
        ({"url": "https://elsewhere.example/"}, 404),
        ({"article": "bridge", "url": "http://testserver/articles/bridge/"}, 422),
        ({"before": "no cursor"}, 422),
        ({"article": "bridge", "before": "no cursor"}, 422),
    ],
)
def test_a_feed_that_is_none_is_a_problem(
    client: Client, article: Article, query: dict[str, str], status: int
) -> None:
    answer = of_site(client, "rss", **query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_merged_articles_have_one_feed(
    client: Client, article: Article, add: AddArticle, alice: Staff
) -> None:
    other = add("The same bridge", slug="same")
    approve(sent(client, article, "There."), alice)
    approve(sent(client, other, "Here."), alice)
    merge(other, article, by=None, now=timezone.now())
    root = said(of_article(client, "atom", article), "atom")
    assert texts(root, "atom") == ["Here.", "There."]
    assert of_article(client, "atom", other).content == of_article(client, "atom", article).content
    shown = ET.tostring(said(of_site(client, "atom"), "atom"), encoding="unicode")
    assert "The same bridge" not in shown


def test_the_feed_of_all_leaves_out_what_nobody_confirmed(
    client: Client, add: AddArticle, site: Site, alice: Staff, tmp_path: Path
) -> None:
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    site.refresh_from_db()
    at_home = "https://news.example/bridge"
    unknown = take_unknown(site, at_home, PageFacts(title="A hint"), timezone.now())
    approve(sent(client, unknown, "Nobody looked at this page yet."), alice)
    assert texts(said(of_site(client, "atom"), "atom"), "atom") == []
    assert len(said(client.get("/feeds/articles.atom"), "atom").findall(f"{ATOM}entry")) == 0
    (entry,) = said(of_article(client, "atom", unknown), "atom").findall(f"{ATOM}entry")
    alternate = link(entry, "alternate")
    assert alternate is not None
    assert alternate.attrib["href"].startswith(f"{at_home}#comment-")  # where it lives


def test_what_was_published_elsewhere_keeps_its_time_everywhere(
    client: Client, article: Article, add: AddArticle, alice: Staff, tmp_path: Path
) -> None:
    approve(sent(client, article, "Today."), alice)
    old = {
        "source_id": "1",
        "article_url": "https://elsewhere.example/ferry",
        "name": "Bob",
        "text": "Years ago.",
        "posted_at": "2015-01-31T18:00:00Z",
        "status": "approved",
    }
    ferry = add("The ferry", url="https://elsewhere.example/ferry")
    (tmp_path / "old.jsonl").write_text(json.dumps(old) + "\n")
    import_jsonl(tmp_path / "old.jsonl", keep_states=True)

    then = "2015-01-31T18:00:00.000Z"
    for answer in of_site(client, "atom"), of_article(client, "atom", ferry):
        root = said(answer, "atom")
        assert texts(root, "atom")[-1] == "Years ago."
        entry = root.findall(f"{ATOM}entry")[-1]
        assert entry.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}updated") == then
    assert texts(said(of_site(client, "atom"), "atom"), "atom") == ["Today.", "Years ago."]
    (item,) = said(of_article(client, "rss", ferry), "rss").iter("item")
    assert item.findtext("pubDate") == "Sat, 31 Jan 2015 18:00:00 GMT"
    (data,) = client.get("/api/v1/threads.jsonld", {"article": str(ferry.id)}).json()["comment"]
    assert data["dateCreated"] == data["datePublished"] == then
    assert f'<time datetime="{then}">' in client.get("/articles/the-ferry/").content.decode()


def test_a_changed_headline_or_name_of_the_newsroom_changes_the_feed(
    client: Client, article: Article, site: Site, alice: Staff
) -> None:
    approve(sent(client, article), alice)
    where = f"/feeds/comments.atom?article={article.id}", "/feeds/comments.atom"
    for path in where:
        before = client.get(path)
        text = ArticleText(headline=f"{article.headline}!", slug="bridge", body="Rust.")
        article, _new = add_article(site, text, by=None, now=timezone.now())
        assert article.headline in client.get(path).content.decode()
        change_site(site, name=f"{site.name} II", by=None, now=timezone.now())
        site.refresh_from_db()
        after = client.get(path)
        assert site.name in after.content.decode()
        assert before.headers["ETag"] != after.headers["ETag"]


def test_pages_lead_to_their_feeds(client: Client, article: Article, alice: Staff) -> None:
    approve(sent(client, article), alice)
    page = client.get("/articles/bridge/").content.decode()
    for kind in KINDS:
        address = f"/feeds/comments.{kind}?article={article.id}"
        assert page.count(f'href="{address}"') == 2  # for programs, and for people
        said(client.get(address), kind)
        assert f'href="/feeds/comments.{kind}"' in client.get("/").content.decode()
