"""The thread as readers see it, word for word, and what nobody ever sees."""

import gzip
import re

import pytest
from django.test import Client
from django.utils import timezone

from stet.comments.receipts import token_of
from stet.moderation.leaving import withdraw
from stet.newsroom.models import Article, Staff
from stet.newsroom.reading import claims_of
from tests.reader.acts import address, approve, fill, page_of, reject, sent
from tests.reader.conftest import AddArticle


def test_an_approved_comment_appears_word_for_word_and_escaped(
    client: Client, article: Article, alice: Staff
) -> None:
    text = "<i>One</i> & two\r\n  three https://example.org/a?b=1&c=2 \u202eabc"
    approve(sent(client, article, text, name="<Bob>"), alice)
    page = page_of(client, address(article))

    assert "&lt;Bob&gt;" in page
    assert "&lt;i&gt;One&lt;/i&gt; &amp; two\r\n  three " in page
    assert "<i>One" not in page
    assert 'href="https://example.org/a?b=1&amp;c=2" rel="ugc nofollow noopener"' in page
    assert '<div class="words" dir="auto"' in page
    assert "1 comment" in page


def test_the_words_of_the_interface_are_put_into_the_thread(
    client: Client, article: Article, alice: Staff
) -> None:
    claim = claims_of(article)[0]
    first = approve(sent(client, article, "First.", name="Joan"), alice)
    second = approve(sent(client, article, "Second.", parent=str(first.id)), alice)
    third = approve(sent(client, article, "Third.", parent=str(second.id)), alice)
    fourth = approve(sent(client, article, "Fourth.", parent=str(third.id)), alice)
    approve(sent(client, article, "Fifth.", name="Ines", parent=str(fourth.id)), alice)
    approve(sent(client, article, "Sixth.", claim=str(claim.id)), alice)
    page = page_of(client, address(article))

    assert "data-word" not in page
    assert page.count(">Reply</a>") == 6
    assert "In reply to" in page
    assert f'<a href="#claim-{claim.id}">About a claim in the article</a>' in page
    assert page.count('<ol class="thread"') == 4  # below the set depth, replies stand flat
    written = f"{timezone.now():%B %Y}"
    assert re.search(rf"<time datetime=\"[^\"]+Z\">\d+ {written}, \d\d:\d\d</time>", page)


def test_words_that_look_like_marks_are_left_alone(
    client: Client, article: Article, alice: Staff
) -> None:
    text = ' data-word="reply">x< <time datetime="2024-01-01T00:00:00.000Z">then</time>'
    approve(sent(client, article, text), alice)
    page = page_of(client, address(article))
    assert "data-word=&quot;reply&quot;&gt;x&lt;" in page
    assert "&quot;&gt;then&lt;/time&gt;" in page


def test_a_reply_whose_parent_is_gone_says_so(
    client: Client, article: Article, alice: Staff
) -> None:
    parent = approve(sent(client, article, "Soon gone."), alice)
    approve(sent(client, article, "Still here.", parent=str(parent.id)), alice)
    withdraw(parent.id, timezone.now())
    page = page_of(client, address(article))
    assert "In reply to a comment that is no longer public" in page
    assert "Soon gone." not in page


def test_a_closed_article_keeps_its_thread_and_offers_no_reply(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(client, article, "Written in time."), alice)
    Article.objects.filter(id=article.id).update(commenting="closed")
    page = page_of(client, address(article))
    assert "Written in time." in page
    assert ">Reply</a>" not in page
    assert "?claim=" not in page


def test_nothing_of_what_is_not_published_is_on_any_public_page(
    client: Client, article: Article, alice: Staff
) -> None:
    hidden = {
        "held": sent(client, article, "Heldwords", name="Heldname"),
        "rejected": reject(sent(client, article, "Rejectedwords", name="Rejectedname"), alice),
        "taken back": sent(client, article, "Withdrawnwords", name="Withdrawnname"),
        "once public": approve(sent(client, article, "Oncewords", name="Oncename"), alice),
    }
    withdraw(hidden["taken back"].id, timezone.now())
    withdraw(hidden["once public"].id, timezone.now())
    approve(sent(client, article, "Public."), alice)

    paths = ["/", address(article), "/tags/city/", "/feeds/articles.atom", "/guidelines/"]
    paths += [address(article, "thread/1.html"), f"/api/v1/threads?article={article.id}"]
    for comment in hidden.values():
        paths += [f"{address(article)}?{key}={comment.id}" for key in ("reply", "comment", "claim")]
    for path in paths:
        shown = client.get(path).content.decode()
        assert not re.search(r"(Held|Rejected|Withdrawn|Once)(words|name)", shown), path
    assert "1 comment" in page_of(client, "/")


def test_a_long_thread_comes_in_pages(client: Client, article: Article, alice: Staff) -> None:
    comments = fill(article, alice, 53)
    first = page_of(client, address(article))
    assert "53 comments" in first
    assert "Page 1 of 2" in first
    assert first.count('<article class="comment"') == 50
    second = page_of(client, address(article), page="2")
    assert "Thought 52." in second
    assert "Thought 49." not in second

    answer = client.get(address(article), {"comment": str(comments[51].id)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{address(article)}?page=2#c-{comments[51].id}"
    answering = page_of(client, address(article), reply=str(comments[51].id))
    assert "Page 2 of 2" in answering


@pytest.mark.parametrize("comment", ["019f0000-0000-7000-8000-000000000000", "x", "\x00", "%ff"])
def test_a_comment_that_is_not_there_gets_404(
    client: Client, article: Article, comment: str
) -> None:
    assert client.get(address(article), {"comment": comment}).status_code == 404


def test_a_page_of_the_thread_is_handed_out_as_published(
    client: Client, article: Article, alice: Staff
) -> None:
    approve(sent(client, article, "Public words."), alice)
    where = address(article, "thread/1.html")
    plain = client.get(where)
    squeezed = client.get(where, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(squeezed.content) == plain.content
    assert b"Public words." in plain.content
    assert b"data-word" in plain.content  # no word of the interface
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert plain.headers["ETag"] != squeezed.headers["ETag"]
    assert not plain.headers["ETag"].startswith("W/")
    for answer in (plain, squeezed):
        assert answer.headers["Cache-Control"].startswith("public")
        assert answer.headers["Vary"] == "Accept-Encoding"

    again = client.get(where, headers={"If-None-Match": plain.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    approve(sent(client, article, "More words."), alice)
    after = client.get(where, headers={"If-None-Match": plain.headers["ETag"]})
    assert after.status_code == 200
    assert b"More words." in after.content


def test_writing_again_is_offered_only_to_who_has_the_receipt_of_a_rejected_comment(
    client: Client, article: Article, add: AddArticle, alice: Staff
) -> None:
    rejected = reject(sent(client, article, " Try \u200c again\r\n", name="Bob"), alice)
    answer = client.get(address(article), {"again": token_of(rejected.id)})
    page = answer.content.decode()
    assert 'value="Bob"' in page
    assert "> Try" not in page
    assert ">\n Try \u200c again\r\n</textarea>" in page
    assert answer.headers["X-Robots-Tag"] == "noindex"

    held = sent(client, article, "Held.")
    elsewhere = add("Another")
    assert client.get(address(article), {"again": token_of(held.id)}).status_code == 404
    assert client.get(address(elsewhere), {"again": token_of(rejected.id)}).status_code == 404
    assert client.get(address(article), {"again": str(rejected.id)}).status_code == 404
