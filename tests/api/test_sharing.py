"""Scripts of other sites: those that an editor allowed may read what is public, nobody else may."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.sites import change_site

NEWS, EVIL = "https://news.example.org", "https://evil.example"


@pytest.fixture
def article(db: None) -> Article:
    site = ensure_newsroom(timezone.now())
    change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)
    text = ArticleText("The bridge closes", url=f"{NEWS}/bridge")
    return add_article(site, text, by=None, now=timezone.now())[0]


def asked(client: Client, path: str, origin: str, **query: str) -> Any:
    return client.get(f"/api/v1/{path}", query, headers={"Origin": origin})


@pytest.mark.parametrize("path", ["threads", "counts"])
def test_an_allowed_origin_may_read_threads_and_counts(
    client: Client, article: Article, path: str
) -> None:
    answer = asked(client, path, NEWS, url=article.url)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == NEWS
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("origin", [EVIL, "null", "https://news.example.org.evil.example", "*"])
@pytest.mark.parametrize("path", ["threads", "counts"])
def test_no_other_origin_may(client: Client, article: Article, path: str, origin: str) -> None:
    answer = asked(client, path, origin, url=article.url)

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Origin" in answer.headers["Vary"]  # nor does a cache give it an allowed one's answer


def test_an_allowed_origin_reads_what_went_wrong_as_well(client: Client, article: Article) -> None:
    answer = asked(client, "threads", NEWS, url=f"{NEWS}/nowhere")
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (404, NEWS)


@pytest.mark.parametrize("path", ["guidelines", "desk/queue", "receipts/x"])
def test_nothing_else_is_shared(client: Client, article: Article, path: str) -> None:
    assert "Access-Control-Allow-Origin" not in asked(client, path, NEWS).headers
