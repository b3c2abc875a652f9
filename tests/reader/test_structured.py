"""Structured data says what the page shows, in the words of schema.org, and cannot break out."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from stet.comments.withdrawing import withdraw
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, fill, sent
from tests.reader.conftest import AddArticle

HOSTILE = "</script><!--<script>alert(1)//--> &lt; \u2028\u2029 ]]> \\u003c"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
THERE = "/api/v1/threads.jsonld"


class Scripts(HTMLParser):
    """What stands in the data blocks of a page, found as a browser finds it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.blocks: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and ("type", "application/ld+json") in attrs
        if self._inside:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.blocks[-1] += data


def shaped(data: dict[str, Any]) -> dict[str, Any]:
    """``data``, after a look at every rule that its readers make: schema.org's types, and what
    search engines call required (headline, author, datePublished, text)."""
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "NewsArticle"
    assert data["@id"] == data["url"] == data["mainEntityOfPage"]
    assert data["url"].startswith(("http://", "https://"))
    assert 0 < len(data["headline"]) <= 300
    for at in ("datePublished", "dateModified"):
        assert STAMP.fullmatch(data[at])
    assert all(author.keys() == {"@type", "name"} for author in data.get("author", []))
    assert data["publisher"]["@type"] == "Organization"
    assert isinstance(data["commentCount"], int)
    counter = data["interactionStatistic"]
    assert counter["interactionType"] == "https://schema.org/CommentAction"
    assert counter["userInteractionCount"] == data["commentCount"] >= len(data["comment"])
    for comment in data["comment"]:
        _check_comment(comment)
    ids = [comment["@id"] for comment in data["comment"]]
    assert len(ids) == len(set(ids)) <= 50
    return data


def _check_comment(comment: dict[str, Any]) -> None:
    needed = {"@type", "@id", "url", "author", "text", "dateCreated", "datePublished"}
    assert needed <= comment.keys() <= needed | {"parentItem"}
    assert comment["@type"] == "Comment"
    assert comment["@id"].startswith("urn:uuid:")
    assert comment["url"].startswith("http")
    assert comment["author"]["@type"] == "Person"
    assert comment["author"]["name"]
    assert comment["text"]
    assert STAMP.fullmatch(comment["dateCreated"])
    assert STAMP.fullmatch(comment["datePublished"])
    if "parentItem" in comment:
        assert comment["parentItem"].keys() == {"@type", "@id"}


def of_page(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/articles/bridge/{query}")
    (block,) = Scripts(answer.content.decode()).blocks
    return shaped(json.loads(block))


def given(client: Client, **query: str) -> dict[str, Any]:
    answer = client.get(THERE, query)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    return shaped(json.loads(answer.content))


def test_an_article_page_says_what_it_is_about(
    client: Client, article: Article, alice: Staff
) -> None:
    first = approve(sent(client, article, "First.", name="Bob"), alice)
    reply = approve(sent(client, article, "Second.", parent=str(first.id)), alice)
    sent(client, article, "Bob waits.")

    data = of_page(client)

    assert (data["headline"], data["commentCount"]) == ("The bridge closes", 2)
    assert data["author"] == [{"@type": "Person", "name": "Mara Lind"}]
    assert data["keywords"] == ["City", "Transport"]
    one, two = data["comment"]
    assert (one["text"], one["author"]["name"]) == ("First.", "Bob")
    assert "parentItem" not in one
    assert two["parentItem"] == {"@type": "Comment", "@id": f"urn:uuid:{first.id}"}
    assert two["url"] == f"http://testserver/articles/bridge/?comment={reply.id}#c-{reply.id}"
    withdraw(first.id, timezone.now())
    assert [comment["text"] for comment in of_page(client)["comment"]] == ["Second."]
    assert "parentItem" not in of_page(client)["comment"][0]


def test_no_text_breaks_out_of_its_script(client: Client, article: Article, alice: Staff) -> None:
    approve(sent(client, article, HOSTILE, name="</script>"), alice)
    (comment,) = of_page(client)["comment"]
    assert (comment["text"], comment["author"]["name"]) == (HOSTILE, "</script>")
    raw = client.get(THERE, {"article": "bridge"}).content.decode()
    assert not re.search("[<>&\u2028\u2029]", raw)
    assert json.loads(raw)["comment"] == [comment]


def test_a_headline_that_breaks_out_does_not_either(client: Client, add: AddArticle) -> None:
    add("</script><!--", slug="bridge", summary="</SCRIPT>", tags=("</script>",), section="<!--")
    assert of_page(client)["headline"] == "</script><!--"


def test_each_page_of_a_thread_has_its_own_comments(
    client: Client, article: Article, alice: Staff
) -> None:
    fill(article, alice, 51)
    for data in (of_page(client), given(client, article="bridge")):
        assert (data["commentCount"], len(data["comment"])) == (51, 50)
    for data in (of_page(client, "?page=2"), given(client, article="bridge", page="2")):
        assert [comment["text"] for comment in data["comment"]] == ["Thought 50."]
    assert client.get(THERE, {"article": "bridge", "page": "3"}).status_code == 404
    page = client.get("/articles/bridge/?page=2").content.decode()
    assert '<link rel="canonical" href="http://testserver/articles/bridge/?page=2">' in page


def test_an_article_that_lives_elsewhere_says_so(
    client: Client,
    add: AddArticle,
    site: Site,
    alice: Staff,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    there = "https://news.example/bridge"
    article = add("The bridge closes", slug="bridge", url=there)
    comment = approve(sent(client, article), alice)
    assert of_page(client)["url"] == "http://testserver/articles/bridge/"
    change_site(site, embed_origins="https://news.example", by=None, now=timezone.now())
    for data in (of_page(client), given(client, url=there)):
        assert data["url"] == there
        assert data["discussionUrl"] == f"{there}#comments"
        assert data["comment"][0]["url"] == f"{there}#comment-{comment.id}"
    page = client.get("/articles/bridge/").content.decode()
    assert f'<link rel="canonical" href="{there}">' in page
    with django_assert_num_queries(1):
        given(client, article=str(article.id))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 422),
        ({"article": "nowhere"}, 404),
        ({"article": "bridge", "page": "0"}, 422),
        ({"article": "bridge", "page": "x"}, 422),
        ({"article": "bridge", "page": "9999999"}, 422),
    ],
)
def test_what_is_not_there_is_a_problem(
    client: Client, article: Article, query: dict[str, str], status: int
) -> None:
    answer = client.get(THERE, query)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_article_without_comments_has_none(client: Client, article: Article) -> None:
    assert of_page(client)["comment"] == given(client, article=str(article.id))["comment"] == []
