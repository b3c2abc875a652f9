"""What pages take in besides the frame: the script, and the thread as a piece of HTML."""

import gzip
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.receipts import token_of
from stet.newsroom.models import Article, Site, Staff
from stet.newsroom.sites import change_site
from tests.reader.acts import approve, fill, page_of
from tests.reader.conftest import AddArticle
from tests.reader.framed import NEWS, sent_in_frame

URL = f"{NEWS}/bridge"
# What a page may spend on comments that nobody has scrolled to yet.
MOST_SCRIPT = 4096


@pytest.fixture(autouse=True)
def allowed(site: Site) -> Site:
    return change_site(site, by=None, now=timezone.now(), embed_origins=NEWS)


@pytest.fixture
def outside(add: AddArticle) -> Article:
    return add("The bridge closes", url=URL)


def test_the_script_is_small_and_stands_alone(client: Client) -> None:
    answer: Any = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})
    source = gzip.decompress(answer.content).decode()

    assert len(answer.content) < MOST_SCRIPT
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"  # a module is loaded so
    assert "max-age=" in answer.headers["Cache-Control"]
    assert not re.search(
        r"^\s*(import|export)\b|document\.cookie|\beval\b|innerHTML", source, re.MULTILINE
    )
    again = client.get(
        "/embed.js", headers={"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"}
    )
    assert again.status_code == 304


def test_a_fragment_is_the_thread_for_a_page_that_has_no_script(
    client: Client, outside: Article, alice: Staff
) -> None:
    first = approve(sent_in_frame(client, URL, "One <b> & https://example.org/a"), alice)
    second = approve(sent_in_frame(client, URL, "Two.", parent=str(first.id)), alice)
    held = sent_in_frame(client, URL, "Nobody has read this.")
    answer: Any = client.get("/embed/fragment", {"url": URL})
    html = answer.content.decode()

    assert "One &lt;b&gt; &amp; " in html
    assert f'id="c-{second.id}"' in html
    assert f'href="#c-{first.id}"' in html
    assert f'href="http://testserver/articles/{outside.slug}/comments/{first.id}/report/"' in html
    assert "2 comments" in html
    assert "Reply" not in html
    assert 'href="http://testserver/embed/?url=' in html
    assert not re.search(r'href="(\?|/|comments)', html)  # each would lead astray
    assert not re.search(r"<script|<html|<style|data-word", html)
    assert "Nobody has read this." not in html
    assert token_of(held.id) not in html


def test_a_fragment_is_the_same_for_everybody_until_something_is_published(
    client: Client, outside: Article, alice: Staff
) -> None:
    first: Any = client.get("/embed/fragment", {"url": URL}, headers={"Accept-Language": "de"})
    other: Any = Client().get("/embed/fragment", {"url": URL}, headers={"Accept-Language": "en"})
    assert first.content == other.content
    assert first.headers["Cache-Control"].startswith("public")
    assert not first.cookies

    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/embed/fragment", {"url": URL}, headers=tag).status_code == 304
    approve(sent_in_frame(client, URL, "News."), alice)
    assert client.get("/embed/fragment", {"url": URL}, headers=tag).status_code == 200


def test_a_fragment_speaks_the_language_asked_for(client: Client, outside: Article) -> None:
    assert 'lang="ar" dir="rtl"' in page_of(client, "/embed/fragment", url=URL, lang="ar").replace(
        "\n         ", " "
    )
    assert 'lang="en"' in page_of(client, "/embed/fragment", url=URL, lang="xx")


def test_a_long_thread_comes_in_pages(client: Client, outside: Article, alice: Staff) -> None:
    fill(outside, alice, 51)
    assert "Later comments" in page_of(client, "/embed/fragment", url=URL)
    last = page_of(client, "/embed/fragment", url=URL, page="2")
    assert "Thought 50." in last
    assert "Later comments" not in last
    assert client.get("/embed/fragment", {"url": URL, "page": "3"}).status_code == 404


def test_an_address_without_comments_gets_an_empty_thread_and_a_foreign_one_404(
    client: Client,
) -> None:
    assert "Write a comment" in page_of(client, "/embed/fragment", url=f"{NEWS}/new")
    assert client.get("/embed/fragment", {"url": "https://evil.example/"}).status_code == 404
    assert client.get("/embed/fragment").status_code == 400
